import type { D1Migration } from 'cloudflare:test'
import type { Env as Bindings } from '../../src/env.ts'

declare global {
  namespace Cloudflare {
    /** The type of `env` from `cloudflare:workers`, in tests. */
    interface Env extends Bindings {
      /** Bound by vitest.config.mts. */
      MIGRATIONS: D1Migration[]
      /** What `npm run fuzz` asks for, as JSON. */
      FUZZ: string
      /** The database of another installation, where tests want one. */
      OTHER?: D1Database
    }
    /** The type of `exports` from `cloudflare:workers`. */
    interface GlobalProps {
      mainModule: typeof import('../../src/index.ts')
      durableNamespaces: 'OrderActor' | 'Incrementor' | 'Reader'
    }
  }
}
