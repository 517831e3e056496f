import type { Field, Fields } from '../api/field.ts'
import type { Expression, Step } from './expression.ts'
import { type RuleFault, refuse } from './refusals.ts'

/** What a rule may speak of. Models are the wire's own: a new field is a new word. */
export interface Vocabulary {
  readonly order: Fields
  /** A line of the order; its `Product` is the catalogue's. */
  readonly line: Fields
  /** The return under approval, where there is one. */
  readonly orderReturn?: Fields
  /**
   * What `item` is outside of filters: the line under test, which the rule must or may name; nothing; or, as a published
   * approval rule has it, another word for `items`.
   */
  readonly item: 'required' | 'allowed' | 'none' | 'items'
  /** The root whose approvals the rule may ask for. */
  readonly approved?: 'order' | 'orderreturn'
}

/** What a path has come to. */
type Type =
  | { kind: 'scalar' }
  | { kind: 'object'; fields: Fields; product?: boolean }
  | { kind: 'list'; of: Type }
  /** Anything may stand below: xp. */
  | { kind: 'free' }

const SCALAR: Type = { kind: 'scalar' }
const FREE: Type = { kind: 'free' }

/** How many arguments a function takes. */
type Arity = readonly [least: number, most: number]
const MANY = Number.POSITIVE_INFINITY

/** Functions of what stands before the dot; filters are evaluated for each line or element. */
const AGGREGATES: Record<string, Arity> = {
  any: [0, 1],
  all: [0, 1],
  count: [0, 1],
  quantity: [0, 1],
  total: [0, 1],
}
const OF_LISTS: Record<string, Arity> = {
  any: [0, 1],
  all: [0, 1],
  count: [0, 1],
  contains: [1, 1],
  containstext: [1, 1],
  containsnumber: [1, 1],
}
const OF_PRODUCTS: Record<string, Arity> = { incategory: [1, MANY], inparentcategory: [1, MANY] }
const OF_VALUES: Record<string, Arity> = { in: [1, MANY] }
const FREE_STANDING: Record<string, Arity> = {
  min: [2, MANY],
  max: [2, MANY],
  now: [0, 1],
  if: [3, MANY],
  iif: [3, MANY],
  round: [1, 2],
}

/** What names mean at a place of the rule. */
interface Scope {
  /** Bare names are the line's: within a filter over the lines. */
  line: boolean
  /** What `item` is within a filter over a list. */
  element?: Type
}

/**
 * Refuses names, functions and arguments that a rule of this kind does not know.
 * @throws ApiError with one of the codes `Expression.*`
 */
export function checkNames(text: string, expression: Expression, vocabulary: Vocabulary): void {
  const checker = new Checker(text, vocabulary)
  checker.check(expression, { line: false })
  if (vocabulary.item === 'required' && !checker.namesItem)
    throw refuse('ItemRequired', 'A rule of a line must say something of the line: item.', text, {
      at: 0,
      text: '',
    })
}

class Checker {
  readonly #text: string
  readonly #words: Vocabulary
  namesItem = false

  constructor(text: string, words: Vocabulary) {
    this.#text = text
    this.#words = words
  }

  check(e: Expression, scope: Scope): void {
    switch (e.kind) {
      case 'and':
      case 'or':
        for (const part of e.of) this.check(part, scope)
        break
      case 'not':
      case 'minus':
        this.check(e.of, scope)
        break
      case 'compare':
      case 'calculate':
        this.check(e.left, scope)
        this.check(e.right, scope)
        break
      case 'in':
        this.check(e.of, scope)
        for (const option of e.options) this.check(option, scope)
        break
      case 'path':
        this.#path(e.steps, scope)
    }
  }

