import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { parse } from 'yaml'
import { normalise, whole } from '../../src/api/body.ts'
import { toWire } from '../../src/api/time.ts'
import { newMarketplace } from '../../src/portal/marketplaces/setup.ts'
import { insert } from '../../src/store/rows.ts'
import { apiClients } from '../../src/tables/organizations/api-clients.ts'
import type { Write } from '../../src/tables/statements.ts'
import { type Item, parseSeedFile, type SeedFile } from '../seed/file.ts'
import { catalogObjects } from './catalog.ts'
import { firstUser } from './first-user.ts'

/** The ID of the demo marketplace. */
export const DEMO = 'demo'
/** API clients of the demo: unlike any others, they have IDs that can be told in advance. */
export const backOffice = 'ad000000-0000-4000-8000-000000000001'
export const storefront = '5f000000-0000-4000-8000-000000000002'
export const integration = '1a000000-0000-4000-8000-000000000003'
/** The password of every person in the demo, and the secret of its integration. */
export const PASSWORD = 'WharfDemo2026'
export const INTEGRATION_SECRET = 'demo-integration-secret'

/** Folder of the pictures, which are served as they are. */
const PICTURES = '/demo/'

const text = (name: string) => readFile(join(import.meta.dirname, name), 'utf8')

/**
 * The demo marketplace, as seeding takes it.
 * @param origin where the server is: pictures are told with it, since a storefront runs elsewhere
 */
export async function demoFile(origin: string): Promise<SeedFile> {
  const placed = async (name: string) =>
    parseSeedFile((await text(name)).replaceAll(PICTURES, `${origin}${PICTURES}`))
  const catalog = catalogObjects(
    parse(await text('catalog.yml')),
    (category) => `${origin}${PICTURES}${category}.svg`,
  )
  const files = [await placed('rigging.yml'), await placed('demo.yml'), catalog]
  return {
    Objects: together(files.map((f) => f.Objects)),
    Assignments: together(files.map((f) => f.Assignments)),
  }
}

/** The records of several files, by kind. */
function together(sections: Record<string, Item[]>[]): Record<string, Item[]> {
  const all = Map.groupBy(
    sections.flatMap((s) => Object.entries(s)),
    ([kind]) => kind,
  )
  return Object.fromEntries([...all].map(([kind, lists]) => [kind, lists.flatMap(([, items]) => items)]))
}

/** Pictures follow the server when it is started on another port. */
export function movePictures(origin: string): Write {
  const url = sql.raw("xp ->> '$.Images[0].Url'")
  const moved = sql`${origin} || substr(${url}, instr(${url}, ${PICTURES}))`
  return {
    sql: sql`update products set xp = json_set(xp, '$.Images[0].Url', ${moved}, '$.Images[0].ThumbnailUrl', ${moved})
      where Marketplace = ${DEMO} and ${url} glob ${`http://localhost:*${PICTURES}*`}
      and ${url} not glob ${`${origin}${PICTURES}*`}`,
  }
}

/** What the API cannot make of the demo: the marketplace, its first user, and clients with IDs of our choice. */
export async function bootstrap(): Promise<Write[]> {
  const { Objects } = parseSeedFile(await text('demo.yml'))
  const admin = Objects.AdminUsers!.find((u) => u.Username === 'admin')!
  const now = toWire(Date.now())
  return [
    ...newMarketplace({ ID: DEMO, Name: 'Dockside Industrial Supply' }, now),
    ...(await firstUser(DEMO, admin as never, now)),
    ...Objects.ApiClients!.map((c) => client(c, now)),
  ]
}

/** A client without its context user, who is yet to come. */
function client(item: Item, now: string): Write {
  const { fields } = apiClients
  const values = whole(
    normalise({ ...item, DefaultContextUserName: null, IsAnonBuyer: false }, fields),
    fields,
  )
  return insert(apiClients, DEMO, { ...values, ID: item.ID, DateCreated: now })
}
