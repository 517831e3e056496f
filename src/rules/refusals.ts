import { fail } from '../api/errors.ts'

/** What can be wrong with the text of a rule. */
export type RuleFault =
  | 'InvalidSyntax'
  | 'InvalidToken'
  | 'InvalidFunction'
  | 'InvalidArguments'
  | 'ItemNotAllowed'
  | 'ItemRequired'

/** A piece of a rule's text: where it stands, counted from 0 in UTF-16 units, and what stands there. */
export interface Spot {
  readonly at: number
  readonly text: string
}

/** The refusal of a rule that cannot be saved; it says which piece of the text is wrong. */
export const refuse = (fault: RuleFault, message: string, expression: string, spot: Spot) =>
  fail(`Expression.${fault}`, message, {
    Expression: expression,
    Position: spot.at,
    Token: spot.text,
  })
