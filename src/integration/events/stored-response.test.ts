import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { objectSchema } from '../../api/schemas.ts'
import { responseFields } from '../../tables/orders/checkout-responses.ts'
import { type ResponseKind, storedResponse } from './stored-response.ts'

let made = 0
const newID = () => `made-${++made}`
const kinds = Object.keys(responseFields) as ResponseKind[]
const stored = <K extends ResponseKind>(kind: K, body: unknown, status = 200) =>
  storedResponse(kind, { status, text: typeof body === 'string' ? body : JSON.stringify(body) }, newID)
const estimate = (...ShipEstimates: unknown[]) => stored('ShipEstimateResponse', { ShipEstimates })
const calculate = (body: unknown, status?: number) => stored('OrderCalculateResponse', body, status)

describe('an answer', () => {
  it('is kept with what its model has, whatever the letter case of its names', () => {
    const said = {
      shippingTotal: 12.5,
      TAXTOTAL: 3.1,
      lineItemOverrides: [{ lineItemId: 'L1', unitPrice: 6, Colour: 'red' }],
      Nonsense: 1,
      xp: { tax: { ref: 't-77' } },
    }
    expect(calculate(said)).toEqual({
      ShippingTotal: 12.5,
      TaxTotal: 3.1,
      FeeTotal: null,
      LineItemOverrides: [
        {
          LineItemID: 'L1',
          UnitPrice: 6,
          Product: null,
          PromotionOverrides: [],
          InventoryRecordID: null,
          Remove: false,
        },
      ],
      xp: { tax: { ref: 't-77' } },
      HttpStatusCode: 200,
      UnhandledErrorBody: null,
      Succeeded: true,
    })
  })

  it.each([
    ['HttpStatusCode', { HttpStatusCode: 500 }, 500, null, false],
    ['UnhandledErrorBody', { UnhandledErrorBody: 'down' }, 200, 'down', false],
    ['Succeeded', { succeeded: false }, 200, null, false],
    ['all three', { HttpStatusCode: 202, UnhandledErrorBody: 'later', Succeeded: true }, 202, 'later', true],
  ])('tells by %s how it went', (_, said, HttpStatusCode, UnhandledErrorBody, Succeeded) => {
    expect(calculate({ ...said, xp: { a: 1 } })).toMatchObject({
      HttpStatusCode,
      UnhandledErrorBody,
      Succeeded,
      xp: { a: 1 },
    })
  })

  it('that has failed is kept without what it would have changed', () => {
    expect(
      calculate({ ShippingTotal: 5, LineItemOverrides: [{ LineItemID: 'L1' }], Succeeded: false }),
    ).toMatchObject({
      ShippingTotal: null,
      LineItemOverrides: [],
    })
  })

  it.each([
    ['of another status', '{"Errors":[{"ErrorCode":"Tax.Down"}]}', 500],
    ['that is no JSON', '<html>', 200],
    ['that is no object', '[1]', 200],
  ])('%s has failed, and is kept as it came', (_, text, status) => {
    const failed = { HttpStatusCode: status, UnhandledErrorBody: text, Succeeded: false }
    for (const kind of kinds) expect(stored(kind, text, status)).toMatchObject(failed)
  })

  it('is kept up to a length', () => {
    expect(calculate('x'.repeat(20_000)).UnhandledErrorBody).toHaveLength(10_000)
  })

  it('is needed where something is asked, and not where something is told', () => {
    const succeeded = kinds.filter((kind) => stored(kind, '').Succeeded)
    expect(succeeded).toEqual(kinds.filter((k) => !/Estimate|Calculate/.test(k)))
  })

  it('that did not come is one of a gateway', () => {
    const none = { status: null, problem: 'Timeout', message: 'No answer within 30 seconds.' } as const
    for (const kind of kinds)
      expect(storedResponse(kind, none, newID)).toMatchObject({
        HttpStatusCode: 504,
        UnhandledErrorBody: 'No answer within 30 seconds.',
        Succeeded: false,
      })
  })

  it.each([
    ['ShippingTotal', { ShippingTotal: '12' }],
    ['ShippingTotal', { ShippingTotal: -1 }],
    ['TaxTotal', { TaxTotal: 1e300 }],
    ['FeeTotal', { FeeTotal: {} }],
    ['LineItemOverrides', { LineItemOverrides: 'none' }],
    ['LineItemOverrides.0.LineItemID', { LineItemOverrides: [{ UnitPrice: 1 }] }],
    [
      'LineItemOverrides.1.UnitPrice',
      { LineItemOverrides: [{ LineItemID: 'a' }, { LineItemID: 'b', UnitPrice: -3 }] },
    ],
    ['HttpStatusCode', { HttpStatusCode: 'fine' }],
    ['xp', { xp: 'text' }],
  ])('with a wrong %s has failed as a whole, and says so', (property, said) => {
    const response = calculate({ TaxTotal: 1, ...said })
    expect(response).toMatchObject({
      HttpStatusCode: 200,
      Succeeded: false,
      TaxTotal: null,
      LineItemOverrides: [],
    })
    expect(response.UnhandledErrorBody).toContain(property)
  })
})

