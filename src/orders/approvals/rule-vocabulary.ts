import type { Vocabulary } from '../../rules/names.ts'
import { ofOrder } from '../promotions/rule-vocabulary.ts'
import { returnModel } from '../returns/shown-returns.ts'

/** What rules of orders may speak of: the order, its lines, and which rules have been approved. */
export const orderRuleVocabulary: Vocabulary = { ...ofOrder, item: 'items', approved: 'order' }

/** The same of rules of returns. */
export const sellerRuleVocabulary: Vocabulary = {
  ...ofOrder,
  orderReturn: returnModel.fields,
  item: 'items',
  approved: 'orderreturn',
}
