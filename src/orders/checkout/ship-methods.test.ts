import { describe, expect, it, test } from 'vitest'
import { storedResponse } from '../../integration/events/stored-response.ts'
import { lineRenamed } from './lines-named.ts'
import { selectShipMethods, shippingCostOf } from './ship-methods.ts'

const answered = <K extends 'ShipEstimateResponse' | 'OrderCalculateResponse'>(kind: K, said: object) =>
  storedResponse(kind, { status: 200, text: JSON.stringify(said) }, () => 'new')

const methods = [
  { ID: 'Ground', Cost: 10.1 },
  { ID: 'air', Cost: 25.2 },
]
const estimates = answered('ShipEstimateResponse', {
  ShipEstimates: [
    {
      ID: 'e1',
      ShipMethods: methods,
      ShipEstimateItems: [{ LineItemID: 'L1', Quantity: 2 }, { LineItemID: 'L2' }],
    },
    { ID: 'e2', ShipMethods: methods },
  ],
})
const choice = (ShipEstimateID: string, ShipMethodID: string) => ({ ShipEstimateID, ShipMethodID })
const chosen = ({ ShipEstimates }: typeof estimates) => ShipEstimates.map((e) => e.SelectedShipMethodID)

describe('a choice of ship methods', () => {
  it('is of some estimates, and leaves the others as they are', () => {
    const first = selectShipMethods(estimates, [choice('E1', 'ground')])
    expect([chosen(first), shippingCostOf(first)]).toEqual([['Ground', null], 10.1])
    const second = selectShipMethods(first, [choice('e2', 'air')])
    expect([chosen(second), shippingCostOf(second)]).toEqual([['Ground', 'air'], 35.3])
    expect(chosen(selectShipMethods(second, [choice('e1', 'air'), choice('e1', 'ground')]))).toEqual([
      'Ground',
      'air',
    ])
    expect(selectShipMethods(second, [])).toEqual(second)
  })

  it('costs nothing that is known before it is made', () => {
    expect(shippingCostOf(estimates)).toBeNull()
  })

  type Refused = [string, typeof estimates | null, ReturnType<typeof choice>[], number, string]
  it.each<Refused>([
    ['before there are estimates', null, [], 400, 'IntegrationEvent.MustCalculateShipping'],
    ['of none', { ...estimates, ShipEstimates: [] }, [], 400, 'IntegrationEvent.MustHaveShipEstimates'],
    ['of another estimate', estimates, [choice('e3', 'air')], 404, 'NotFound'],
    ['of another method', estimates, [choice('e1', 'sea')], 404, 'NotFound'],
  ])('%s is refused', (_, response, selections, status, ErrorCode) => {
    expect(() => selectShipMethods(response, selections)).toThrow(
      expect.objectContaining({ status, errors: [expect.objectContaining({ ErrorCode })] }),
    )
  })
})

test('a line that is renamed is renamed where an answer names it', () => {
  const { ShipEstimates } = lineRenamed(estimates, 'l1', 'first')
  expect(ShipEstimates[0]!.ShipEstimateItems.map((i) => i.LineItemID)).toEqual(['first', 'L2'])
  const calculated = answered('OrderCalculateResponse', {
    LineItemOverrides: [{ LineItemID: 'L1', UnitPrice: 6 }, { LineItemID: 'L2' }],
  })
  const { LineItemOverrides } = lineRenamed(calculated, 'L1', 'first')
  expect(LineItemOverrides).toMatchObject([{ LineItemID: 'first', UnitPrice: 6 }, { LineItemID: 'L2' }])
  expect(LineItemOverrides[0]).toEqual({ ...calculated.LineItemOverrides[0], LineItemID: 'first' })
})
