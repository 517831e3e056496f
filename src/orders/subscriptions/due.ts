import type { Endpoint } from '../../api/operation.ts'
import { ownRequest } from '../../api/request.ts'
import { toWire } from '../../api/time.ts'
import { identityOf } from '../../auth/sign-in.ts'
import type { Env } from '../../env.ts'
import { Call } from '../../store/call.ts'
import { asJson, columns } from '../../store/rows.ts'
import { and, plain, type Query } from '../../store/sql/sql.ts'
import { subscriptionIntegrations } from '../../tables/integration/subscription-integrations.ts'
import { daysAfter, subscriptions } from '../../tables/orders/subscriptions.ts'
import { currencyOf, userParty } from '../../tables/organizations/party-locale.ts'
import { users } from '../../tables/organizations/users.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { ColumnValues } from '../../tables/statements.ts'
import { decodeRow, type Row } from '../../tables/table.ts'

const HOUR = 3_600_000
/** Hours for which an order is tried again, and before which a reminder is sent. */
const HOURS = 5
/** Hours for which a date that was missed is looked for, so that it is told even if no run was made for long. */
const HOURS_MISSED = 24
/** Subscriptions that one run takes up at once: it waits for a server for each. The next one goes on. */
const MOST = 60

/** A subscription that a run takes up, with its user by now. */
export interface Due {
  subscription: Row<typeof subscriptions>
  integration: Row<typeof subscriptionIntegrations>
  user: Row<typeof users>
  Currency: string | null
}

/** The same as it is stored: whose row cannot be read keeps nobody else's from being. */
export interface DueRow extends ColumnValues {
  Marketplace: string
  FromUserKey: string
  TemplateKey: string
  NextOrderDate: string
  Integration: string
  User: string
  Currency: string | null
}

/** @throws Error for a row that the API has not made */
export const readDue = (row: DueRow): Due => ({
  subscription: decodeRow(subscriptions, row),
  integration: decodeRow(subscriptionIntegrations, JSON.parse(row.Integration)),
  user: decodeRow(users, JSON.parse(row.User)),
  Currency: typeof row.Currency === 'string' ? row.Currency : null,
})

/** What finds a subscription, whatever it is called by now: no other has its template. Its user has an index. */
export const itself = ({ FromUserKey, TemplateKey }: Pick<DueRow, 'FromUserKey' | 'TemplateKey'>) => ({
  FromUserKey,
  TemplateKey,
})

/**
 * Active subscriptions of active users, where the marketplace has an integration that is switched on. In no order: those
 * of one marketplace, or whose server fails, do not come before the others every time.
 * @param which by their date, as a condition over `s`, the user `u` and the integration `i`
 */
const dueQuery = (now: number, which: SQL): Query<DueRow> =>
  plain(sql`select ${columns(subscriptions, 's')}, ${asJson(subscriptionIntegrations, 'i')} as Integration,
      ${asJson(users, 'u')} as User, ${currencyOf(userParty('u'))} as Currency
    from marketplaces m cross join subscription_integrations i on i.Marketplace = m.ID and i.Active = 1
    cross join subscriptions s on s.Marketplace = m.ID and s.Active = 1
    cross join users u on u.Marketplace = m.ID and u.Key = s.FromUserKey and u.Active = 1
    cross join companies c on c.Marketplace = m.ID and c.Kind = u.Kind and c.ID = u.Company and c.Active = 1
    where ${and(sql`m.Active = 1 and m.Place is null`, which, sql`(s.EndDate is null or s.EndDate > ${toWire(now)})`)}
    order by random() ${sql.limit(MOST)}`)

/** Those to be ordered in an hour: tried once in each, until their date is older than five. */
export const dueOrders = (now: number): Query<DueRow> => {
  const hour = now - (now % HOUR)
  return dueQuery(
    now,
    sql`s.NextOrderDate between ${toWire(hour - HOURS * HOUR)} and ${toWire(hour)}
      and (s.Tried is null or s.Tried < ${toWire(hour)})`,
  )
}

/** Those whose users are to be reminded of a date that they have not been reminded of. */
export const dueReminders = (now: number): Query<DueRow> => {
  const date = (moment: number) => daysAfter(sql`${toWire(moment)}`, sql`i.NotificationDays`)
  return dueQuery(
    now,
    sql`s.NextOrderDate between ${date(now)} and ${date(now + HOURS * HOUR)}
      and s.RemindedFor is not s.NextOrderDate and (s.EndDate is null or s.EndDate > s.NextOrderDate)`,
  )
}

/** Whose date has been given up: its order was not made, or its server did not take it. */
export const missedDates = (now: number): SQL => {
  const hour = now - (now % HOUR)
  const last = (hours: number) => toWire(hour - hours * HOUR)
  return sql`update subscriptions set MissedFor = NextOrderDate, Version = Version + 1
    where (Marketplace, ID) in (select s.Marketplace, s.ID from marketplaces m
      cross join subscriptions s on s.Marketplace = m.ID and s.Active = 1
      where m.Place is null and s.NextOrderDate >= ${last(HOURS_MISSED)} and s.NextOrderDate < ${last(HOURS)}
        and (s.EndDate is null or s.EndDate > s.NextOrderDate) and s.MissedFor is not s.NextOrderDate ${sql.limit(MOST)})
    returning Marketplace marketplace, ID subscription, NextOrderDate missed, Tried tried`
}

/** What a run does, as calls are told apart. */
const RUN: Endpoint = {
  id: 'Subscriptions.Run',
  method: 'POST',
  path: '/subscriptions',
  roles: [],
  status: 204,
  silent: true,
  summary: 'Makes the orders of subscriptions whose date has come.',
}

/** A call in the name of a subscription's user, who must be active as long as it lasts. Nobody's hooks hear of it. */
export function callFor(env: Env, { user, integration }: Due, now: number): Call {
  const issuedAt = Date.now() / 1000
  const identity = identityOf({ ID: null, Marketplace: integration.Marketplace }, user, ['Shopper'])
  const caller = { ...identity, issuedAt, expiresAt: issuedAt + HOUR / 1000 }
  return new Call(RUN, ownRequest(RUN.id, caller, { baseUrl: originOf(env, integration), now }), env)
}

/** Origin of the API, which tokens are of. */
export const originOf = (env: Env, { BaseUrl }: Due['integration']): string => env.BASE_URL ?? BaseUrl ?? ''
