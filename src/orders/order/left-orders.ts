import { toWire } from '../../api/time.ts'
import type { Env } from '../../env.ts'
import { deleteDue, rowsOf } from '../../store/retention/delete-due.ts'
import { Session } from '../../store/session.ts'
import { databases } from '../../store/shard.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { belongingsGo } from '../operation/difference.ts'

const DAY = 86_400_000
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

/** Orders one batch deletes at most: it is a transaction, which others wait for. */
const MOST_ORDERS = 200
/** Batches of one night. */
const MOST_BATCHES = 50

/**
 * Orders `o` that nobody has submitted, and nobody comes back to. Those that subscriptions are made of have a leg of their
 * own; what was split off another order carries lines of that one, which somebody has submitted.
 */
function isLeft(now: number): SQL {
  const before = (days: number) => sql`${toWire(now - days * DAY)}`
  return sql`o.Status = 'Unsubmitted' and o.Leg in ('Buyer', 'Seller') and o.SourceKey is null
    and o.DateCreated < ${before(DAYS_EMPTY)}
    and (o.LastUpdated < iif(o.IsGuests, ${before(DAYS_OF_GUESTS)}, ${before(DAYS_OF_USERS)})
      or not exists (select 1 from line_items l where l.Marketplace = o.Marketplace and l.OrderKey = o.Key))`
}

/**
 * Deletes some of the orders that were left, with all that belongs to them. They are found first, and looked at again by
 * every statement that deletes: one that somebody has written to since stays.
 * @returns how many were found, and how many are gone
 */
async function deleteSome(session: Session, now: number): Promise<{ found: number; gone: number }> {
  const [found = []] = await session.send(
    sql`select o.Marketplace, o.Key from marketplaces m cross join orders o where o.Marketplace = m.ID and m.Place is null
      and ${isLeft(now)} limit ${MOST_ORDERS}`,
  )
  if (found.length === 0) return { found: 0, gone: 0 }
  const keys = JSON.stringify(found.map((o) => [o.Marketplace, o.Key]))
  const left = sql`(select o.Marketplace, o.Key from json_each(${keys}) j
    cross join orders o on o.Marketplace = j.value ->> 0 and o.Key = j.value ->> 1 where ${isLeft(now)})`
  const deleted = await session.send(
    ...belongingsGo(sql`(Marketplace, OrderKey) in ${left}`),
    sql`delete from orders where (Marketplace, Key) in ${left} returning 1`,
  )
  return { found: found.length, gone: deleted.at(-1)!.length }
}

/** Deletes orders and returns that were left unsubmitted, and invitations that have expired; at night, and logs how many. */
export async function deleteLeftOrders(env: Env, now: number): Promise<void> {
  const expired = sql`marketplaces m cross join order_invitations t
    where t.Marketplace = m.ID and m.Place is null and t.ExpirationDate < ${toWire(now - DAYS_EXPIRED * DAY)}`
  const leftReturns = sql`marketplaces m cross join order_returns t where t.Marketplace = m.ID and m.Place is null and t.Status = 'Unsubmitted'
    and t.LastUpdated < ${toWire(now - DAYS_OF_RETURNS * DAY)}`
  for (const database of databases(env)) {
    const session = new Session(database, 'deleteLeftOrders')
    let orders = 0
    for (let sent = 0; sent < MOST_BATCHES; sent++) {
      const { found, gone } = await deleteSome(session, now)
      orders += gone
      if (found < MOST_ORDERS) break
    }
    const returns = await deleteDue(session, [rowsOf('order_returns', leftReturns)])
    const invitations = await deleteDue(session, [rowsOf('order_invitations', expired)])
    if (orders + returns + invitations > 0)
      console.log(JSON.stringify({ deleted: { orders, returns, invitations } }))
  }
}
