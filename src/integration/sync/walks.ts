import { fail } from '../../api/errors.ts'
import { toWire } from '../../api/time.ts'
import type { Env } from '../../env.ts'
import { type Fact, refusing } from '../../store/fact.ts'
import type { Claimed } from '../../store/outbox/claimed.ts'
import { relay } from '../../store/outbox/outbox.ts'
import { dueAtOnce, type Told } from '../../store/outbox/told.ts'
import { Session } from '../../store/session.ts'
import { shard } from '../../store/shard.ts'
import { plain } from '../../store/sql/sql.ts'
import type { Entity } from '../../tables/integration/synchronized.ts'
import { type SQL, sql } from '../../tables/sql.ts'

/** Objects that one step of a walk tells. */
const STEP = 50
/** Of those of the last step, so many may still wait to be delivered when the next is made. */
const MOST_WAITING = 25
/** Milliseconds after which it is looked again whether they do. */
const PAUSE = 2000

/**
 * A walk tells many objects, a step at a time. It is a delivery whose event says how far it has come; what it tells has
 * deliveries of its own, among those of what happens meanwhile, and never many of them.
 */
export interface Walk {
  Walk: 'catalog' | 'category' | 'orders' | 'prices'
  /** What it is about: a catalogue, a category of it, a price schedule, the first and last moment of orders. */
  Key: string[]
  Part?: number
  /** The place of what was told last. */
  After?: string
  Told?: number
  /** Events of the last step. */
  Last?: string[]
}

/** A part of a walk: what it tells, and the statement that finds the next keys (as JSON) with their places. */
interface Part {
  entity: Entity
  next: (marketplace: string, key: readonly string[], after: string) => SQL
}

/** Objects of a table in the order of a column, which is the last of their key. */
const inOrder = (entity: Entity, from: SQL, column: SQL, key = sql`json_array(${column})`): Part => ({
  entity,
  next: (marketplace, [first], after) => sql`select distinct ${key} "Key", ${column} "After" ${from} ${first}
    and Marketplace = ${marketplace} and ${column} > ${after} order by ${column}`,
})

const ID = sql.raw('ID')
const ProductID = sql.raw('ProductID')

const parts: Record<Walk['Walk'], Part[]> = {
  catalog: [
    inOrder('catalogs', sql`from catalogs where ID =`, ID),
    inOrder('categories', sql`from categories where CatalogID =`, ID, sql`json_array(CatalogID, ID)`),
    inOrder('products', sql`from product_catalogs where CatalogID =`, ProductID),
  ],
  category: [
    {
      entity: 'products',
      next: (
        marketplace,
        [catalog, category],
        after,
      ) => sql`select json_array(ProductID) "Key", ProductID "After"
        from category_products where Marketplace = ${marketplace} and CatalogID = ${catalog} and CategoryID = ${category}
          and ProductID > ${after} order by ProductID`,
    },
  ],
  orders: [
    {
      entity: 'orders',
      // The index of lists: by the date of submission, then of creation, then by ID, each compared as its column is.
      next: (marketplace, [from, to], after) => {
        const [submitted, created, id] = [
          after.slice(0, WIDTH),
          after.slice(WIDTH, 2 * WIDTH),
          after.slice(2 * WIDTH),
        ]
        return sql`select json_array(Leg, ID) "Key", DateSubmitted || DateCreated || ID "After"
          from orders where Marketplace = ${marketplace} and IsSubmitted = 1 and DateSubmitted between ${submitted || from!} and ${to}
            and Leg <> 'Subscription' and (DateSubmitted, DateCreated, ID) > (${submitted}, ${created}, ${id})
          order by DateSubmitted, DateCreated, ID`
      },
    },
  ],
  prices: [
    inOrder('products', sql`from products where DefaultPriceScheduleID =`, ID),
    inOrder('products', sql`from product_assignments where PriceScheduleID =`, ProductID),
  ],
}

/** Characters of a moment in the wire's form, which are always as many. */
const WIDTH = toWire(0).length

/** Whether a delivery is a walk. */
export const isWalk = ({ body }: Claimed): boolean => 'Walk' in body

