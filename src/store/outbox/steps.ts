import { toWire } from '../../api/time.ts'
import type { OrderStep } from '../../tables/integration/deliveries.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Call } from '../call.ts'
import { linksOf } from './chains.ts'
import { toRelay } from './outbox.ts'
import { lastAttempt } from './retries.ts'
import { toldJson } from './row-json.ts'

/** What has become of an order, for the checkout event of an API client: its answer goes into the order's worksheet. */
export interface Step {
  client: string
  orderKey: string
  step: OrderStep
  /** The order as it is told, as `OrderWorksheet` has it. */
  body: object
}

/**
 * The statements that record a step and its delivery. Which event is told is found by the statements themselves, so that
 * nothing is read for it, and nothing written where the client has none.
 */
export function stepStatements(
  call: Call<unknown>,
  { client, orderKey, step, body }: Step,
): { event: SQL; delivery: SQL } {
  const { marketplace, input } = call
  const id = call.newID()
  const links = linksOf(input, marketplace)
  const named = sql`c.Marketplace = ${marketplace} and c.ID = ${client} and c.OrderCheckoutIntegrationEventID is not null`
  return {
    event: sql`insert into events (Marketplace, ID, LogID, Claims, Body, DateCreated, Version)
      select c.Marketplace, ${id}, ${input.requestID}, ${JSON.stringify({ ...input.caller, baseUrl: input.baseUrl })},
        ${toldJson(body)}, ${call.now}, 1 from api_clients c where ${named}`,
    delivery: sql`insert into deliveries (Marketplace, ID, IntegrationEventID, EventID, Step, OrderKey, ${links.columns}, Attempts,
        Deadline, DateCreated, Version)
      select c.Marketplace, lower(hex(randomblob(16))), c.OrderCheckoutIntegrationEventID, ${id}, ${step}, ${orderKey},
        ${links.values}, 0, ${toWire(lastAttempt(input.now))}, ${call.now}, 1
      from api_clients c cross join ${links.chain} where ${named} returning ${toRelay}`,
  }
}

/** An answer that an order's worksheet keeps, in the column of its step. */
export interface KeptAnswer {
  orderKey: string
  column: string
  answer: object
}

/** Writes an answer into the worksheet, where something is so; an order that is gone keeps none. */
export function intoWorksheet(marketplace: string, { orderKey, column, answer }: KeptAnswer, and: SQL): SQL {
  const name = sql.identifier(column)
  return sql`insert into worksheets (Marketplace, OrderKey, ${name}, PricingVersion, Version)
    select o.Marketplace, o.Key, ${JSON.stringify(answer)}, 0, 1 from orders o
      where o.Marketplace = ${marketplace} and o.Key = ${orderKey} and ${and}
    on conflict (Marketplace, OrderKey) do update set ${name} = excluded.${name}, Version = worksheets.Version + 1`
}
