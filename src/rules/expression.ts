import type { Spot } from './refusals.ts'

/** One name of a path, with arguments where it is called. */
export interface Step extends Spot {
  readonly name: string
  readonly args?: readonly Expression[]
}

/** The tree of a rule. */
export type Expression =
  | { readonly kind: 'null' }
  | { readonly kind: 'flag'; readonly value: boolean }
  /** The decimal text, a string without quotes, a moment in the wire's form. */
  | { readonly kind: 'number' | 'string' | 'date'; readonly value: string }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Expression[] }
  | { readonly kind: 'not' | 'minus'; readonly of: Expression }
  | {
      readonly kind: 'compare'
      readonly op: '=' | '<>' | '<' | '<=' | '>' | '>=' | 'like'
      readonly left: Expression
      readonly right: Expression
    }
  | {
      readonly kind: 'calculate'
      readonly op: '+' | '-' | '*' | '/' | '%'
      readonly left: Expression
      readonly right: Expression
    }
  | {
      readonly kind: 'in'
      readonly negated: boolean
      readonly of: Expression
      readonly options: readonly Expression[]
    }
  /** `item.Product.xp.Tags.contains('x')`; a function stands as a path of one step. */
  | { readonly kind: 'path'; readonly steps: readonly Step[] }
