import { oncePer, remember } from '../api/memory.ts'
import type { Input } from '../api/request.ts'
import type { Env } from '../env.ts'
import { sql } from '../tables/sql.ts'
import { Session } from './session.ts'
import { plain, type Query } from './sql/sql.ts'

/** The database that knows where a marketplace is at home, and has signing keys and portal accounts. */
export const control = (env: Env): D1Database => env.DB

const isDatabase = ([name, bound]: [string, unknown]) => /^DB\d*$/.test(name) && bound !== undefined

const bindingsOf = oncePer(
  (env: Env) => new Map(Object.entries(env).filter(isDatabase) as [string, D1Database][]),
)

/** The database of a binding (`DB`, `DB2` and so on), or an Error where nothing is bound to it. */
export function databaseNamed(env: Env, binding: string): D1Database {
  const bound = bindingsOf(env).get(binding)
  if (!bound) throw new Error(`No database is bound to ${binding}.`)
  return bound
}

/** The binding of a database. */
export function bindingOf(env: Env, database: D1Database): string | undefined {
  for (const [name, bound] of bindingsOf(env)) if (bound === database) return name
}

/** Every database that holds marketplaces, for work that belongs to none of them. */
export const databases = (env: Env): D1Database[] => [...bindingsOf(env).values()]

/** The same without the control database. */
export const otherDatabases = (env: Env): D1Database[] => databases(env).filter((d) => d !== control(env))

const MOST_REMEMBERED = 10_000
/** Where marketplaces were at home when this isolate looked. What is read there says whether they still are. */
const homesOf = oncePer((_: D1Database) => new Map<string, D1Database>())

/**
 * The database that holds a marketplace: what the control database says, never a hash. The only place that names a D1
 * binding. Nothing is asked where there is only one, or by an isolate that knows.
 * @throws Error where it cannot be looked up
 */
export const shard = (env: Env, marketplace: string): D1Database | Promise<D1Database> =>
  bindingsOf(env).size === 1 || marketplace === ''
    ? control(env)
    : (homesOf(control(env)).get(marketplace.toLowerCase()) ?? look(env, marketplace))

async function look(env: Env, marketplace: string): Promise<D1Database> {
  const { place } = await new Session(control(env), 'shard').read({ place: placeQuery(marketplace) })
  const home = databaseNamed(env, place[0]?.Place ?? 'DB')
  remember(homesOf(control(env)), marketplace.toLowerCase(), home, MOST_REMEMBERED)
  return home
}

/** Where a database believes a marketplace to be: no row of one that it does not know, null for itself. */
export const placeQuery = (marketplace: string): Query<{ Place: string | null }> =>
  plain(sql`select Place from marketplaces where ID = ${marketplace}`)

/** Whether any database but the control database knows a marketplace: one that was deleted, whose rows are still to go. */
export async function isKnownElsewhere(env: Env, marketplace: string): Promise<boolean> {
  const found = await Promise.all(
    otherDatabases(env).map((database) =>
      new Session(database, 'shard').read({ place: placeQuery(marketplace) }),
    ),
  )
  return found.some(({ place }) => place.length > 0)
}

/** A marketplace has turned out not to be where it was: it is looked up again. */
export const forget = (env: Env, marketplace: string) =>
  homesOf(control(env)).delete(marketplace.toLowerCase())

/** Tables whose IDs are unique over an installation: sign-in names one of an API client or an invitation, and nothing else. */
export const namedAlone = ['api_clients', 'order_invitations'] as const

/** The marketplaces that have such IDs. One that was shut signs nobody in, and its ID may be another's by and by. */
const named = (ids: readonly unknown[]) =>
  sql.join(
    namedAlone.map(
      (table) =>
        sql`select t.Marketplace, m.Active = 1 and m.DateDeleted is null IsOpen
      from json_each(${JSON.stringify(ids)}) j cross join ${sql.identifier(table)} t on t.ID = j.value
      join marketplaces m on m.ID = t.Marketplace and m.Place is null`,
    ),
    sql` union `,
  )

/** The marketplaces of such IDs: all databases are asked at once. Nothing is where there is only one. */
export const marketplacesOf = async (env: Env, ids: readonly unknown[]): Promise<string[]> =>
  (await havingIDs(env, ids)).map(({ marketplace }) => marketplace)

async function havingIDs(env: Env, ids: readonly unknown[]) {
  if (bindingsOf(env).size === 1 || ids.length === 0) return []
  const ask = async (database: D1Database) => {
    const [rows = []] = await new Session(database, 'shard').send(named(ids))
    return rows.map((row) => ({ marketplace: String(row.Marketplace), isOpen: row.IsOpen === 1, database }))
  }
  return (await Promise.all(databases(env).map(ask))).flat()
}

/** The marketplace that a request without a token names, if its database has to be found out: it is remembered. */
export async function homeNamedIn(env: Env, { params, query, body }: Input): Promise<string | undefined> {
  const { client_id, ClientID } = (body ?? {}) as Record<string, unknown>
  const id = client_id ?? ClientID ?? query.clientID ?? query.cid ?? params.invitationID
  const open = (await havingIDs(env, id ? [id] : [])).find(({ isOpen }) => isOpen)
  if (open) remember(homesOf(control(env)), open.marketplace.toLowerCase(), open.database, MOST_REMEMBERED)
  return open?.marketplace
}
