import { id, readOnly, text } from '../../api/field.ts'
import { envelope } from '../../api/lists/list.ts'
import { model, present } from '../../api/model.ts'
import { operation } from '../../resource/operation.ts'
import { listQueries } from '../../store/list.ts'
import { and } from '../../store/sql/sql.ts'
import { as } from '../../tables/alias.ts'
import { productSuppliers } from '../../tables/catalog/prices.ts'
import { products } from '../../tables/catalog/products.ts'
import { companies } from '../../tables/organizations/companies.ts'
import { sql } from '../../tables/sql.ts'
import { buyerPriceSchedule, showSchedule } from '../prices/shown-schedule.ts'
import { shopper } from '../visibility/audiences.ts'
import { type ShopperView, sold } from '../visibility/shopper-view.ts'
import { me, shopperRole } from './as-shopper.ts'
import { fromVisible, product, readOfVisible, visibleItems, whereVisibleByID } from './visible-products.ts'

const productSellerModel = model('ProductSeller', {
  PriceSchedule: readOnly(buyerPriceSchedule),
  ID: id(),
  Name: text(100),
})

const list = { search: ['ID', 'Name'], sort: ['Name', 'ID'], order: ['Name'] }

/** Who sells: the marketplace owner, or a supplier. */
const seller = as(companies, 't')
const c = as(companies, 'c')
const ps = as(productSuppliers, 'ps')
const p = as(products, 'o')

/** Whoever may sell a product, as a table of IDs and names. Found by their IDs: a marketplace may have many suppliers. */
const candidates = (marketplace: string, productID: string) => {
  const supplier = sql`${c.from} on ${c.here(marketplace)} and ${c.Kind} = 'Supplier' and ${c.ID}`
  return sql`(select ID, Name from companies where Marketplace = ${marketplace} and Kind = 'Seller' and ID = ${marketplace}
    union all select ${c.ID}, ${c.Name} from ${ps.from} cross join ${supplier} = ${ps.SupplierID}
      where ${ps.here(marketplace)} and ${ps.ProductID} in (${productID}, (select ParentID from products where Marketplace = ${marketplace} and ID = ${productID}))
    union select ${c.ID}, ${c.Name} from ${p.from} cross join ${supplier} in (${p.OwnerID}, ${p.DefaultSupplierID})
      where ${p.here(marketplace)} and ${p.ID} = ${productID})`
}

const listSellers = operation({
  id: 'Me.ListProductSellers',
  method: 'GET',
  path: '/me/products/{productID}/sellers',
  ...shopperRole,
  list,
  listFields: { ID: id(), Name: text(100) },
  response: productSellerModel,
  summary: 'Lists who sells a product to the caller, and at what price.',
  run: async (call) => {
    const { marketplace } = call
    const productID = call.params.productID!
    const view: ShopperView = { marketplace, shopper: me(call), seller: seller.ID }
    const { columns, whole, decode } = visibleItems(view)
    const read = await readOfVisible(call, productID, {
      ...listQueries(
        {
          spec: list,
          row: seller,
          columns: sql`${seller.ID} as SellerID, ${seller.Name} as SellerName, ${columns}`,
          // The product is the same in each row.
          whole,
          decode: (row) => ({ ID: row.SellerID, Name: row.SellerName, Schedule: decode(row).Schedule }),
          from: () =>
            fromVisible(view, {
              between: sql`cross join ${candidates(marketplace, productID)} ${sql.identifier(seller.alias)}`,
            }),
          where: and(whereVisibleByID(view), sql`${product.ID} = ${productID}`, sold(view, product, shopper)),
        },
        call.list,
      ),
    })
    return envelope(
      call.list,
      read.total[0]!.total,
      read.items.map(({ Schedule, ...seller }) =>
        present(productSellerModel, { ...seller, PriceSchedule: showSchedule(Schedule, call.now) }),
      ),
    )
  },
})

export const operations = [listSellers]
