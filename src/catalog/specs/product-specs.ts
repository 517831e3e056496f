import { notFound } from '../../api/errors.ts'
import { hidden, ref } from '../../api/field.ts'
import type { Property } from '../../api/lists/filter.ts'
import { present } from '../../api/model.ts'
import { operation } from '../../resource/operation.ts'
import { existence, type Fact, needed, the } from '../../store/fact.ts'
import { listPage } from '../../store/list.ts'
import type { List } from '../../store/lists/declaration.ts'
import { columns } from '../../store/rows.ts'
import { and, type Query } from '../../store/sql/sql.ts'
import { as } from '../../tables/alias.ts'
import { products } from '../../tables/catalog/products.ts'
import { specProductAssignments, specs } from '../../tables/catalog/specs.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { decodeRow, type Row } from '../../tables/table.ts'
import { declared as declaredProducts } from '../products/products.ts'
import { shopperRole } from '../shop/as-shopper.ts'
import { forAudience } from '../shop/for-audience.ts'
import { listOfVisible, readOfVisible } from '../shop/visible-products.ts'
import { specList, specModel, withOptions } from './specs.ts'

/** A spec as a product has it: the defaults are those of the assignment where it has some. */
export type ProductSpec = Row<typeof specs> &
  ReturnType<typeof withOptions> & {
    ProductID: string
    AssignedOptionID: string | null
    AssignedValue: string | null
  }

/**
 * The specs `t` of products `p`: their own and their parent's, through the assignments `a`. What a product is assigned
 * itself goes before what its parent is.
 * @param ids the products', as a select or one of them
 */
const specsOf = (marketplace: string, ids: SQL) => ({
  from: sql`products p cross join spec_product_assignments a on a.Marketplace = ${marketplace} and a.ProductID in (p.ID, p.ParentID)
    cross join specs t on t.Marketplace = ${marketplace} and t.ID = a.SpecID`,
  where: and(
    sql`p.Marketplace = ${marketplace}`,
    sql`p.ID in (${ids})`,
    sql`(a.ProductID = p.ID or not exists (select 1 from spec_product_assignments b
      where b.Marketplace = ${marketplace} and b.SpecID = a.SpecID and b.ProductID = p.ID))`,
  ),
  columns: sql`${columns(specs, 't')}, p.ID as ProductID, a.DefaultOptionID as AssignedOptionID, a.DefaultValue as AssignedValue`,
  decode: decodeSpec,
})

const decodeSpec: Query<ProductSpec>['decode'] = ({ ProductID, AssignedOptionID, AssignedValue, ...row }) => {
  const spec = decodeRow(specs, row)
  const assigned = decodeRow(specProductAssignments, {
    ProductID,
    DefaultOptionID: AssignedOptionID,
    DefaultValue: AssignedValue,
  })
  return {
    ...spec,
    ...withOptions(spec),
    ProductID: assigned.ProductID,
    AssignedOptionID: assigned.DefaultOptionID,
    AssignedValue: assigned.DefaultValue,
  }
}

/**
 * The specs of some products, for those who buy them. Who relies on them needs them as they were read: that none changed,
 * with its options and assignments, and none came.
 * @param ids every product they are read for, as a select
 */
export function specsOfProducts(marketplace: string, ids: SQL) {
  const { from, where, columns, decode } = specsOf(marketplace, ids)
  return {
    sql: sql`select ${columns} from ${from} where ${where}`,
    decode,
    holds: (read) => {
      const versions = JSON.stringify([...new Map(read.map((s) => [s.ID, [s.ID, s.Version]])).values()])
      const changed = sql`select 1 from json_each(${versions}) j left join specs s on s.Marketplace = ${marketplace} and s.ID = j.value ->> 0
        where s.Version is not j.value ->> 1`
      return sql`(not exists (${changed}) and (select count(*) from ${from} where ${where}) = ${read.length})`
    },
  } satisfies Fact<ProductSpec>
}

/** A product's spec as the wire shows it. */
const showSpec = (spec: ProductSpec) =>
  present(specModel, {
    ...spec,
    DefaultOptionID: spec.AssignedOptionID ?? spec.DefaultOptionID,
    DefaultValue: spec.AssignedValue ?? spec.DefaultValue,
  })

/** Whose it is, a shopper is not told. */
const showToShopper = (spec: ProductSpec) => showSpec({ ...spec, OwnerID: null })

const locate = ({ name }: Property): SQL | undefined =>
  name === 'DefaultOptionID'
    ? sql`coalesce(a.DefaultOptionID, t.DefaultOptionID)`
    : name === 'DefaultValue'
      ? sql`coalesce(a.DefaultValue, t.DefaultValue)`
      : undefined

const listOfSpecs = (marketplace: string, productID: string): List<ProductSpec> => {
  const { from, ...rest } = specsOf(marketplace, sql`${productID}`)
  return { ...rest, spec: specList, from: () => from, row: as(specs, 't'), locate }
}

const listSpecs = operation({
  id: 'Products.ListSpecs',
  method: 'GET',
  path: '/products/{productID}/specs',
  roles: ['ProductReader', 'ProductAdmin'],
  list: specList,
  response: specModel,
  summary: 'Lists the specs of a product.',
  run: (call) => {
    const ID = call.params.productID!
    const and = declaredProducts.visible?.(call.caller, 't')
    return listPage(call, {
      ...listOfSpecs(call.marketplace, ID),
      show: showSpec,
      above: [existence(products, call.marketplace, { ID }, { type: 'Product', id: ID, and })],
    })
  },
})

const listMySpecs = operation({
  id: 'Me.ListSpecs',
  method: 'GET',
  path: '/me/products/{productID}/specs',
  ...shopperRole,
  // Clients send it, though specs are the same in every catalogue.
  query: { catalogID: ref('Catalog') },
  list: specList,
  // What is not shown is not found out by asking for it.
  listFields: { ...specModel.fields, OwnerID: hidden(specModel.fields.OwnerID) },
  response: specModel,
  summary: 'Lists the specs of a product the caller can see.',
  run: forAudience((call) =>
    listOfVisible(call, listOfSpecs(call.marketplace, call.params.productID!), showToShopper),
  ),
})

const getMySpec = operation({
  id: 'Me.GetSpec',
  method: 'GET',
  path: '/me/products/{productID}/specs/{specID}',
  ...shopperRole,
  query: { catalogID: ref('Catalog') },
  response: specModel,
  summary: 'Gets a spec of a product the caller can see.',
  run: forAudience(async (call) => {
    const productID = call.params.productID!
    const specID = call.params.specID!
    const all = specsOfProducts(call.marketplace, sql`${productID}`)
    const spec = needed({ ...all, sql: sql`${all.sql} and t.ID = ${specID}` }, notFound('Spec', specID))
    const read = await readOfVisible(call, productID, { spec })
    return showToShopper(the(read.spec))
  }),
})

export const operations = [listSpecs, listMySpecs, getMySpec]
