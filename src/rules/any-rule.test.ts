import fc from 'fast-check'
import { expect, it } from 'vitest'
import { facts, items, ofApproval, ofLine, ofOrder, ofReturn, yes } from '../../test/support/rule-facts.ts'
import { ApiError } from '../api/errors.ts'
import { evaluate, MOST_STEPS } from './evaluate.ts'
import { parse } from './parse.ts'
import { checkRule, treeOf } from './rule.ts'

it('no rule evaluates for ever: filters within filters end after a number of steps', () => {
  const rule = 'items.all(items.all(items.all(items.all(1 = 1))))'
  const many = Array.from({ length: 200 }, () => items[0]!)
  expect(evaluate(treeOf(rule), { ...facts, items: many })).toEqual({ fault: expect.stringMatching(/steps/) })
  expect(MOST_STEPS).toBeLessThanOrEqual(1_000_000)
})

const words = ['order', 'items', 'item', '.', '.Total', '.xp', '(', ')', ',', "'a*'", '#1/1/2026#', '1', '.5']
const more = [
  'and',
  'or',
  'not',
  'in',
  'like',
  '=',
  '<>',
  '<',
  '+',
  '-',
  '*',
  '/',
  '%',
  'null',
  'true',
  'min',
  'now',
]
const ruleText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc
    .array(fc.constantFrom(...words, ...more, 'any', 'contains', 'if', 'Quantity', 'Product'), {
      maxLength: 60,
    })
    .map((w) => w.join(' ')),
)

it('any text is a rule, or is refused with a code of the list and the place that is wrong', () => {
  fc.assert(
    fc.property(ruleText, fc.constantFrom(ofOrder, ofLine, ofApproval, ofReturn), (rule, vocabulary) => {
      try {
        checkRule(rule, vocabulary)
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        const { ErrorCode, Data } = error.errors[0]!
        expect(ErrorCode).toMatch(
          /^Expression\.(Invalid(Syntax|Token|Function|Arguments)|Item(NotAllowed|Required))$/,
        )
        const { Position, Token } = Data as { Position: number; Token: string }
        expect(rule.slice(Position, Position + Token.length)).toBe(Token)
        return
      }
      // What is accepted comes to something, or to a fault: it never throws.
      evaluate(parse(rule), { ...facts, item: items[0], orderReturn: {} })
    }),
    { numRuns: 5_000 },
  )
})

const printed = fc.letrec<{ number: string; condition: string }>((tie) => ({
  number: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('order.Total', '7', '0.5', 'items.count()'),
    fc
      .tuple(tie('number'), fc.constantFrom('+', '-', '*', '/', '%'), tie('number'))
      .map(([a, op, b]) => `(${a} ${op} ${b})`),
    tie('number').map((n) => `-${n}`),
  ),
  condition: fc.oneof(
    { depthSize: 'small' },
    fc.tuple(tie('number'), fc.constantFrom('=', '<', '>='), tie('number')).map((p) => p.join(' ')),
    fc
      .tuple(tie('condition'), fc.constantFrom('and', 'or'), tie('condition'))
      .map(([a, op, b]) => `(${a} ${op} ${b})`),
    tie('condition').map((c) => `not (${c})`),
  ),
})).condition

it('what follows the grammar is accepted, in any letter case and spacing, and means the same', () => {
  fc.assert(
    fc.property(printed, (rule) => {
      fc.pre(!/\({60}/.test(rule))
      checkRule(rule, ofOrder)
      const loose = rule.toUpperCase().replaceAll(' ', '  ')
      checkRule(loose, ofOrder)
      expect(yes(loose)).toBe(yes(rule))
      const denied = yes(`not (${rule})`)
      expect(denied).toBe(yes(rule) === undefined ? undefined : !yes(rule))
    }),
  )
})
