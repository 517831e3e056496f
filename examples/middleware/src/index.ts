/**
 * A service that an integration event of checkout and the subscription integration call: it rates shipping, taxes, hears of
 * orders, and submits those of subscriptions.
 */
import { type Context, Hono } from 'hono'
import { type Answer, type CheckoutEvent, type SubscriptionEvent, verify } from './checkout-events.ts'
import type { Order, OrderSubmitResponse } from './models.ts'
import { shippingRates } from './shipping-rates.ts'
import { submitted } from './subscriptions.ts'
import { orderTax } from './tax.ts'

/** Whichever it is: what subscriptions have beside the others' comes to their two paths alone. */
type Event = CheckoutEvent & Partial<SubscriptionEvent>

interface Middleware {
  Bindings: { HASH_KEY: string; API_URL: string }
  Variables: { event: Event }
}

const app = new Hono<Middleware>()

app.use(async (c, next) => {
  const event = await verify<Event>(c.req.raw, c.env.HASH_KEY)
  if (!event) return c.text('Not signed with HASH_KEY.', 401)
  c.set('event', event)
  await next()
})

app.post('/shippingrates', (c) => c.json(shippingRates(c.var.event.OrderWorksheet)))
app.post('/ordercalculate', (c) => c.json(orderTax(c.var.event.OrderWorksheet)))
app.post('/ordersubmit', hear)
app.post('/ordersubmitforapproval', hear)
app.post('/orderapproved', hear)
// A yes to either has the subscription go on to its next date.
app.post('/success', async (c) => record(c, await submitted(c.var.event, c.env.API_URL)))
app.post('/failure', (c) => {
  const { OrderWorksheet, ErrorCode } = c.var.event
  console.log(`${c.req.path}: subscription ${OrderWorksheet.Subscription?.ID} has no order: ${ErrorCode}`)
  return c.body(null, 204)
})

export default app

function hear(c: Context<Middleware>) {
  return record(c, c.var.event.OrderWorksheet.Order)
}

/** Here an order would be handed to the systems that fulfil it; the worksheet keeps their answer. */
function record(c: Context<Middleware>, { ID, Total, Status }: Order) {
  console.log(`${c.req.path}: order ${ID} of ${Total} is ${Status}`)
  return c.json<Answer<OrderSubmitResponse>>({ xp: { Reference: `M-${ID}` } })
}
