import { afterEach, beforeAll, beforeEach, expect, vi } from 'vitest'
import { newUrl, type Received, receive } from '../integration/receiver.ts'
import { type As, type Marketplace, marketplace, type User } from '../support/marketplace.ts'

export let m: Marketplace
/** The buyer, and its user: their storefront has a checkout event. */
export let buyer: { ID: string; user: User }
/** The same user, by way of a client that has none. */
export let elsewhere: User

/** What a customer's server is asked or told, as its URL ends. */
type Suffix =
  | '/shippingrates'
  | '/ordercalculate'
  | '/ordersubmit'
  | '/ordersubmitforapproval'
  | '/orderapproved'
type Respond = (received: Received, signal: AbortSignal) => unknown

/** What the customer's server was sent in a test, and what it answers: a response, or JSON. */
export const server: { received: Received[]; answers: Record<Suffix, Respond> } = {
  received: [],
  answers: {
    '/shippingrates': () => null,
    '/ordercalculate': () => null,
    '/ordersubmit': () => null,
    '/ordersubmitforapproval': () => null,
    '/orderapproved': () => null,
  },
}

export const GROUND = { ID: 'm1', Name: 'Ground', Cost: 10, EstimatedTransitDays: 5 }
export const AIR = { ID: 'm2', Name: 'Air', Cost: 25, EstimatedTransitDays: 1 }

/** One estimate of all lines, by ground or by air; 5 of taxes. */
const USUAL: typeof server.answers = {
  '/shippingrates': ({ body }) => ({
    ShipEstimates: [
      {
        ID: 'e1',
        ShipMethods: [GROUND, AIR],
        ShipEstimateItems: body.OrderWorksheet.LineItems.map((l: { ID: string; Quantity: number }) => ({
          LineItemID: l.ID,
          Quantity: l.Quantity,
        })),
      },
    ],
  }),
  '/ordercalculate': () => ({ TaxTotal: 5 }),
  '/ordersubmit': () => ({ xp: { ok: true } }),
  '/ordersubmitforapproval': () => ({ xp: { waits: true } }),
  '/orderapproved': () => ({ xp: { approved: true } }),
}

/** URL of the server, new in each test: what fails is asked nothing for a while. */
export let url: string

/** Makes, for a file of tests, a buyer who sees products for 10 and for 20, and a customer's server. */
export function useCheckout() {
  beforeAll(async () => {
    m = await marketplace()
    buyer = await m.buyer({ ID: 'B1' })
    elsewhere = await m.as(buyer.user, { client: m.clients.guests })
    await m.product(buyer, { ID: 'TEN', price: 10 })
    await m.product(buyer, { ID: 'TWENTY', price: 20 })
    await m.must('POST', '/integrationEvents', {
      ID: 'checkout',
      Name: 'Checkout',
      EventType: 'OrderCheckout',
      CustomImplementationUrl: newUrl(),
      HashKey: 'Key',
    })
    await m.must('PATCH', `/apiclients/${m.clients.storefront}`, {
      OrderCheckoutIntegrationEventID: 'checkout',
    })
  })
  beforeEach(async () => {
    url = newUrl()
    const header = { CustomAuthHeaderName: null, CustomAuthHeaderValue: null }
    await event({ CustomImplementationUrl: url, ElevatedRoles: [], ConfigData: null, ...header })
    server.answers = { ...USUAL }
    server.received = receive(async (received, signal) => {
      const suffix = (Object.keys(USUAL) as Suffix[]).find((s) => new URL(received.url).pathname.endsWith(s))
      // A hook that is asked before something is for it.
      const answer = suffix ? await server.answers[suffix](received, signal) : { proceed: true }
      return answer instanceof Response ? answer : Response.json(answer)
    })
  })
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.restoreAllMocks()
  })
}

/** Changes the checkout event. */
export const event = (changes: object) => m.must('PATCH', '/integrationEvents/checkout', changes)

/** What the server was asked so far, as URLs end. */
export const asked = () => server.received.map((r) => r.url.slice(url.length))

/** A path below the buyer's own orders. */
export const path = (id: string, below = '') => `/orders/Outgoing/${id}${below}`

/** Lines of an order: the first is called X1. */
type Lines = [ProductID: string, Quantity: number][]

/** An order of the buyer's user. */
export async function newOrder(lines: Lines = [['TEN', 1]], more: object = {}): Promise<string> {
  const { ID } = await m.must('POST', '/orders/Outgoing', more, buyer.user)
  for (const [i, [ProductID, Quantity]] of lines.entries())
    await m.must('POST', path(ID, '/lineitems'), { ID: `X${i + 1}`, ProductID, Quantity }, buyer.user)
  return ID
}

/** Makes a step of an order: `estimateshipping`, `calculate`. */
export const step = (id: string, name: string, as: As = buyer.user, headers: Record<string, string> = {}) =>
  m.api('POST', path(id, `/${name}`), undefined, as, headers)

/** Chooses how the only shipment goes. */
export const select = (id: string, ShipMethodID: string, ShipEstimateID = 'e1') =>
  m.api(
    'POST',
    path(id, '/shipmethods'),
    { ShipMethodSelections: [{ ShipEstimateID, ShipMethodID }] },
    buyer.user,
  )

/** Calculates an order, which must be possible; its worksheet. */
export async function calculate(id: string) {
  const { status, body } = await step(id, 'calculate')
  expect([status, body.Errors]).toEqual([200, undefined])
  return body
}

/** Takes an order all the way to its calculation, by ground; its worksheet. */
export async function calculated(id: string) {
  await step(id, 'estimateshipping')
  await select(id, 'm1')
  return calculate(id)
}

export const worksheet = (id: string, as: As = buyer.user) =>
  m.must('GET', path(id, '/worksheet'), undefined, as)

/** Submits an order; status, and the code of a refusal. */
export const submit = (id: string, as: As = buyer.user) =>
  m.outcome('POST', path(id, '/submit'), undefined, as)

/** Changes an order as the seller, who may change everything. */
export const change = (id: string, below: string, body: object, method = 'PATCH') =>
  m.must(method, `/orders/Incoming/${id}${below}`, body)

/** A promotion that everybody may have, and that goes with others. */
export const offer = (ID: string, more: object = {}) => ({
  ID,
  Code: ID,
  AllowAllBuyers: true,
  CanCombine: true,
  EligibleExpression: 'true',
  ValueExpression: '1',
  ...more,
})
export const promotion = (ID: string, more: object = {}) => m.must('POST', '/promotions', offer(ID, more))

/** Has an order take a promotion. */
export const promote = (id: string, code: string) =>
  m.must('POST', path(id, `/promotions/${code}`), undefined, buyer.user)
