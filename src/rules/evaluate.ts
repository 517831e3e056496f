import { Decimal, decimal } from '../api/money.ts'
import type { Expression, Step } from './expression.ts'
import type { Facts, Json } from './facts.ts'
import { aggregate, type FunctionCall, functionOfValue, standingFunction } from './functions.ts'
import { Aborted, compare, fits, isSame, propertyOf, readJson, type Value } from './values.ts'

/** What came of a rule: its value, or why it has none. */
export type Outcome = { readonly value: Value } | { readonly fault: string }

/** Nodes a rule may evaluate: a filter within a filter is asked for each pair of lines. */
export const MOST_STEPS = 100_000

/** How many nodes may be evaluated yet: by one rule, or by all that share it. */
export interface Steps {
  left: number
}

/** Evaluates a rule. Pure but for its steps: the same facts give the same outcome, within a bounded number of these. */
export function evaluate(expression: Expression, facts: Facts, steps: Steps = { left: MOST_STEPS }): Outcome {
  try {
    return { value: new Evaluation(facts, steps).value(expression, {}) }
  } catch (error) {
    if (error instanceof Aborted) return { fault: error.message }
    throw error
  }
}

/** Whether a rule says yes (what is missing says no); undefined where it says neither. */
export function holds(expression: Expression, facts: Facts, steps?: Steps): boolean | undefined {
  const outcome = evaluate(expression, facts, steps)
  if (!('value' in outcome)) return undefined
  const value = outcome.value ?? false
  return typeof value === 'boolean' ? value : undefined
}

/** The number a rule comes to, zero for null; undefined where it comes to none. */
export function numberOf(expression: Expression, facts: Facts, steps?: Steps): Decimal | undefined {
  const outcome = evaluate(expression, facts, steps)
  if (!('value' in outcome)) return undefined
  return outcome.value === null ? decimal(0) : outcome.value instanceof Decimal ? outcome.value : undefined
}

/** What names mean within filters. */
interface Scope {
  /** The line whose properties bare names are. */
  readonly line?: Json
  /** The element that `item` is. */
  readonly element?: { readonly value: Value }
}

class Evaluation {
  readonly #facts: Facts
  readonly #steps: Steps

  constructor(facts: Facts, steps: Steps) {
    this.#facts = facts
    this.#steps = steps
  }

  value(e: Expression, scope: Scope): Value {
    if (--this.#steps.left < 0) throw new Aborted('the rule takes too many steps')
    switch (e.kind) {
      case 'null':
        return null
      case 'flag':
      case 'string':
        return e.value
      case 'number':
        return decimal(e.value)
      case 'date':
        return new Date(e.value)
      case 'and':
        return e.of.every((part) => this.#truth(part, scope))
      case 'or':
        return e.of.some((part) => this.#truth(part, scope))
      case 'not':
        return !this.#truth(e.of, scope)
      case 'minus': {
        const of = this.#number(e.of, scope)
        return of === null ? null : of.negated()
      }
      case 'calculate': {
        const [left, right] = [this.#number(e.left, scope), this.#number(e.right, scope)]
        return left && right && calculate(e.op, left, right)
      }
      case 'compare':
        return this.#comparison(e, scope)
      case 'in': {
        const value = this.value(e.of, scope)
        const found = e.options.some((option) => isSame(value, this.value(option, scope)))
        return value !== null && found !== e.negated
      }
      case 'path':
        return this.#path(e.steps, scope)
    }
  }

  /** What is missing is not true. */
  #truth(e: Expression, scope: Scope): boolean {
    const value = this.value(e, scope)
    if (value !== null && typeof value !== 'boolean')
      throw new Aborted('a condition is neither true nor false')
    return value === true
  }

  #number(e: Expression, scope: Scope): Decimal | null {
    const value = this.value(e, scope)
    if (value !== null && !(value instanceof Decimal))
      throw new Aborted('what is calculated with is no number')
    return value
  }

  #comparison(e: Extract<Expression, { kind: 'compare' }>, scope: Scope): boolean {
    const left = this.value(e.left, scope)
    const right = this.value(e.right, scope)
    if (e.op === 'like')
      return typeof left === 'string' && typeof right === 'string' && fits(left, right.replaceAll('%', '*'))
    if (e.op === '=' || e.op === '<>') {
      if (e.right.kind === 'null' || e.left.kind === 'null')
        return (left === null && right === null) === (e.op === '=')
      if (left === null || right === null) return false
      if (e.right.kind === 'string' && typeof left === 'string' && e.right.value.includes('*'))
        return fits(left, e.right.value) === (e.op === '=')
    }
    const standing = compare(left, right)
    return standing !== undefined && COMPARE[e.op](standing)
  }

  #path([first, ...rest]: readonly Step[], scope: Scope): Value {
    const name = first!.name.toLowerCase()
    if (first!.args) return standingFunction(name, this.#call(first!, scope))
    const { order, item, orderReturn } = this.#facts
    const [second] = rest
    if (second && (name === 'items' || (name === 'item' && !item && !scope.element)))
      return aggregate(second.name.toLowerCase(), this.#call(second, scope))
    let value: Value =
      name === 'order'
        ? (order as Value)
        : name === 'orderreturn'
          ? (readJson(orderReturn) as Value)
          : name === 'item'
            ? scope.element
              ? scope.element.value
              : (readJson(item) as Value)
            : propertyOf(readJson(scope.line), first!.name)
    for (const step of rest)
      value = step.args
        ? functionOfValue(step.name.toLowerCase(), value, this.#call(step, scope))
        : propertyOf(value, step.name)
    return value
  }

  #call(step: Step, scope: Scope): FunctionCall {
    const args = step.args ?? []
    return {
      facts: this.#facts,
      count: args.length,
      arg: (i) => this.value(args[i]!, scope),
      truth: (i) => this.#truth(args[i]!, scope),
      // A filter that is not there takes everything.
      line: (line) => args.length === 0 || this.#truth(args[0]!, { ...scope, line }),
      element: (value) => args.length === 0 || this.#truth(args[0]!, { ...scope, element: { value } }),
    }
  }
}

const COMPARE = {
  '=': (n: number) => n === 0,
  '<>': (n: number) => n !== 0,
  '<': (n: number) => n < 0,
  '<=': (n: number) => n <= 0,
  '>': (n: number) => n > 0,
  '>=': (n: number) => n >= 0,
}

/** Division is of decimals, never of whole numbers: three halves are 1.5. */
function calculate(op: '+' | '-' | '*' | '/' | '%', left: Decimal, right: Decimal): Decimal {
  if ((op === '/' || op === '%') && right.isZero()) throw new Aborted('a division by zero')
  switch (op) {
    case '+':
      return left.plus(right)
    case '-':
      return left.minus(right)
    case '*':
      return left.times(right)
    case '/':
      return left.dividedBy(right)
    case '%':
      return left.modulo(right)
  }
}
