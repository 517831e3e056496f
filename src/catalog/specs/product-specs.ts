import { type SQL, sql } from 'drizzle-orm'
import { notFound } from '../../api/errors.ts'
import { hidden, ref, type ValuesOf } from '../../api/field.ts'
import type { Property } from '../../api/lists/filter.ts'
import { envelope } from '../../api/lists/list.ts'
import { present } from '../../api/model.ts'
import { operation } from '../../resource/operation.ts'
import type { Call } from '../../store/call.ts'
import { listQueries } from '../../store/list.ts'
import type { List } from '../../store/lists/declaration.ts'
import { columns, exists } from '../../store/rows.ts'
import { and, type Query } from '../../store/sql/sql.ts'
import { as } from '../../tables/alias.ts'
import { products } from '../../tables/catalog/products.ts'
import { type specOptions, specs } from '../../tables/catalog/specs.ts'
import type { Guard } from '../../tables/statements.ts'
import { decodeRow, type Row } from '../../tables/table.ts'
import { declared as declaredProducts } from '../products/products.ts'
import { me, shopperRole } from '../shop/as-shopper.ts'
import { readOfVisible } from '../shop/visible-products.ts'
import { specList, specModel, withOptions } from './specs.ts'

type Values = Record<string, unknown>

/** A spec as a product has it: the defaults are those of the assignment where it has some. */
export type ProductSpec = Row<typeof specs> & {
  ProductID: string
  AssignedOptionID: string | null
  AssignedValue: string | null
  Options: ({ ID: string } & ValuesOf<typeof specOptions.fields>)[]
}

/** The specs `t` of products `p`: their own and their parent's, through the assignments `a`. */
const specsOf = (
  m: string,
): SQL => sql`products p cross join spec_product_assignments a on a.Marketplace = ${m} and a.ProductID in (p.ID, p.ParentID)
  cross join specs t on t.Marketplace = ${m} and t.ID = a.SpecID`

/** What a product is assigned itself goes before what its parent is. */
const nearest = (
  m: string,
): SQL => sql`(a.ProductID = p.ID or not exists (select 1 from spec_product_assignments b
  where b.Marketplace = ${m} and b.SpecID = a.SpecID and b.ProductID = p.ID))`

const ofProducts = (m: string, ids: SQL): SQL =>
  and(sql`p.Marketplace = ${m}`, sql`p.ID in (${ids})`, nearest(m))

const productSpecColumns = () =>
  sql`${columns(specs, 't')}, p.ID as ProductID, a.DefaultOptionID as AssignedOptionID, a.DefaultValue as AssignedValue`

const decodeSpec = (row: Values): ProductSpec => {
  const spec = decodeRow(specs, row)
  const { ProductID, AssignedOptionID, AssignedValue } = row
  return { ...spec, ...withOptions(spec), ProductID, AssignedOptionID, AssignedValue } as ProductSpec
}

/** The specs of some products, for those who buy them. */
export const productSpecs = (m: string, ids: SQL): Query<ProductSpec> => ({
  sql: sql`select ${productSpecColumns()} from ${specsOf(m)} where ${ofProducts(m, ids)}`,
  decode: decodeSpec,
})

/**
 * The specs of products are still those that were read: none changed, with its options and assignments, and none came.
 * @param ids every product they were read for
 */
export function specsUnchanged(m: string, ids: string[], read: ProductSpec[]): Guard[] {
  if (ids.length === 0) return []
  const versions = JSON.stringify([...new Map(read.map((s) => [s.ID, [s.ID, s.Version]])).values()])
  const wanted = sql`select value from json_each(${JSON.stringify(ids)})`
  const changed = sql`select 1 from json_each(${versions}) j left join specs s on s.Marketplace = ${m} and s.ID = j.value ->> 0
    where s.Version is not j.value ->> 1`
  const count = sql`select count(*) from ${specsOf(m)} where ${ofProducts(m, wanted)}`
  return [{ guard: sql`(not exists (${changed}) and (${count}) = ${read.length})` }]
}

/** A product's spec as the wire shows it. */
const showSpec = (spec: ProductSpec, shopper = false) =>
  present(specModel, {
    ...spec,
    DefaultOptionID: spec.AssignedOptionID ?? spec.DefaultOptionID,
    DefaultValue: spec.AssignedValue ?? spec.DefaultValue,
    ...(shopper ? { OwnerID: null } : {}),
  })

const locate = ({ name }: Property): SQL | undefined =>
  name === 'DefaultOptionID'
    ? sql`coalesce(a.DefaultOptionID, t.DefaultOptionID)`
    : name === 'DefaultValue'
      ? sql`coalesce(a.DefaultValue, t.DefaultValue)`
      : undefined

const listOfSpecs = (m: string, productID: string): List<ProductSpec> => ({
  spec: specList,
  columns: productSpecColumns(),
  decode: decodeSpec,
  from: () => specsOf(m),
  where: ofProducts(m, sql`${productID}`),
  row: as(specs, 't'),
  locate,
})

const page = (
  call: Call<unknown>,
  read: { items: unknown[]; total: { total: number }[] },
  shopper: boolean,
) =>
  envelope(
    call.list,
    read.total[0]!.total,
    read.items.map((s) => showSpec(s as ProductSpec, shopper)),
  )

const listSpecs = operation({
  id: 'Products.ListSpecs',
  method: 'GET',
  path: '/products/{productID}/specs',
  roles: ['ProductReader', 'ProductAdmin'],
  list: specList,
  response: specModel,
  page: 'plain',
  status: 200,
  summary: 'Lists the specs of a product.',
  run: async (call) => {
    const m = call.marketplace
    const productID = call.params.productID!
    const read = await call.read({
      product: exists(products, m, { ID: productID }, declaredProducts.visible!(call.caller, 't')),
      ...listQueries(listOfSpecs(m, productID), call.list),
    })
    if (!read.product[0]!.found) throw notFound('Product', productID)
    return page(call, read as never, false)
  },
})

const listMine = operation({
  id: 'Me.ListSpecs',
  method: 'GET',
  path: '/me/products/{productID}/specs',
  ...shopperRole,
  // Clients send it, though specs are the same in every catalogue.
  query: { catalogID: ref('Catalog') },
  list: specList,
  // Whose it is, a shopper is not told, and does not find out by asking.
  listFields: { ...specModel.fields, OwnerID: hidden(specModel.fields.OwnerID) },
  response: specModel,
  page: 'plain',
  status: 200,
  summary: 'Lists the specs of a product the caller can see.',
  run: async (call) => {
    const m = call.marketplace
    const productID = call.params.productID!
    const read = await readOfVisible(
      call,
      me(call),
      productID,
      listQueries(listOfSpecs(m, productID), call.list),
    )
    return page(call, read as never, true)
  },
})

const getMine = operation({
  id: 'Me.GetSpec',
  method: 'GET',
  path: '/me/products/{productID}/specs/{specID}',
  ...shopperRole,
  query: { catalogID: ref('Catalog') },
  response: specModel,
  status: 200,
  summary: 'Gets a spec of a product the caller can see.',
  run: async (call) => {
    const m = call.marketplace
    const { productID, specID } = call.params as { productID: string; specID: string }
    const specsOfOne = productSpecs(m, sql`${productID}`)
    const read = await readOfVisible(call, me(call), productID, {
      spec: { ...specsOfOne, sql: sql`${specsOfOne.sql} and t.ID = ${specID}` },
    })
    if (!read.spec[0]) throw notFound('Spec', specID)
    return showSpec(read.spec[0], true)
  },
})

export const operations = [listSpecs, listMine, getMine]
