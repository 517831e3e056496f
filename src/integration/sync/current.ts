import { ApiError } from '../../api/errors.ts'
import { parseList } from '../../api/lists/list.ts'
import { ownRequest } from '../../api/request.ts'
import { identityOf } from '../../auth/sign-in.ts'
import type { Env } from '../../env.ts'
import type { Operation } from '../../resource/operation.ts'
import { Call } from '../../store/call.ts'
import { Session } from '../../store/session.ts'
import { shard } from '../../store/shard.ts'
import { plain } from '../../store/sql/sql.ts'
import type { Entity } from '../../tables/integration/synchronized.ts'
import { orderStatuses } from '../../tables/orders/statuses.ts'
import { sql } from '../../tables/sql.ts'
import { integrationUser } from '../events/elevated-token.ts'
import { objects } from './entities.ts'

type Shown = Record<string, unknown>
type Params = Record<string, string>

let operationByID: (id: string) => Operation

/** Tells where operations are found: objects are read by those that answer them. */
export const offerReaders = (find: typeof operationByID) => {
  operationByID = find
}

/** Reads a marketplace as its owner does who may see everything. */
export interface Reader {
  marketplace: string
  session: Session
  /** The answer of an operation; null where there is no such object. */
  get(operation: string, params: Params): Promise<Shown | null>
  /** All items of a list that is told as a part of an object, as far as there is room; perhaps those of some IDs. */
  all(part: string, operation: string, params: Params, ids?: readonly string[]): Promise<Shown[]>
  /** The rows of a part that was asked for with a limit of `MOST_ROWS + 1`. */
  rows<T>(part: string, rows: T[]): T[]
  /** Parts of which there is more than there was room for. */
  incomplete: Set<string>
}

/** Entries of a page, the most there can be. */
const PAGE = 100
/** Pages of a part of an object that are told, and entries. */
const MOST_PAGES = 50
const MOST_ROWS = MOST_PAGES * PAGE
/**
 * Characters of JSON of which no more is read for one object. Six are told at once, each as rows, as an object and as
 * JSON, and an isolate has 128 MB.
 */
const MOST_READ = 4_000_000
/** Seconds the reader's identity is good: it signs nothing. */
const LIFE = 600

export async function readerFor(env: Env, marketplace: string, now: number): Promise<Reader> {
  const session = new Session(shard(env, marketplace), 'synchronize')
  const user = await integrationUser(session, marketplace)
  const issuedAt = now / 1000
  const caller = {
    ...identityOf({ ID: null, Marketplace: marketplace }, user, ['FullAccess']),
    issuedAt,
    expiresAt: issuedAt + LIFE,
  }
  const run = (id: string, params: Params, page?: number, ids?: readonly string[]) => {
    const operation = operationByID(id)
    const query: [string, string][] = [
      ['page', String(page)],
      ['pageSize', String(PAGE)],
      ...(ids ? [['ID', ids.join('|')] as [string, string]] : []),
    ]
    const list =
      page && operation.list
        ? parseList(operation.list, operation.listFields ?? operation.response!.fields, query, new Set())
        : null
    const input = ownRequest(id, caller, { params, list, baseUrl: env.BASE_URL ?? '', now })
    // What an operation takes of a body or of parameters of its own, a GET of one object has none of.
    return operation.run(new Call(operation, input, env) as never) as Promise<Shown>
  }
  let room = MOST_READ
  const incomplete = new Set<string>()
  const counted = <T>(items: T[]) => {
    room -= JSON.stringify(items).length
    return items
  }
  return {
    marketplace,
    session,
    incomplete,
    get: (operation, params) =>
      run(operation, params).catch((error) => {
        if (error instanceof ApiError && error.status === 404) return null
        throw error
      }),
    async all(part, operation, params, ids) {
      const items: Shown[] = []
      for (let page = 1, pages = 1; page <= pages; page++) {
        if (page > MOST_PAGES || room < 0) {
          incomplete.add(part)
          break
        }
        const { Items, Meta } = (await run(operation, params, page, ids)) as {
          Items: Shown[]
          Meta: { TotalPages: number }
        }
        items.push(...counted(Items))
        pages = Meta.TotalPages
      }
      return items
    },
    rows(part, rows) {
      if (rows.length > MOST_ROWS) incomplete.add(part)
      return counted(rows.slice(0, MOST_ROWS))
    },
  }
}

