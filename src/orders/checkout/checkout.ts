import { operation } from '../../resource/operation.ts'
import { relyOnAll, the } from '../../store/fact.ts'
import { type Asked, onOrder } from '../operation/on-order.ts'
import { linesQuery } from '../operation/order-rows.ts'
import { READERS } from '../operation/part-reading.ts'
import { byID, type Place } from '../operation/places.ts'
import { discountOf } from '../promotions/applied/settled-promotions.ts'
import { asAnswered, askWorth } from '../promotions/engine/engine-values.ts'
import type { Worth } from '../promotions/promotable-order.ts'
import type { OrderState, WholeOrder } from '../state/order-state.ts'
import { totals } from '../state/totals.ts'
import { recordsSaid } from '../stock/stock-rows.ts'
import { relyOnCatalogue } from '../submit/same-catalogue.ts'
import { type ValueRead, valuedAnew, valueReads } from '../submit/valued-anew.ts'
import { type Answered, answerTo, askServer, requireStep, serverReads } from './ask-server.ts'
import { calculated, uncalculated } from './calculated.ts'
import { selectShipMethods, shippingCostOf } from './ship-methods.ts'
import { showWorksheet, subscriptionOf, type WorksheetRead, worksheetReads } from './shown-worksheet.ts'
import { answered, standing } from './standing.ts'
import { selectionModel, worksheetModel } from './worksheet.ts'

/** Who moves a checkout on. */
const roles = ['IntegrationEventAdmin', 'OrderAdmin', 'Shopper']
/** What all steps have in common. */
const step = {
  method: 'POST',
  status: 200,
  roles,
  seenWith: ['OrderAdmin', 'OrderReader', 'IntegrationEventAdmin'],
  response: worksheetModel,
  parts: ['lines'],
} as const

/** The answer of each step: the worksheet as it has become. */
const shown =
  ({ caller }: Pick<Asked, 'caller'>, read: WorksheetRead) =>
  (order: OrderState) =>
    showWorksheet(order, read, caller)

const estimate = (place: Place) =>
  onOrder(place, {
    ...step,
    id: 'IntegrationEvents.EstimateShipping',
    path: '/estimateshipping',
    summary: 'Asks the checkout event for the ways to ship an order, and what they cost.',
    reads: (call, order) => ({ ...serverReads(call), ...worksheetReads(order) }),
    asksFirst: true,
    ask: ({ call, order, actors, read }) => {
      requireStep(call, order.header, actors)
      return askServer(call, 'ShipEstimateResponse', order, read)
    },
    decide: ({ call, order, actors, read, asked }) => {
      requireStep(call, order.header, actors)
      const { response } = answerTo(call, order, read, asked)
      return {
        order: answered(order, { ShipEstimateResponse: response, OrderCalculateResponse: null }),
        calculates: true,
        answer: shown(call, read),
      }
    },
  })

const select = (place: Place) =>
  onOrder(place, {
    ...step,
    id: 'IntegrationEvents.SelectShipmethods',
    path: '/shipmethods',
    body: { model: selectionModel },
    summary: 'Chooses ways to ship an order from those that were estimated.',
    reads: (_, order) => worksheetReads(order),
    decide: ({ call, order, actors, read }) => {
      requireStep(call, order.header, actors)
      const chosen = selectShipMethods(standing(order).ShipEstimateResponse, call.body.ShipMethodSelections)
      const header = { ...order.header, ShippingCost: shippingCostOf(chosen) ?? order.header.ShippingCost }
      return {
        order: answered({ ...order, header }, { ShipEstimateResponse: chosen, OrderCalculateResponse: null }),
        calculates: true,
        answer: shown(call, read),
      }
    },
  })

const calculate = (place: Place) =>
  onOrder(place, {
    ...step,
    id: 'IntegrationEvents.Calculate',
    path: '/calculate',
    approversMay: true,
    summary:
      'Values an order anew, and asks the checkout event for what it costs beside: shipping, taxes, fees.',
    catalogue: true,
    reads: (call, order) => ({
      ...serverReads(call),
      ...valueReads(order),
      subscription: subscriptionOf(order),
      records: recordsSaid(order, placesSaid(call.input.asked)),
    }),
    asksFirst: true,
    ask: async ({ call, order, actors, read }) => {
      requireStep(call, order.header, actors, true)
      the(read.event)
      const valuation = await askWorth(call, order, read, (worth) => asAsked(call, order, read, worth))
      const valued = asAsked(call, order, read, asAnswered(order, valuation))
      return { valuation, answered: await askServer(call, 'OrderCalculateResponse', valued, read) }
    },
    decide: ({ call, order, actors, read, asked }) => {
      requireStep(call, order.header, actors, true)
      const valued = asAsked(call, order, read, asAnswered(order, asked?.valuation))
      const { response, estimate } = answerTo(call, valued, read, asked?.answered)
      const answer = shown(call, read)
      // What the server wrote into xp meanwhile has voided no estimate that it was told of.
      const answers = { ShipEstimateResponse: estimate, OrderCalculateResponse: response }
      if (!response.Succeeded) return { order: answered(order, answers), calculates: true, answer }
      relyOnCatalogue(call, read)
      const records = relyOnAll(call, read.records)
      return {
        order: answered(calculated(valued, response, estimate, call.now, records), answers),
        priced: true,
        calculates: true,
        answer,
      }
    },
  })

/** The inventory records that a calculation names for lines; none before it has answered. */
function placesSaid(asked: unknown): [LineItemID: string, InventoryRecordID: string][] {
  // It came along as `ask` has made it.
  const { answered } = (asked ?? {}) as { answered?: Answered<'OrderCalculateResponse'> }
  const said = answered?.response.LineItemOverrides ?? []
  return said.flatMap((o) => (o.InventoryRecordID === null ? [] : [[o.LineItemID, o.InventoryRecordID]]))
}

/** The order that a calculation is asked about: valued as of now, without what one before it said. */
function asAsked(
  call: Asked,
  order: WholeOrder<'lines'>,
  read: ValueRead,
  worth: Worth,
): WholeOrder<'lines'> {
  const { order: valued } = valuedAnew(call, uncalculated(order), read, false, worth)
  const header = { ...valued.header, PromotionDiscount: discountOf(valued.promotions) }
  return { ...valued, header: { ...header, ...totals(valued.lines, header) } }
}

const worksheet = (place: Place) =>
  operation({
    id: place.named('IntegrationEvents.GetWorksheet'),
    method: 'GET',
    path: `${place.path}/worksheet`,
    roles: [...READERS, 'IntegrationEventAdmin'],
    ...place.only,
    response: worksheetModel,
    summary: place.says(
      'Gets an order with its lines and promotions, and what checkout events have answered.',
    ),
    run: async (call) => {
      const order = place.order(call, step.seenWith)
      const read = await call.read({
        found: place.header(call, order),
        lines: linesQuery(order.marketplace, order.key),
        ...worksheetReads(order),
      })
      const [found] = read.found.rows
      if (!found) throw place.missing(call)
      const whole = { ...found.order, lines: read.lines }
      return showWorksheet(whole, read, call.caller, found.isNew)
    },
  })

/** The steps of a checkout with a customer's server, wherever the order is named. */
export const checkout = (place: Place) => [estimate(place), select(place), calculate(place), worksheet(place)]

export const operations = checkout(byID)
