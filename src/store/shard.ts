import type { Env } from '../env.ts'

/**
 * The database that holds a marketplace. The only place that names a D1 binding: more databases become rows of a
 * control table looked up here, never a hash.
 */
export const shard = (env: Env, _marketplace: string): D1Database => env.DB

/** The database that knows which marketplace a client ID, a signing key or a portal account belongs to. */
export const control = (env: Env): D1Database => env.DB

/** Every database that holds marketplaces, for work that belongs to none of them. */
export const databases = (env: Env): D1Database[] => [env.DB]
