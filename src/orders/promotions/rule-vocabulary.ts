import { type Field, object } from '../../api/field.ts'
import { productModel } from '../../catalog/products/products.ts'
import { variantModel } from '../../catalog/specs/variants.ts'
import type { Vocabulary } from '../../rules/names.ts'
import { lineItemModel, orderModel } from '../state/shown-order.ts'

/** A line as rules know it: its product and variant are the catalogue's, and not what the line shows of them. */
const line: Record<string, Field> = {
  ...lineItemModel.fields,
  Product: object('Product', productModel.fields),
  Variant: object('Variant', variantModel.fields),
}

/** What the conditions of promotions on whole orders, and all their values, may speak of: the order and its lines. */
export const ofOrder: Vocabulary = { order: orderModel.fields, line, item: 'none' }

/** The same of promotions on lines: the condition must name the line … */
export const ofLine: Vocabulary = { ...ofOrder, item: 'required' }

/** … and the value may. */
export const ofLineValue: Vocabulary = { ...ofOrder, item: 'allowed' }
