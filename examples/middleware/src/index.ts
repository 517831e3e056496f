/** A service that an integration event of checkout calls: it rates shipping, taxes, and hears of orders. */
import { type Context, Hono } from 'hono'
import { type Answer, type CheckoutEvent, verify } from './checkout-events.ts'
import type { OrderSubmitResponse } from './models.ts'
import { shippingRates } from './shipping-rates.ts'
import { orderTax } from './tax.ts'

interface Middleware {
  Bindings: { HASH_KEY: string }
  Variables: { event: CheckoutEvent }
}

const app = new Hono<Middleware>()

app.use(async (c, next) => {
  const event = await verify(c.req.raw, c.env.HASH_KEY)
  if (!event) return c.text('Not signed with HASH_KEY.', 401)
  c.set('event', event)
  await next()
})

app.post('/shippingrates', (c) => c.json(shippingRates(c.var.event.OrderWorksheet)))
app.post('/ordercalculate', (c) => c.json(orderTax(c.var.event.OrderWorksheet)))
app.post('/ordersubmit', record)
app.post('/ordersubmitforapproval', record)
app.post('/orderapproved', record)

export default app

/** Here an order would be handed to the systems that fulfil it; the worksheet keeps their answer. */
function record(c: Context<Middleware>) {
  const { Order } = c.var.event.OrderWorksheet
  console.log(`${c.req.path}: order ${Order.ID} of ${Order.Total} is ${Order.Status}`)
  return c.json<Answer<OrderSubmitResponse>>({ xp: { Reference: `M-${Order.ID}` } })
}
