import { list, required, text } from '../../api/field.ts'
import { table } from '../table.ts'

/**
 * The words of letters that texts of products have, or once had: where a search has a word that matches nothing, it is read
 * as the nearest of them. A trigger of `products` writes them. Nothing takes one away again: of a word that is in no product
 * any more, nothing is found.
 */
export const productWords = table('product_words', { carried: 'never', keys: ['Word'], fields: {} })

/** Words and phrases that mean the same: who searches for one of them searches for all. */
export const synonyms = table('synonyms', {
  keys: ['ID'],
  moves: [{ version: 'CatalogVersion' }],
  fields: { Terms: required(list(required(text(100)), 20)) },
})
