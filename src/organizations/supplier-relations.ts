import { id, text } from '../api/field.ts'
import { model } from '../api/model.ts'
import { operation } from '../resource/operation.ts'
import type { Call } from '../store/call.ts'
import { commit } from '../store/commit.ts'
import { existence, type Fact, relyOnThese, these } from '../store/fact.ts'
import { listPage } from '../store/list.ts'
import { insert, remove } from '../store/rows.ts'
import { and } from '../store/sql/sql.ts'
import { as } from '../tables/alias.ts'
import { companies } from '../tables/organizations/companies.ts'
import { supplierBuyers } from '../tables/organizations/supplier-relations.ts'
import { type SQL, sql } from '../tables/sql.ts'

/** Whether a company sells to a buyer: the marketplace owner, and suppliers open to all or related to the buyer. */
export const sellsTo = (alias: string, marketplace: string, buyer: SQL) =>
  sql`(${sql.identifier(alias)}.Kind = 'Seller' or (${sql.identifier(alias)}.Kind = 'Supplier' and (${sql.identifier(alias)}.AllBuyersCanOrder = 1
    or exists (select 1 from supplier_buyers sb where sb.Marketplace = ${marketplace}
      and sb.SupplierID = ${sql.identifier(alias)}.ID and sb.BuyerID = ${buyer}))))`

const named = { ID: id(), Name: text(100) }
const buyerSupplier = model('BuyerSupplier', named)
const supplierBuyer = model('SupplierBuyer', named)

const list = { search: ['ID', 'Name'], sort: ['Name', 'ID'], order: ['Name'] }
const read = { method: 'GET', list } as const

/** The organisations a path names, which must exist. */
const inPath = (call: Call, kinds: ('Buyer' | 'Supplier')[]): Fact<unknown>[] =>
  kinds.map((Kind) => {
    const ID = call.params[Kind === 'Buyer' ? 'buyerID' : 'supplierID']!
    return existence(companies, call.marketplace, { Kind, ID }, { type: Kind, id: ID })
  })

const page = (call: Call, from: SQL, where: SQL, above: Fact<unknown>[]) =>
  listPage(call, {
    columns: sql`t.ID, t.Name`,
    decode: (row) => row,
    from: () => from,
    where,
    row: as(companies, 't'),
    show: (row) => row,
    above,
  })

/** The marketplace owner and the suppliers a buyer may order from: the valid `ToCompanyID`s of its orders. */
const sellersOf = (call: Call, buyerID: string, above: Fact<unknown>[]) =>
  page(
    call,
    sql`companies t`,
    and(sql`t.Marketplace = ${call.marketplace}`, sellsTo('t', call.marketplace, sql`${buyerID}`)),
    above,
  )

const listSellers = operation({
  ...read,
  id: 'Buyers.ListBuyerSellers',
  path: '/buyers/{buyerID}/sellers',
  roles: ['BuyerAdmin', 'BuyerReader'],
  response: buyerSupplier,
  summary: 'Lists the sellers a buyer may order from.',
  run: (call) => sellersOf(call, call.params.buyerID!, inPath(call, ['Buyer'])),
})

const listMySellers = operation({
  ...read,
  id: 'Me.ListBuyerSellers',
  path: '/me/sellers',
  roles: ['Shopper'],
  users: ['Buyer'],
  response: buyerSupplier,
  summary: 'Lists the sellers the caller may order from.',
  run: (call) => sellersOf(call, call.caller.company, inPath(call, [])),
})

const listBuyers = operation({
  ...read,
  id: 'Suppliers.ListBuyers',
  path: '/suppliers/{supplierID}/buyers',
  roles: ['SupplierAdmin', 'SupplierReader'],
  users: ['Seller', 'Supplier'],
  response: supplierBuyer,
  summary: 'Lists the buyers a supplier is related to.',
  run: (call) =>
    page(
      call,
      sql`supplier_buyers sb join companies t on t.Marketplace = sb.Marketplace and t.Kind = 'Buyer' and t.ID = sb.BuyerID`,
      sql`sb.Marketplace = ${call.marketplace} and sb.SupplierID = ${call.params.supplierID}`,
      inPath(call, ['Supplier']),
    ),
})

/** Who may order from whom is the marketplace owner's decision. */
const write = {
  path: '/suppliers/{supplierID}/buyers/{buyerID}',
  roles: ['SupplierAdmin'],
  users: ['Seller'],
} as const

/** Writes a relation anew, or not at all. */
async function relate(call: Call, related: boolean) {
  const { both } = await call.read({ both: inPath(call, ['Supplier', 'Buyer']) })
  if (related) relyOnThese(call, both)
  else these(both)
  const row = { SupplierID: call.params.supplierID, BuyerID: call.params.buyerID }
  await commit(call, [
    remove(supplierBuyers, call.marketplace, row),
    ...(related ? [insert(supplierBuyers, call.marketplace, row)] : []),
  ])
}

const saveBuyer = operation({
  ...write,
  id: 'Suppliers.SaveBuyer',
  method: 'PUT',
  summary: 'Lets a buyer order from a supplier.',
  run: (call) => relate(call, true),
})

const deleteBuyer = operation({
  ...write,
  id: 'Suppliers.DeleteBuyer',
  method: 'DELETE',
  summary: 'Ends the relation of a buyer to a supplier.',
  run: (call) => relate(call, false),
})

export const operations = [listSellers, listMySellers, listBuyers, saveBuyer, deleteBuyer]
