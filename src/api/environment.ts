import type { Env } from '../env.ts'

/** Which environment this installation is, as it is told: a sandbox, unless it is said. */
export const environmentOf = ({ ENVIRONMENT }: Pick<Env, 'ENVIRONMENT'>): string => ENVIRONMENT ?? 'Sandbox'
