import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codeOf, line, promotion } from '../../../../test/support/promotable.ts'
import { ApiError } from '../../../api/errors.ts'
import { MAX_AMOUNT } from '../../../api/money.ts'
import type { Answer } from '../../../store/outbox/post.ts'
import { verdictsOf } from './engine-answer.ts'

const asked = { ValueExpression: null, UseIntegration: true }
const onOrder = promotion('Flat', asked)
const onLines = promotion('Lines', { ...asked, LineItemLevel: true })
const requested = [onOrder, onLines]
const lines = [
  line('L1', 'rope', 2, 5),
  line('L2', 'cord', 1, 7),
  line('L3', 'kit', 1, 0, { IsBundle: true }),
]

const verdicts = (said: unknown) => verdictsOf({ status: 200, text: JSON.stringify(said) }, requested, lines)
const accepting = (...PromosAccepted: unknown[]) => verdicts({ PromosAccepted })
const off = (LineItemID: string | null, Amount: number) => ({ LineItemID, Amount, AmountOverridden: false })

/** The code that something is refused by. */
function refusal(act: () => unknown): string | undefined {
  try {
    act()
  } catch (error) {
    return codeOf(error as ApiError)
  }
  return undefined
}

const FAILED = 'PromotionIntegration.FailedToEvaluate'

describe('the answer of a promotion engine', () => {
  it('gives each promotion its discounts, or the reason why it has none', () => {
    const said = {
      PromosAccepted: [
        { PromotionID: 'lines', LineItemID: 'l2', Amount: 1.005 },
        { PromotionID: 'Lines', LineItemID: 'L1', Amount: 0 },
      ],
      PromosRejected: [{ PromotionID: 'Flat', Reason: 'Not today' }],
    }
    expect(verdicts(said)).toEqual([
      { PromotionID: 'Flat', reason: 'Not today' },
      { PromotionID: 'Lines', discounts: [off('L2', 1.01), off('L1', 0)] },
    ])
  })

  it.each([
    ['in other letters', { promosaccepted: [{ PROMOTIONID: 'Flat', lineItemId: '', amount: 3 }] }],
    ['under the name ID', { PromosAccepted: [{ ID: 'Flat', Amount: 3 }], PromosRejected: null }],
  ])('is understood %s', (_, said) => {
    expect(verdicts(said)[0]).toEqual({ PromotionID: 'Flat', discounts: [off(null, 3)] })
  })

  it('accepts nothing that it does not speak of', () => {
    expect(verdicts({})).toEqual([
      { PromotionID: 'Flat', reason: null },
      { PromotionID: 'Lines', reason: null },
    ])
  })

  it('may reject a promotion for some lines and accept it for others', () => {
    const said = {
      PromosAccepted: [{ ID: 'Lines', LineItemID: 'L1', Amount: 1 }],
      PromosRejected: [{ ID: 'Lines', LineItemID: 'L2', Reason: 'Sold out' }],
    }
    expect(verdicts(said)[1]).toEqual({ PromotionID: 'Lines', discounts: [off('L1', 1)] })
  })

  const entry = { PromotionID: 'Flat', Amount: 1 }
  const ofLine = { PromotionID: 'Lines', LineItemID: 'L1', Amount: 1 }
  it.each([
    [FAILED, 'another promotion', { ...entry, PromotionID: 'Other' }],
    [FAILED, 'no promotion', { Amount: 1 }],
    [FAILED, 'no amount', { PromotionID: 'Flat' }],
    [FAILED, 'an amount below zero', { ...entry, Amount: -0.001 }],
    [FAILED, 'an amount beyond all', { ...entry, Amount: MAX_AMOUNT * 2 }],
    [FAILED, 'an amount as text', { ...entry, Amount: '1' }],
    [FAILED, 'a line that there is not', { ...ofLine, LineItemID: 'L9' }],
    [FAILED, 'the heading of a bundle', { ...ofLine, LineItemID: 'L3' }],
    [FAILED, 'a line twice', ofLine, { ...ofLine, LineItemID: 'l1' }],
    [FAILED, 'the order twice', entry, entry],
    ['PromotionIntegration.LineItemIdRequired', 'no line', { ...ofLine, LineItemID: null }],
    ['PromotionIntegration.LineItemIdMustBeNull', 'a line', { ...entry, LineItemID: 'L1' }],
  ])('is refused as %s, if it names %s', (code, _, ...entries) => {
    expect(refusal(() => accepting(...entries))).toBe(code)
  })

  it.each<[string, Answer]>([
    ['none', { status: null, problem: 'Timeout', message: '' }],
    ['a failure', { status: 500, text: '{}' }],
    ['a redirect', { status: 302, text: '{}' }],
    ['empty', { status: 204, text: '' }],
    ['no JSON', { status: 200, text: '<html>' }],
    ['a list', { status: 200, text: '[]' }],
    ['a number beyond all', { status: 200, text: '{"PromosAccepted":[{"ID":"Flat","Amount":1e400}]}' }],
    ['of other shapes', { status: 200, text: '{"PromosAccepted":{"ID":"Flat"}}' }],
    ['of rejections that are none', { status: 200, text: '{"PromosRejected":[null]}' }],
    ['of others’ rejections', { status: 200, text: '{"PromosRejected":[{"ID":"Other"}]}' }],
  ])('is a failure, if it is %s', (_, answer) => {
    expect(refusal(() => verdictsOf(answer, requested, lines))).toBe(FAILED)
  })
})

