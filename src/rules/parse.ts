import type { Expression, Step } from './expression.ts'
import { refuse, type Spot } from './refusals.ts'
import { type Token, tokensOf } from './tokens.ts'

/** Levels of nesting a rule may have, so that no text can exhaust the stack of who reads it. */
export const MOST_LEVELS = 64

const COMPARISONS = ['=', '<>', '!=', '<', '<=', '>', '>=', 'like'] as const

/**
 * Reads the text of a rule as a tree. Keywords and names are in any letter case.
 * @throws ApiError `Expression.InvalidSyntax` with the position of what does not fit
 */
export function parse(text: string): Expression {
  const parser = new Parser(text)
  const expression = parser.either()
  parser.expectEnd()
  return expression
}

/** Recursive descent, a method for each level of precedence; each returns a node and stands behind it. */
class Parser {
  readonly #text: string
  readonly #tokens: Token[]
  #next = 0
  #level = 0

  constructor(text: string) {
    this.#text = text
    this.#tokens = tokensOf(text)
  }

  get #token() {
    return this.#tokens[this.#next]!
  }

  /** Takes the next token if it is one of these signs or keywords. */
  #take(...values: readonly string[]): Token | undefined {
    const token = this.#token
    if ((token.kind !== 'sign' && token.kind !== 'keyword') || !values.includes(token.value)) return undefined
    this.#next++
    return token
  }

  #unexpected(token: Spot = this.#token) {
    const what = token.text === '' ? 'end of the expression' : token.text
    return refuse('InvalidSyntax', `Unexpected ${what} at position ${token.at}.`, this.#text, token)
  }

  #expect(value: string) {
    if (!this.#take(value)) throw this.#unexpected()
  }

  expectEnd() {
    if (this.#token.kind !== 'end') throw this.#unexpected()
  }

  /** Whatever may stand within itself passes here. */
  #deeper<T>(read: () => T): T {
    if (++this.#level > MOST_LEVELS)
      throw refuse(
        'InvalidSyntax',
        `An expression may be nested ${MOST_LEVELS} levels deep.`,
        this.#text,
        this.#token,
      )
    const read_ = read()
    this.#level--
    return read_
  }

  either(): Expression {
    return this.#deeper(() => this.#chain('or', () => this.#both()))
  }

  #both(): Expression {
    return this.#chain('and', () => this.#not())
  }

  #chain(kind: 'and' | 'or', read: () => Expression): Expression {
    const first = read()
    const of = [first]
    while (this.#take(kind)) of.push(read())
    return of.length === 1 ? first : { kind, of }
  }

  #not(): Expression {
    return this.#take('not') ? { kind: 'not', of: this.#deeper(() => this.#not()) } : this.#comparison()
  }

  #comparison(): Expression {
    const left = this.#sum()
    const sign = this.#take(...COMPARISONS)
    if (sign) {
      const op = sign.value === '!=' ? '<>' : (sign.value as (typeof COMPARISONS)[number])
      return { kind: 'compare', op: op as Exclude<typeof op, '!='>, left, right: this.#sum() }
    }
    const negated = this.#token.value === 'not' && this.#tokens[this.#next + 1]?.value === 'in'
    if (negated) this.#next++
    if (!this.#take('in')) return left
    this.#expect('(')
    const options = this.#list()
    if (options.length === 0) throw this.#unexpected(this.#tokens[this.#next - 1])
    return { kind: 'in', negated, of: left, options }
  }

  #sum(): Expression {
    return this.#calculation(['+', '-'], () => this.#product())
  }

  #product(): Expression {
    return this.#calculation(['*', '/', '%'], () => this.#unary())
  }

  #calculation(signs: ('+' | '-' | '*' | '/' | '%')[], read: () => Expression): Expression {
    let left = read()
    for (let sign = this.#take(...signs); sign; sign = this.#take(...signs))
      left = { kind: 'calculate', op: sign.value as (typeof signs)[number], left, right: read() }
    return left
  }

  #unary(): Expression {
    return this.#take('-') ? { kind: 'minus', of: this.#deeper(() => this.#unary()) } : this.#primary()
  }

  #primary(): Expression {
    const token = this.#token
    if (this.#take('(')) {
      const inner = this.either()
      this.#expect(')')
      return inner
    }
    this.#next++
    switch (token.kind) {
      case 'number':
      case 'string':
      case 'date':
        return { kind: token.kind, value: token.value }
      case 'keyword':
        if (token.value === 'null') return { kind: 'null' }
        if (token.value === 'true' || token.value === 'false')
          return { kind: 'flag', value: token.value === 'true' }
        throw this.#unexpected(token)
      case 'name':
        return this.#path(token)
      default:
        throw this.#unexpected(token)
    }
  }

  /** A name, what follows it behind dots, and arguments in parentheses where something is called. */
  #path(first: Token): Expression {
    const steps: Step[] = []
    for (let name = first; ; ) {
      const args = this.#take('(') ? this.#list() : undefined
      steps.push({ name: name.text, at: name.at, text: name.text, args })
      if (!this.#take('.')) return { kind: 'path', steps }
      name = this.#token
      if (name.kind !== 'name') throw this.#unexpected()
      this.#next++
    }
  }

  /** Expressions to the closing parenthesis; there may be none. */
  #list(): Expression[] {
    const list: Expression[] = []
    if (this.#take(')')) return list
    do list.push(this.either())
    while (this.#take(','))
    this.#expect(')')
    return list
  }
}
