import { applyD1Migrations } from 'cloudflare:test'
import { env } from 'cloudflare:workers'

await applyD1Migrations(env.DB, env.MIGRATIONS)
// Bound where tests want more than one.
for (const more of [env.DB2, env.DB3, env.OTHER]) if (more) await applyD1Migrations(more, env.MIGRATIONS)
