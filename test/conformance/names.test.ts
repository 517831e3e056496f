import { beforeAll, describe, expect, it } from 'vitest'
import type { Field, Fields } from '../../src/api/field.ts'
import { operations } from '../../src/operations.ts'
import type { Operation } from '../../src/resource/operation.ts'
import type { Answer, User } from '../support/marketplace.ts'
import { callIn, type Request, requestIn } from './requests.ts'
import { missing, writable } from './samples.ts'
import { makeWorld, order, type World } from './world.ts'

type Values = Record<string, unknown>

let world: World
beforeAll(async () => {
  world = await makeWorld()
})

const withBody = operations.filter((o) => o.body && !o.body.form)

const swapped = (name: string) =>
  [...name].map((c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase())).join('')

/** A body with every name of the model in the wrong letter case; keys of free JSON are nobody's but the client's. */
const inWrongCase = (body: Values, fields: Fields): Values =>
  Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      swapped(name),
      fields[name] ? below(value, fields[name]) : value,
    ]),
  )

function below(value: unknown, f: Field): unknown {
  if (value === null || typeof value !== 'object') return value
  if (f.fields) return inWrongCase(value as Values, f.fields)
  const { of } = f
  return of && Array.isArray(value) ? value.map((v) => below(v, of)) : value
}

/** What a list of an answer tells of the request: a payment has the transactions of all requests before it, too. */
const latest = (body: Values | null) =>
  Array.isArray(body?.Transactions) ? { ...body, Transactions: body.Transactions.slice(-1) } : body

/** Status and body without what differs each time: moments, generated IDs and secrets, tokens, places in an order. */
const told = ({ status, body }: Answer) => [
  status,
  JSON.parse(
    JSON.stringify(latest(body))
      .replaceAll(/(?<="ListOrder":)\d+/g, '0')
      .replaceAll(/"(\d{4}-\d\d-\d\dT[^"]*|[\w-]{22}|[\w-]{32,}|[\w-]+\.[\w-]+\.[\w-]+)"/g, '"…"'),
  ),
]

/** Bodies that say one thing beside what they must: a value, or null. Nobody is shut out by one that says less. */
function bodiesOf(operation: Operation, whole: Values): Values[] {
  const { model, partial } = operation.body!
  const needed = partial ? [] : [...missing(model.fields).map((w) => w.property), 'Active']
  const base = Object.fromEntries(needed.filter((name) => name in whole).map((name) => [name, whole[name]]))
  const names = writable(model.fields).filter(([name]) => !needed.includes(name) && name !== 'ID')
  return names
    .flatMap(([name, f]) => [
      ...(name in whole ? [{ [name]: whole[name] }] : []),
      ...(f.kind.column.form === 'flag' ? [] : [{ [name]: f.kind.column.form === 'scaled' ? 7 : null }]),
    ])
    .concat('UserID' in model.fields ? [] : [{ UserID: world.ids.userID }])
    .map((one) => ({ ...base, ...one }))
}

/** The same caller, with no more than the operation's own roles: what a property asks beyond those is seen. */
const restricted = async (operation: Operation, as: Request['as']) =>
  typeof as === 'object' && Array.isArray(operation.roles)
    ? await world.market.as(as as User, { roles: [...operation.roles] })
    : as

describe('in whatever letter case its name is sent', () => {
  it('a cost of an order is set by those who may', async () => {
    const orderID = await order(world)
    const shopper = await world.market.as(world.buyer, { roles: ['Shopper'] })
    for (const name of ['TaxCost', 'taxcost', 'TAXCOST', 'ShippingCost', 'SHIPPINGcost']) {
      const answer = await world.market.api('PUT', `/orders/Outgoing/${orderID}`, { [name]: 7 }, shopper)
      expect([name, answer.status]).toEqual([name, 403])
    }
  })

  it('the price of a line is given back by those who may', async () => {
    const orderID = await order(world)
    const line = `/orders/Outgoing/${orderID}/lineitems/line`
    await world.market.must('PATCH', line, { UnitPrice: 3 }, world.buyer)
    const shopper = await world.market.as(world.buyer, { roles: ['Shopper'] })
    for (const name of ['UnitPrice', 'unitprice', 'UNITPRICE'])
      expect((await world.market.api('PATCH', line, { [name]: null }, shopper)).status).toBe(403)
  })
})

describe('the names of a body', () => {
  it.each(withBody.map((o) => [o.id, o] as const))(
    'of %s may have any letter case, and say the same',
    async (_, operation) => {
      const request = await requestIn(world, operation)
      const as = await restricted(operation, request.as)
      const send = async (body: Values) => told(await callIn(world, operation, { ...request, as, body }))
      for (const body of bodiesOf(operation, request.body as Values)) {
        const wrong = inWrongCase(body, operation.body!.model.fields)
        const first = await send(wrong)
        const right = await send(body)
        // The first of them may have changed what the second finds.
        const again = JSON.stringify(first) === JSON.stringify(right) ? first : await send(wrong)
        expect([body, again]).toEqual([body, right])
      }
    },
  )

  it('shut nobody out meanwhile', async () => {
    for (const as of [world.market.seller, world.buyer, world.supplier])
      expect((await world.market.api('GET', '/me', undefined, as)).status).toBe(200)
  })
})
