import { fail, type Issue } from '../../api/errors.ts'
import { id } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { crud } from '../../resource/crud.ts'
import { resource } from '../../resource/resource.ts'
import { productFacets } from '../../tables/catalog/counts.ts'
import { sql } from '../../tables/sql.ts'
import { forgetFacets } from '../shop/facet-counts.ts'

/** Names between dots, none of them empty; a NUL would end the path. */
const PATH = /^[^.\0]+(\.[^.\0]+)*$/

const productFacet = model('ProductFacet', { ID: id(), ...productFacets.fields }, ({ XpPath }): Issue[] =>
  typeof XpPath !== 'string' || PATH.test(XpPath)
    ? []
    : [
        {
          property: 'XpPath',
          rule: 'Pattern',
          message: 'XpPath must be names of extended properties, joined by dots.',
        },
      ],
)

const declared = resource({
  id: 'ProductFacets',
  table: productFacets,
  model: productFacet,
  path: '/productfacets/{productFacetID}',
  scope: {},
  roles: { read: ['ProductFacetReader'], write: ['ProductFacetAdmin'] },
  users: { write: ['Seller'] },
  list: {
    search: ['ID', 'Name', 'XpPath'],
    sort: ['ListOrder', 'ID', 'Name', 'XpPath'],
    order: ['ListOrder'],
  },
})

export const operations = crud(declared, {
  decide: ({ call, after }) => {
    after.XpPath ||= after.ID
    return [forgetFacets(call)]
  },
  // Before the row: an ID that is taken is told first.
  first: ({ call, after, id }) => [
    {
      guard: sql`not exists (select 1 from product_facets where Marketplace = ${call.marketplace}
        and XpPath = ${after.XpPath} and ID <> ${id})`,
      else: fail('ProductFacet.XpPathInUse', `Another product facet counts "${after.XpPath}".`),
    },
  ],
  remove: (call) => [forgetFacets(call)],
})
