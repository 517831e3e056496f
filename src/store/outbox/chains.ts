import type { Caller } from '../../api/caller.ts'
import type { Input } from '../../api/request.ts'
import { toWire } from '../../api/time.ts'
import { type SQL, sql } from '../../tables/sql.ts'

/**
 * Receivers may set off what they are told of again, and so on for ever. A chain has at most this many links; where the
 * token tells so, the next is written down as failed and not sent.
 */
export const MOST_LINKS = 5

/**
 * Minutes for which further links are held back where it is only concluded that they are such: two that work in step
 * may look like a chain, and must lose nothing. What has still not ended then is a chain, and stops.
 */
const HELD_BACK = [10, 60, 240]

/** What is said of the links at which a chain stopped. */
export const STOPPED = `Stopped: receivers have set each other off ${MOST_LINKS} times.`
const HELD = `Held back: receivers seem to have set each other off ${MOST_LINKS} times.`

/** Milliseconds a call to a receiver may be under way. */
const UNDER_WAY = 15_000
/** Milliseconds after a receiver's answer within which what is done may be its doing. */
const REACTION = 1000
/** The same where it is done to the object the receiver was told of, by an application that acts by itself. */
const LATE_REACTION = 60_000
const MINUTE = 60_000

/**
 * Columns of a delivery that say which link of which chain it is: a list for `insert`, one for its `select`, and the
 * table `chain` that this takes them from, so that the link is looked for once.
 */
export interface Links {
  columns: SQL
  values: SQL
  chain: SQL
}

/** Who calls, as chains tell callers apart. */
const nameOf = ({ client, key }: Caller) => `${client ?? ''}/${key}`

/**
 * Where a new delivery stands in a chain. A call made with a token that a receiver was given tells how deep it is. Of a
 * call with other credentials it is concluded: it is one link more than the last delivery of the same caller where that
 * is under way or has just been answered, so that each call follows the delivery of the one before. What buyers' users
 * do is no receiver's doing, however quickly they do it.
 */
export function linksOf({ caller, now, params }: Input, marketplace: string): Links {
  const depth = (caller?.depth ?? 0) + 1
  const columns = sql`Caller, Link, Status, LastError, NextAttempt`
  const name = caller && nameOf(caller)
  const isConcluded = caller !== null && isOwn(caller) && depth <= MOST_LINKS
  const link = isConcluded
    ? sql`max(${depth}, ${concluded(caller, marketplace, params, now)})`
    : sql`${depth}`
  const chain = sql`json_each(json_array(${link})) chain`
  if (depth > MOST_LINKS)
    return { columns, chain, values: sql`${name}, chain.value, 'Failed', ${STOPPED}, null` }
  const beyond = sql`chain.value - ${MOST_LINKS}`
  const until = HELD_BACK.map((minutes, i) => sql`when ${i + 1} then ${toWire(now + minutes * MINUTE)}`)
  return {
    columns,
    chain,
    values: sql`${name}, chain.value, iif(${beyond} > ${HELD_BACK.length}, 'Failed', 'Pending'),
      case when ${beyond} > ${HELD_BACK.length} then ${STOPPED} when ${beyond} > 0 then ${HELD} end,
      case max(${beyond}, 0) when 0 then ${toWire(now)} ${sql.join(until, sql` `)} end`,
  }
}

function concluded(by: Caller, marketplace: string, params: Input['params'], now: number): SQL {
  const sentSince = (age: number) => sql`p.Sent >= ${toWire(now - age)}`
  const underWay = sql`${sentSince(UNDER_WAY)} and (p.DateDelivered is null or p.DateDelivered >= ${toWire(now - REACTION)})`
  const sameObject = sql`${sentSince(LATE_REACTION)} and exists (select 1 from events y
    where y.Marketplace = p.Marketplace and y.ID = p.EventID and y.Body -> '$.RouteParams' = ${JSON.stringify(params)})`
  const follows =
    by.service && Object.keys(params).length > 0 ? sql`(${underWay} or ${sameObject})` : sql`(${underWay})`
  return sql`coalesce(
    (select iif(${follows}, p.Link + 1, null) from deliveries p
      where p.Marketplace = ${marketplace} and p.Caller = ${nameOf(by)} order by p.DateCreated desc limit 1),
    iif(exists (select 1 from deliveries p where p.Marketplace = ${marketplace} and ${underWay}), 2, 1))`
}

/** Whether a token may be a receiver's own: of an application, or of somebody who administers. */
const isOwn = (caller: Caller) => caller.service || caller.kind !== 'Buyer'
