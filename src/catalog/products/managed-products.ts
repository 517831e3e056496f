import type { Property } from '../../api/lists/filter.ts'
import { envelope } from '../../api/lists/list.ts'
import type { Model } from '../../api/model.ts'
import { crud } from '../../resource/crud.ts'
import { operation } from '../../resource/operation.ts'
import { resourceList, show } from '../../resource/reading.ts'
import type { Resource } from '../../resource/resource.ts'
import type { Call } from '../../store/call.ts'
import { tablesOf } from '../../store/lists/declaration.ts'
import { and } from '../../store/sql/sql.ts'
import { as } from '../../tables/alias.ts'
import { products } from '../../tables/catalog/products.ts'
import { recordedOf } from '../../tables/catalog/recorded-stock.ts'
import { sql } from '../../tables/sql.ts'
import type { Row } from '../../tables/table.ts'
import { narrowed, narrowing } from '../narrowing.ts'
import { assignmentOperations } from '../prices/product-assignments.ts'
import { readCounted } from '../shop/counted-list.ts'
import type { ProductList } from '../shop/facet-counts.ts'
import { recordFilters } from '../stock/record-filters.ts'
import { namedProducts } from './named-products.ts'
import { productRules } from './product-rules.ts'
import { declared, productList, productListFields, productModel } from './products.ts'
import { joinParent, locateProduct } from './shown-columns.ts'

/** A page of products, or bundles, as those who manage the catalogue see them: with facets, and narrowed by parameters. */
export async function managedPage<M extends Model>(r: Resource<typeof products, M>, call: Call) {
  const all = resourceList(r, call)
  const locate = (p: Property) => locateProduct(p, 't', recordedOf)
  const asked = recordFilters(call.list, 't', locate)
  const list: ProductList<Row<typeof products>> = {
    ...all,
    row: as(products, 't'),
    from: (around) => sql`${tablesOf({ row: all.row }, around)} ${joinParent('t')}`,
    where: and(all.where, narrowed(call)),
    locate,
  }
  const picks = namedProducts(call.marketplace, asked, 't')
  const { items, total, facets } = await readCounted(call, () => list, { ...asked, picks })
  return envelope(
    call.list,
    total,
    items.map((row) => show(r, row, call.now)),
    false,
    facets,
  )
}

const listProducts = operation({
  id: 'Products.List',
  method: 'GET',
  path: '/products',
  roles: ['ProductAdmin', 'ProductReader'],
  query: narrowing,
  list: productList,
  listFields: productListFields,
  response: productModel,
  page: 'facets',
  summary: 'Lists products, visible to shoppers or not.',
  run: (call) => managedPage(declared, call),
})

export const operations = [...crud(declared, productRules), listProducts, ...assignmentOperations]