const someID = fc.constantFrom('Flat', 'flat', 'LINES', 'Lines', 'Other', '', null, 4)
const someEntry = fc.record(
  {
    PromotionID: someID,
    id: someID,
    LineItemID: fc.constantFrom('L1', 'l2', 'L3', 'L9', '', null, 1),
    Amount: fc.oneof(fc.double({ min: 0, max: 50, noNaN: true }), fc.double(), fc.constantFrom('1', null)),
    Reason: fc.oneof(fc.string(), fc.integer()),
  },
  { requiredKeys: [] },
)
/** Of the shape that is meant, almost, or any JSON. */
const someAnswer = fc.oneof(
  fc.record(
    {
      PromosAccepted: fc.oneof(fc.array(someEntry, { maxLength: 3 }), fc.jsonValue()),
      promosREJECTED: fc.oneof(fc.array(someEntry, { maxLength: 3 }), fc.jsonValue()),
    },
    { requiredKeys: [] },
  ),
  fc.record({ PromosAccepted: fc.array(wellFormed(), { maxLength: 2 }) }),
  fc.jsonValue(),
)

function wellFormed() {
  const Amount = fc.double({ min: 0, max: MAX_AMOUNT, noNaN: true })
  return fc.oneof(
    fc.record({ PromotionID: fc.constant('Flat'), Amount }),
    fc.record({ PromotionID: fc.constant('Lines'), LineItemID: fc.constantFrom('L1', 'L2'), Amount }),
  )
}

it('whatever is answered comes to discounts within bounds, or to one of three refusals', () => {
  fc.assert(
    fc.property(someAnswer, (said) => {
      let found: ReturnType<typeof verdicts>
      try {
        found = verdicts(said)
      } catch (error) {
        expect(error).toBeInstanceOf(ApiError)
        expect(codeOf(error as ApiError)).toMatch(
          /^PromotionIntegration\.(FailedToEvaluate|LineItemId(Required|MustBeNull))$/,
        )
        return
      }
      expect(found.map((v) => v.PromotionID)).toEqual(['Flat', 'Lines'])
      for (const verdict of found) {
        if ('reason' in verdict) continue
        const { PromotionID, discounts } = verdict
        expect(discounts.length).toBeGreaterThan(0)
        expect(new Set(discounts.map((d) => d.LineItemID)).size).toBe(discounts.length)
        for (const { LineItemID, Amount } of discounts) {
          expect(PromotionID === 'Flat' ? [null] : ['L1', 'L2']).toContain(LineItemID)
          expect(Amount).toBeGreaterThanOrEqual(0)
          expect(Amount).toBeLessThanOrEqual(MAX_AMOUNT)
          expect(Amount).toBe(Number(Amount.toFixed(2)))
        }
      }
    }),
    { numRuns: 2000 },
  )
})
