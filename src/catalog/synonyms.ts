import type { Issue } from '../api/errors.ts'
import { id } from '../api/field.ts'
import { model } from '../api/model.ts'
import { crud } from '../resource/crud.ts'
import { MOST } from '../resource/most.ts'
import { resource } from '../resource/resource.ts'
import { wordsOf } from '../store/sql/full-text.ts'
import { synonyms } from '../tables/catalog/search-words.ts'

const synonym = model('Synonym', { ID: id(), ...synonyms.fields }, ({ Terms }): Issue[] =>
  Array.isArray(Terms) && (Terms.length < 2 || Terms.some((term) => wordsOf(String(term)).length === 0))
    ? [{ property: 'Terms', rule: 'Rule', message: 'Terms must be two or more, with a word in each.' }]
    : [],
)

export const operations = crud(
  resource({
    id: 'Synonyms',
    table: synonyms,
    model: synonym,
    path: '/synonyms/{synonymID}',
    scope: {},
    most: MOST.synonyms,
    roles: { read: ['ProductReader'], write: ['ProductAdmin'] },
    users: { read: ['Seller'], write: ['Seller'] },
    list: { search: ['ID'], sort: ['ID'], order: ['ID'] },
  }),
)