describe('ship estimates and methods', () => {
  it('are given the IDs they lack', () => {
    const { ShipEstimates } = estimate({ ShipMethods: [{ Cost: 3 }, { ID: 'air' }] }, { ID: '' })
    const [first, second] = ShipEstimates
    expect([first!.ID, second!.ID, first!.ShipMethods[0]!.ID]).toEqual(
      Array(3).fill(expect.stringMatching(/^made-/)),
    )
    expect(first!.ShipMethods[1]!.ID).toBe('air')
  })

  it.each([
    ['estimates of one ID', [{ ID: 'e' }, { ID: 'E' }], 'E'],
    ['methods of one ID', [{ ID: 'e', ShipMethods: [{ ID: 'm' }, { ID: 'm' }] }], 'm'],
    ['a choice that is not there', [{ ID: 'e', SelectedShipMethodID: 'sea', ShipMethods: [] }], 'sea'],
  ])('with %s are refused', (_, estimates, named) => {
    const response = estimate(...estimates)
    expect(response).toMatchObject({ ShipEstimates: [], Succeeded: false })
    expect(response.UnhandledErrorBody).toContain(`"${named}"`)
  })

  it('of two shipments may go by the same names', () => {
    const methods = { ShipMethods: [{ ID: 'm' }], SelectedShipMethodID: 'm' }
    expect(estimate({ ID: 'a', ...methods }, { ID: 'b', ...methods }).Succeeded).toBe(true)
  })
})

/** A name of the wire in some letters. */
const named = (name: string) => fc.constantFrom(name, name.toLowerCase(), name.toUpperCase())
const value = fc.oneof(
  { depthSize: 'small' },
  fc.jsonValue(),
  fc.integer(),
  fc.constantFrom('a', null, true, 1e300, -1),
)
const entry = (...names: string[]) => fc.dictionary(fc.oneof(...names.map(named)), value)
const body = fc.oneof(
  fc.jsonValue(),
  fc
    .tuple(
      fc.dictionary(
        fc.oneof(...Object.values(responseFields).flatMap(Object.keys).map(named), fc.string()),
        fc.oneof(
          value,
          fc.array(
            fc.oneof(
              entry('ID', 'ShipMethods', 'SelectedShipMethodID', 'xp'),
              entry('LineItemID', 'UnitPrice', 'PromotionOverrides', 'Product', 'Remove'),
            ),
          ),
        ),
      ),
      fc.record({
        ShipEstimates: fc.array(
          fc.record({
            ShipMethods: fc.array(fc.record({ ID: fc.constantFrom('a', 'b', null), Cost: fc.nat() })),
          }),
        ),
      }),
    )
    .map(([some, more]) => ({ ...more, ...some })),
)

test('whatever a server says, what is kept of it is of the model, and nothing of what has failed', () => {
  fc.assert(
    fc.property(fc.constantFrom(...kinds), fc.integer({ min: 100, max: 599 }), body, (kind, status, said) => {
      const response = stored(kind, JSON.stringify(said), status)
      const fields = responseFields[kind]
      expect(Object.keys(response).sort()).toEqual(Object.keys(fields).sort())
      expect(objectSchema(fields).safeParse(response).error).toBeUndefined()
      if (response.Succeeded) return
      for (const list of Object.values(response).filter(Array.isArray)) expect(list).toEqual([])
    }),
    { numRuns: 300 },
  )
})