  #path(steps: readonly Step[], scope: Scope): void {
    const [first, ...rest] = steps as readonly [Step, ...Step[]]
    if (first.args) {
      this.#call(first, this.#standing(first), scope)
      if (rest[0]) throw this.#fault('InvalidToken', rest[0])
      return
    }
    if (this.#isItems(first, scope)) {
      this.#aggregate(first, rest, scope)
      return
    }
    let type = this.#root(first, scope)
    for (const [i, step] of rest.entries()) {
      if (!step.args) {
        type = this.#property(type, step)
        continue
      }
      const approval = i === 0 && this.#isApproval(first, step)
      this.#call(step, approval ? [1, 1] : this.#functionOf(type, step), this.#filterScope(type, scope))
      const more = rest[i + 1]
      if (more) throw this.#fault('InvalidToken', more)
    }
  }

  /** `items`, and `item` where it is another word for it. */
  #isItems(first: Step, scope: Scope): boolean {
    const name = first.name.toLowerCase()
    return name === 'items' || (name === 'item' && this.#words.item === 'items' && !scope.element)
  }

  #aggregate(first: Step, [step, more]: readonly Step[], scope: Scope): void {
    const arity = step?.args && lookUp(AGGREGATES, step.name.toLowerCase())
    if (!arity && first.name.toLowerCase() === 'item') throw this.#fault('ItemNotAllowed', first)
    if (!step) throw this.#fault('InvalidToken', first)
    if (!arity) throw this.#fault(step.args ? 'InvalidFunction' : 'InvalidToken', step)
    this.#call(step, arity, { ...scope, line: true })
    if (more) throw this.#fault('InvalidToken', more)
  }

  #root(first: Step, scope: Scope): Type {
    const name = first.name.toLowerCase()
    const { order, orderReturn, line, item } = this.#words
    if (name === 'order') return { kind: 'object', fields: order }
    if (name === 'orderreturn' && orderReturn) return { kind: 'object', fields: orderReturn }
    if (name === 'item') {
      if (scope.element) return scope.element
      if (item === 'none') throw this.#fault('ItemNotAllowed', first)
      this.namesItem = true
      return { kind: 'object', fields: line }
    }
    if (!scope.line) throw this.#fault('InvalidToken', first)
    return this.#property({ kind: 'object', fields: line }, first)
  }

  #property(type: Type, step: Step): Type {
    if (type.kind === 'free') return FREE
    if (type.kind !== 'object') throw this.#fault('InvalidToken', step)
    const name = Object.keys(type.fields).find((n) => n.toLowerCase() === step.name.toLowerCase())
    const field = name === undefined ? undefined : type.fields[name]
    if (!field || field.hidden || field.writeOnly || field.kind.isSecret)
      throw this.#fault('InvalidToken', step)
    const found = typeOf(field)
    return name === 'Product' && type.fields === this.#words.line && found.kind === 'object'
      ? { ...found, product: true }
      : found
  }

  /** Who approved, of what this kind of rule approves. */
  #isApproval(root: Step, step: Step): boolean {
    return step.name.toLowerCase() === 'approved' && root.name.toLowerCase() === this.#words.approved
  }

  #standing(step: Step): Arity {
    const name = step.name.toLowerCase()
    const arity =
      name === 'approved' && this.#words.approved ? ([1, 1] as const) : lookUp(FREE_STANDING, name)
    if (!arity) throw this.#fault('InvalidFunction', step)
    return arity
  }

  #functionOf(type: Type, step: Step): Arity {
    const name = step.name.toLowerCase()
    const arity =
      (type.kind === 'object' && type.product ? lookUp(OF_PRODUCTS, name) : undefined) ??
      (type.kind === 'list' || type.kind === 'free' ? lookUp(OF_LISTS, name) : undefined) ??
      (type.kind === 'scalar' || type.kind === 'free' ? lookUp(OF_VALUES, name) : undefined)
    if (!arity) throw this.#fault('InvalidFunction', step)
    return arity
  }

  #filterScope(type: Type, scope: Scope): Scope {
    return type.kind === 'list'
      ? { ...scope, element: type.of }
      : type.kind === 'free'
        ? { ...scope, element: FREE }
        : scope
  }

  #call(step: Step, [least, most]: Arity, scope: Scope): void {
    const args = step.args!
    const name = step.name.toLowerCase()
    // Conditions and values by turns, and what it is otherwise.
    const uneven = (name === 'if' || name === 'iif') && args.length % 2 === 0
    if (args.length < least || args.length > most || uneven) throw this.#fault('InvalidArguments', step)
    for (const arg of args) this.check(arg, scope)
  }

  #fault(fault: RuleFault, step: Step) {
    const says: Partial<Record<RuleFault, string>> = {
      InvalidToken: `${step.name} is unknown here`,
      InvalidFunction: `There is no function ${step.name} here`,
      InvalidArguments: `${step.name} does not take ${step.args?.length} arguments`,
      ItemNotAllowed: 'Only a rule of a line may name item',
    }
    return refuse(fault, `${says[fault]}, at position ${step.at}.`, this.#text, step)
  }
}

const lookUp = (functions: Record<string, Arity>, name: string): Arity | undefined =>
  Object.hasOwn(functions, name) ? functions[name] : undefined

function typeOf({ kind, fields, of }: Field): Type {
  if (fields) return { kind: 'object', fields }
  if (of) return { kind: 'list', of: typeOf(of) }
  return kind.free ? FREE : SCALAR
}