/** The parameters of an object's path. Orders are told as the marketplace's owner sees them: its own are outgoing. */
const paramsOf = (entity: Entity, key: readonly string[]): Params =>
  Object.fromEntries(
    namesOf(entity, key).map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), value]),
  )

/** What names an object, each with its name. */
export const namesOf = (entity: Entity, key: readonly string[]): [name: string, value: string][] =>
  objects[entity].names.map((name, i) => [
    name,
    name === 'Direction' ? (key[i] === 'Seller' ? 'Outgoing' : 'Incoming') : key[i]!,
  ])

/** An object as it is now, with what is told beside it; null where there is none. */
export async function current(
  reader: Reader,
  entity: Entity,
  key: readonly string[],
  excludesPrices: boolean,
): Promise<Shown | null> {
  if (entity === 'products/inventoryrecords') return inventoryRecord(reader, key)
  const params = paramsOf(entity, key)
  if (entity === 'orders') return order(reader, params)
  const found = await reader.get(objects[entity].get, params)
  return found && entity === 'products' ? product(reader, found, excludesPrices) : found
}

/** What of a product stands elsewhere, in one round trip. */
async function product(reader: Reader, found: Shown, excludesPrices: boolean): Promise<Shown> {
  const { marketplace, session } = reader
  const productID = String(found.ID)
  const own = sql`Marketplace = ${marketplace} and ProductID = ${productID} ${sql.limit(MOST_ROWS + 1)}`
  const { catalogs, places, assignments } = await session.read({
    catalogs: plain<{ CatalogID: string }>(sql`select CatalogID from product_catalogs where ${own}`),
    places: plain<Shown>(sql`select CatalogID, CategoryID, ListOrder from category_products where ${own}`),
    assignments: plain<{ PriceScheduleID: string | null }>(
      sql`select BuyerID, UserGroupID, PriceScheduleID from product_assignments where ${own}`,
    ),
  })
  const Catalogs = reader.rows('Catalogs', catalogs).map((c) => c.CatalogID)
  const Categories = reader.rows('Categories', places)
  const Specs = found.SpecCount ? await reader.all('Specs', 'Products.ListSpecs', { productID }) : []
  const Variants = found.VariantCount
    ? await reader.all('Variants', 'Products.ListVariants', { productID })
    : []
  const told = { ...found, Specs, Variants, Catalogs, Categories }
  if (excludesPrices) return told
  const Assignments = reader.rows('Assignments', assignments)
  const named = [found.DefaultPriceScheduleID, ...Assignments.map((a) => a.PriceScheduleID)]
  const ids = [...new Set(named.filter((id) => typeof id === 'string'))]
  const PriceSchedules: Shown[] = []
  for (let i = 0; i < ids.length; i += PAGE)
    PriceSchedules.push(
      ...(await reader.all('PriceSchedules', 'PriceSchedules.List', {}, ids.slice(i, i + PAGE))),
    )
  return { ...told, Assignments, PriceSchedules }
}

/** A record's path names the variant it is of, if it is of one. */
async function inventoryRecord(reader: Reader, [productID, inventoryRecordID]: readonly string[]) {
  const { found } = await reader.session.read({
    found: plain<{ VariantID: string | null }>(sql`select VariantID from inventory_records
      where Marketplace = ${reader.marketplace} and ProductID = ${productID} and ID = ${inventoryRecordID}`),
  })
  const params = { productID: productID!, inventoryRecordID: inventoryRecordID! }
  const variantID = found[0]?.VariantID
  return variantID
    ? reader.get('InventoryRecords.GetVariant', { ...params, variantID })
    : reader.get('InventoryRecords.Get', params)
}

/** An order with its lines. Its status is a number, as messages of the API have it: the place among the statuses, from 1. */
async function order(reader: Reader, params: Params): Promise<Shown | null> {
  const Order = await reader.get('Orders.Get', params)
  if (!Order) return null
  const statuses: readonly unknown[] = orderStatuses
  const status = statuses.indexOf(Order.Status) + 1
  return {
    Order: { ...Order, Status: status },
    LineItems: await reader.all('LineItems', 'LineItems.List', params),
  }
}
