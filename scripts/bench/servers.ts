import { join } from 'node:path'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { unstable_readConfig } from 'wrangler'
import { bundle, bundleOf } from './bundle.ts'

/** Both Workers in one workerd, each on a port of its own with nothing before it. */
export interface Servers {
  wharf: string
  bare: string
  /** The database of Wharf, from outside. */
  database: D1Database
  /** Sizes of Wharf's bundle in bytes. */
  size: number
  gzip: number
  stop(): Promise<void>
}

/**
 * Builds both Workers and starts them. `wrangler dev` would put a proxy before them that is slower than they are.
 * @param state directory of a migrated database, as `wrangler dev --persist-to` lays it out
 */
export async function startServers(state: string): Promise<Servers> {
  const config = unstable_readConfig({ config: 'wrangler.toml' })
  const { compatibility_date: compatibilityDate, compatibility_flags: compatibilityFlags } = config
  const [wharf, bare] = await Promise.all([
    bundle(),
    bundleOf(join(import.meta.dirname, 'bare.ts'), compatibilityDate!),
  ])
  const common = {
    compatibilityDate,
    compatibilityFlags,
    modules: true as const,
    unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
  }
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      resourcePersistencePath: join(state, 'v3'),
      workers: [
        {
          ...common,
          name: 'wharf',
          script: wharf.script,
          bindings: config.vars as Record<string, string>,
          d1Databases: { DB: config.d1_databases[0]!.database_id! },
          durableObjects: Object.fromEntries(
            config.durable_objects.bindings.map(
              ({ name, class_name }: { name: string; class_name: string }) => [
                name,
                { className: class_name, useSQLite: true },
              ],
            ),
          ),
          queueProducers: { DELIVERIES: config.queues.producers![0]!.queue! },
        },
        { ...common, name: 'bare', script: bare.script, d1Databases: { DB: 'bare' } },
      ],
    }),
  )
  await miniflare.ready
  const rows = await miniflare.getD1Database('DB', 'bare')
  await rows.prepare('create table bare (ID text primary key, Name text)').run()
  await rows.prepare("insert into bare (ID, Name) values ('one', 'A row')").run()
  const origin = async (name: string) => (await miniflare.unsafeGetDirectURL(name)).origin
  return {
    wharf: await origin('wharf'),
    bare: await origin('bare'),
    database: (await miniflare.getD1Database('DB', 'wharf')) as unknown as D1Database,
    size: wharf.size,
    gzip: wharf.gzip,
    stop: () => miniflare.dispose(),
  }
}