/**
 * Makes one step. What it tells and how far it has come are written together, so that one that is made again tells
 * nothing twice and forgets nothing.
 * @returns when the next step is due, in milliseconds since 1970; null at the end
 * @throws Error when the database does not answer: the step is made again
 */
export async function stepWalk(env: Env, { marketplace, event, body }: Claimed): Promise<number | null> {
  // It was recorded so.
  const { Walk, Key, Part = 0, After = '', Told = 0, Last = [] } = body as unknown as Walk
  const part = parts[Walk][Part]
  if (!part) return null
  const session = new Session(shard(env, marketplace), 'synchronize')
  const { waiting, found } = await session.read({
    waiting: plain<{
      Waiting: number
    }>(sql`select count(*) Waiting from deliveries where Marketplace = ${marketplace}
      and EventID in (select value from json_each(${JSON.stringify(Last)})) and +Status = 'Pending'`),
    found: plain<{ Key: string; After: string }>(sql`${part.next(marketplace, Key, After)} limit ${STEP}`),
  })
  if (waiting[0]!.Waiting > MOST_WAITING) return Date.now() + PAUSE
  const told = found.map((row) => {
    const key = JSON.parse(row.Key) as string[]
    return [`${part.entity}/${key.join('/')}`, { Entity: part.entity, Key: key, Action: 'Updated' }] as const
  })
  const isLast = found.length < STEP
  const place = isLast ? { Part: Part + 1, After: '' } : { Part, After: found.at(-1)!.After }
  const progress = { ...place, Told: Told + told.length, Last: told.map(([id]) => id) }
  const results = await session.send(
    sql`insert into told (Marketplace, ID, Source, Body) select ${marketplace}, j.value ->> 0, ${part.entity}, j.value -> 1
      from json_each(${JSON.stringify(told)}) j`,
    sql`update events set Body = json_patch(Body, ${JSON.stringify(progress)}) where Marketplace = ${marketplace} and ID = ${event}`,
    dueAtOnce(marketplace, toWire(Date.now())),
  )
  await relay(
    env,
    marketplace,
    results.at(-1)!.map((row) => String(row.ID)),
  )
  return isLast && Part + 1 === parts[Walk].length ? null : Date.now()
}

/** How far a walk has come. */
export interface Progress {
  ID: string
  Status: 'Running' | 'Completed' | 'Failed'
  Told: number
  LastError: string | null
  DateStarted: string
  Body: string
}

/** The walks that were asked for in a marketplace, or one of them. */
export const walksQuery = (marketplace: string, id?: string) =>
  plain<Progress>(sql`select d.EventID ID, case d.Status when 'Pending' then 'Running' when 'Delivered' then 'Completed' else 'Failed' end Status,
      coalesce(e.Body ->> 'Told', 0) Told, d.LastError, d.DateCreated DateStarted, e.Body
    from deliveries d join events e on e.Marketplace = d.Marketplace and e.ID = d.EventID
    where d.Marketplace = ${marketplace} and ${id ? sql`d.EventID = ${id}` : sql`d.EventID >= 'walk/' and d.EventID < 'walk0'`} order by d.DateCreated desc limit 100`)

const walkID = ({ Walk, Key }: Walk) => `walk/${Walk}/${Key.join('/')}`

/** What is to be known before a walk begins: none of the same is under way. */
export const walkReads = (marketplace: string, walk: Walk): { before: Fact<Progress> } => ({
  before: refusing({ ...walksQuery(marketplace, walkID(walk)), holds: null }, ({ Status }) =>
    Status === 'Running'
      ? fail('FullSyncStatus.FullSyncAlreadyRunning', 'This synchronization is running.')
      : undefined,
  ),
})

/** A walk as it is begun; one that was given up goes on where it stood. */
export const beginning = (
  marketplace: string,
  source: string,
  walk: Walk,
  before: Progress | undefined,
): Told => ({
  marketplace,
  id: walkID(walk),
  to: { source },
  body: before?.Status === 'Failed' ? JSON.parse(before.Body) : walk,
})
