import { DAY, toWire } from '../../api/time.ts'
import type { Env } from '../../env.ts'
import { columnNames, referringGo } from '../../store/references.ts'
import { apart, logFailure } from '../../store/retention/apart.ts'
import { deleteDue, rowsOf } from '../../store/retention/delete-due.ts'
import { Session } from '../../store/session.ts'
import { databases } from '../../store/shard.ts'
import { plain } from '../../store/sql/sql.ts'
import { at } from '../../tables/columns.ts'
import { orderReturns } from '../../tables/fulfillment/order-returns.ts'
import { orders } from '../../tables/orders/orders.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Table } from '../../tables/table.ts'

/** Days an order without lines is kept from its creation on, … */
const DAYS_EMPTY = 1
/** … one of an anonymous shopper since anything of it was changed, … */
const DAYS_OF_GUESTS = 7
/** … and anybody else's. */
const DAYS_OF_USERS = 90
/** Days for which whoever comes with an expired invitation is told that it is one. */
const DAYS_EXPIRED = 30

/** Days a return that nobody submits is kept since anything of it was changed. */
const DAYS_OF_RETURNS = 14

/** Rows one batch deletes at most, with what refers to them: it is a transaction, which others wait for. */
const MOST_ROWS = 200
/** Batches of one night for each kind. */
const MOST_BATCHES = 50

/**
 * Orders `t` that nobody has submitted, and nobody comes back to. Those that subscriptions are made of have a leg of their
 * own; what was split off another order carries lines of that one, which somebody has submitted.
 */
function isLeftOrder(now: number): SQL {
  const before = (days: number) => sql`${toWire(now - days * DAY)}`
  return sql`t.Status = 'Unsubmitted' and t.Leg in ('Buyer', 'Seller') and t.SourceKey is null
    and t.DateCreated < ${before(DAYS_EMPTY)}
    and (t.LastUpdated < iif(t.IsGuests, ${before(DAYS_OF_GUESTS)}, ${before(DAYS_OF_USERS)})
      or not exists (select 1 from line_items l where l.Marketplace = t.Marketplace and l.OrderKey = t.Key))`
}

const isLeftReturn = (now: number): SQL =>
  sql`t.Status = 'Unsubmitted' and t.LastUpdated < ${toWire(now - DAYS_OF_RETURNS * DAY)}`

/**
 * Deletes rows that were left, with all that refers to them. They are found first, and looked at again by every statement
 * that deletes: one that somebody has written to since stays. A marketplace whose rows cannot go keeps nobody else's.
 * @param isLeft over the alias `t`
 * @returns how many are gone
 */
async function deleteLeft(session: Session, table: Table, isLeft: SQL): Promise<number> {
  const key = table.keys[0]!
  const stuck: string[] = []
  let gone = 0
  const remove = async (rows: Left[]) => {
    const keys = JSON.stringify(rows.map(({ Marketplace, Key }) => [Marketplace, Key]))
    const left = sql`(select t.Marketplace, ${at('t', key)} from json_each(${keys}) j
      cross join ${sql.identifier(table.name)} t on t.Marketplace = j.value ->> 0 and ${at('t', key)} = j.value ->> 1
      where ${isLeft})`
    const own = (columns: readonly string[]) => sql`(${columnNames(['Marketplace', ...columns])}) in ${left}`
    const deleted = await session.send(
      ...referringGo(table, own),
      sql`delete from ${sql.identifier(table.name)} where ${own([key])} returning 1`,
    )
    gone += deleted.at(-1)!.length
  }
  for (let sent = 0; sent < MOST_BATCHES; sent++) {
    const { found } = await session.read({
      found:
        plain<Left>(sql`select t.Marketplace, ${at('t', key)} Key from marketplaces m cross join ${sql.identifier(table.name)} t
          where t.Marketplace = m.ID and m.Place is null and m.ID not in (select value from json_each(${JSON.stringify(stuck)}))
            and ${isLeft} ${sql.limit(MOST_ROWS)}`),
    })
    if (found.length > 0)
      await remove(found).catch(async () => {
        for (const [marketplace, rows] of Map.groupBy(found, (row) => row.Marketplace))
          await remove(rows).catch((error) => {
            logFailure('deleteLeftOrders', error, { marketplace, table: table.name })
            stuck.push(marketplace)
          })
      })
    if (found.length < MOST_ROWS) break
  }
  return gone
}

/** The key of a row that was left. */
interface Left {
  Marketplace: string
  Key: string
}

/** Deletes orders and returns that were left unsubmitted, and invitations that have expired; at night, and logs how many. */
export async function deleteLeftOrders(env: Env, now: number): Promise<void> {
  const expired = sql`marketplaces m cross join order_invitations t
    where t.Marketplace = m.ID and m.Place is null and t.ExpirationDate < ${toWire(now - DAYS_EXPIRED * DAY)}`
  await apart('deleteLeftOrders', databases(env), async (database) => {
    const session = new Session(database, 'deleteLeftOrders')
    const deleted = { orders: 0, returns: 0, invitations: 0 }
    const kinds: Record<keyof typeof deleted, () => Promise<number>> = {
      orders: () => deleteLeft(session, orders, isLeftOrder(now)),
      returns: () => deleteLeft(session, orderReturns, isLeftReturn(now)),
      invitations: () => deleteDue(session, [rowsOf('order_invitations', expired)]),
    }
    await apart('deleteLeftOrders', Object.keys(kinds) as (keyof typeof deleted)[], async (kind) => {
      deleted[kind] = await kinds[kind]()
    })
    if (Object.values(deleted).some((n) => n > 0)) console.log(JSON.stringify({ deleted }))
  })
}
