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
  /** All items of a list. */
  all(operation: string, params: Params): Promise<Shown[]>
}

/** Entries of a page, the most there can be. */
const PAGE = 100
/** Pages of a part of an object that are told. */
const MOST_PAGES = 50
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
  const run = (id: string, params: Params, page?: number) => {
    const operation = operationByID(id)
    const query: [string, string][] = [
      ['page', String(page)],
      ['pageSize', String(PAGE)],
    ]
    const list =
      page && operation.list
        ? parseList(operation.list, operation.listFields ?? operation.response!.fields, query, new Set())
        : null
    const input = ownRequest(id, caller, { params, list, baseUrl: env.BASE_URL ?? '', now })
    // What an operation takes of a body or of parameters of its own, a GET of one object has none of.
    return operation.run(new Call(operation, input, env) as never) as Promise<Shown>
  }
  return {
    marketplace,
    session,
    get: (operation, params) =>
      run(operation, params).catch((error) => {
        if (error instanceof ApiError && error.status === 404) return null
        throw error
      }),
    async all(operation, params) {
      const items: Shown[] = []
      for (let page = 1; page <= MOST_PAGES; page++) {
        const { Items, Meta } = (await run(operation, params, page)) as {
          Items: Shown[]
          Meta: { TotalPages: number }
        }
        items.push(...Items)
        if (page >= Meta.TotalPages) break
      }
      return items
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
  const own = sql`Marketplace = ${marketplace} and ProductID = ${productID}`
  const { catalogs, places, assignments } = await session.read({
    catalogs: plain<{ CatalogID: string }>(sql`select CatalogID from product_catalogs where ${own}`),
    places: plain<Shown>(sql`select CatalogID, CategoryID, ListOrder from category_products where ${own}`),
    assignments: plain<{ PriceScheduleID: string | null }>(
      sql`select BuyerID, UserGroupID, PriceScheduleID from product_assignments where ${own}`,
    ),
  })
  const Specs = Number(found.SpecCount) > 0 ? await reader.all('Products.ListSpecs', { productID }) : []
  const Variants =
    Number(found.VariantCount) > 0 ? await reader.all('Products.ListVariants', { productID }) : []
  const told = { ...found, Specs, Variants, Catalogs: catalogs.map((c) => c.CatalogID), Categories: places }
  if (excludesPrices) return told
  const named = [found.DefaultPriceScheduleID, ...assignments.map((a) => a.PriceScheduleID)]
  const schedules: Shown[] = []
  for (const priceScheduleID of new Set(named))
    if (typeof priceScheduleID === 'string') {
      const schedule = await reader.get('PriceSchedules.Get', { priceScheduleID })
      if (schedule) schedules.push(schedule)
    }
  return { ...told, Assignments: assignments, PriceSchedules: schedules }
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
  return { Order: { ...Order, Status: status }, LineItems: await reader.all('LineItems.List', params) }
}
