import { sql } from 'drizzle-orm'
import { id, object, readOnly, text } from '../../api/field.ts'
import { envelope } from '../../api/lists/list.ts'
import { model, present } from '../../api/model.ts'
import { operation } from '../../resource/operation.ts'
import { listQueries } from '../../store/list.ts'
import { and } from '../../store/sql/sql.ts'
import { as } from '../../tables/alias.ts'
import { companies } from '../../tables/organizations/companies.ts'
import { priceScheduleModel } from '../prices/price-schedules.ts'
import { sold, type View } from '../visibility/view.ts'
import { me, shopperRole } from './browsing.ts'
import { showSchedule } from './shopping.ts'
import {
  decodeVisible,
  fromVisible,
  readOfVisible,
  visibleColumns,
  whereVisibleByID,
} from './visible-products.ts'

const productSellerModel = model('ProductSeller', {
  PriceSchedule: readOnly(object('PriceSchedule', priceScheduleModel.fields)),
  ID: id(),
  Name: text(100),
})

const list = { search: ['ID', 'Name'], sort: ['Name', 'ID'], order: ['Name'] }

const listSellers = operation({
  id: 'Me.ListProductSellers',
  method: 'GET',
  path: '/me/products/{productID}/sellers',
  ...shopperRole,
  list,
  listFields: { ID: id(), Name: text(100) },
  response: productSellerModel,
  page: 'plain',
  status: 200,
  summary: 'Lists who sells a product to the caller, and at what price.',
  run: async (call) => {
    const m = call.marketplace
    const productID = call.params.productID!
    const view: View = { marketplace: m, shopper: me(call), seller: sql`t.ID` }
    // Found by their IDs: a marketplace may have many suppliers.
    const candidates = sql`(select ID, Name from companies where Marketplace = ${m} and Kind = 'Seller' and ID = ${m}
      union all select c.ID, c.Name from product_suppliers ps cross join companies c on c.Marketplace = ${m} and c.Kind = 'Supplier' and c.ID = ps.SupplierID
        where ps.Marketplace = ${m} and ps.ProductID in (${productID}, (select ParentID from products where Marketplace = ${m} and ID = ${productID}))
      union select c.ID, c.Name from products o cross join companies c on c.Marketplace = ${m} and c.Kind = 'Supplier' and c.ID in (o.OwnerID, o.DefaultSupplierID)
        where o.Marketplace = ${m} and o.ID = ${productID})`
    const read = await readOfVisible(call, me(call), productID, {
      ...listQueries(
        {
          spec: list,
          columns: sql`t.ID as SellerID, t.Name as SellerName, ${visibleColumns(view)}`,
          decode: (row) => ({ ID: row.SellerID, Name: row.SellerName, ...pick(decodeVisible(row)) }),
          from: () => fromVisible(view, { between: sql`cross join ${candidates} t` }),
          where: and(whereVisibleByID(view), sql`p.ID = ${productID}`, sold(view)),
          row: as(companies, 't'),
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

const pick = ({ Schedule }: ReturnType<typeof decodeVisible>) => ({ Schedule })

export const operations = [listSellers]
