import type { Result } from './seed.ts'

/** Tells what seeding came to: what was skipped, what was refused, and secrets that nobody else knows. */
export function report(
  { saved, skipped, errors, secrets }: Result,
  out: Pick<Console, 'log' | 'error'>,
): void {
  out.log(`${saved} saved${errors.length > 0 ? `, ${errors.length} refused` : ''}`)
  for (const [kind, count] of skipped)
    out.log(`skipped ${count} ${kind}: this server has no operation for them`)
  for (const secret of secrets) out.log(`new secret: ${secret}`)
  for (const error of errors) out.error(`refused: ${error}`)
}
