import { expect, test } from 'vitest'
import type { Caller } from '../../api/caller.ts'
import { parseList } from '../../api/lists/list.ts'
import { parametersOf } from '../../api/lists/query.ts'
import { fieldsFor } from '../../api/withheld.ts'
import type { Env } from '../../env.ts'
import { operations } from '../../operations.ts'
import { Call } from '../call.ts'
import type { PageQuery } from '../list.ts'
import { printed } from './plan.ts'

const caller: Caller = {
  marketplace: 'market',
  client: null,
  key: 'key',
  kind: 'Seller',
  company: 'market',
  user: 'user',
  username: 'user',
  roles: ['FullAccess'],
  generation: 0,
  order: null,
  impersonator: null,
  depth: 0,
  issuedAt: 0,
  expiresAt: 0,
}
const shopper: Caller = { ...caller, kind: 'Buyer', company: 'buyer' }
const supplier: Caller = { ...caller, kind: 'Supplier', company: 'supplier' }

/** Reading stops at the first statements of a list, which tell how its page is found. */
class Planned extends Error {
  readonly page: PageQuery<unknown>
  constructor(page: PageQuery<unknown>) {
    super('planned')
    this.page = page
  }
}

/** The plan of a list's page, as text. */
async function planned(id: string, sent: string, who: Caller): Promise<string> {
  const operation = operations.find((o) => o.id === id)!
  const query = [...new URLSearchParams(sent)]
  const own = new Set(Object.keys(operation.query ?? {}).map((n) => n.toLowerCase()))
  const fields = fieldsFor(operation.listFields ?? operation.response!.fields, who.kind)
  const call = new Call(
    operation,
    {
      operation: id,
      params: { catalogID: 'catalog', buyerID: 'buyer', direction: 'Incoming' },
      query: parametersOf(operation.query ?? {}, query),
      list: parseList(operation.list!, fields, query, own),
      body: null,
      sent: null,
      caller: who,
      hookVersion: 0,
      idempotencyKey: null,
      requestID: '',
      baseUrl: '',
      now: 0,
      headers: {},
    },
    // No database: nothing is sent.
    { DB: { withSession: () => ({}) } } as unknown as Env,
  )
  call.read = async (reads) => {
    throw new Planned(reads.items as PageQuery<unknown>)
  }
  return operation.run(call as never).then(
    () => 'nothing was read',
    (error: unknown) => {
      if (error instanceof Planned) return printed(error.page.plan)
      throw error
    },
  )
}

/** The plans of a list, by what is asked of it. */
const plansOf = async (id: string, who: Caller, ...asked: string[]) =>
  Object.fromEntries(await Promise.all(asked.map(async (sent) => [sent, await planned(id, sent, who)])))

test('products of a shopper', async () => {
  expect(
    await plansOf(
      'Me.ListProducts',
      shopper,
      '',
      'page=5&pageSize=50',
      'sortBy=Name',
      'sortBy=!Name',
      'sortBy=ShipWeight',
      'sortBy=PriceSchedule.Name',
      'search=red shoe',
      'search=red shoe&sortBy=Name',
      'Name=shoe*',
      'ID=a|b',
      'DefaultSupplierID=s',
      'categoryID=shoes',
      'categoryID=shoes&sortBy=Name',
      'categoryID=shoes&search=red',
      'categoryID=shoes&Name=shoe*',
    ),
  ).toMatchInlineSnapshot(`
    {
      "": "index products_Marketplace_Live_OwnerID_Name_ID: p.OwnerID, p.Name, p.ID",
      "DefaultSupplierID=s": "keys, sorted by +p.OwnerID, +p.Name, +p.ID",
      "ID=a|b": "keys, sorted by +p.OwnerID, +p.Name, +p.ID",
      "Name=shoe*": "sort by p.OwnerID, p.Name, p.ID",
      "categoryID=shoes": "order of its own",
      "categoryID=shoes&Name=shoe*": "sort by k.Place, k.OwnerID, k.Name, k.ProductID",
      "categoryID=shoes&search=red": "search products_search, best first",
      "categoryID=shoes&sortBy=Name": "sort by p.Name, p.ID",
      "page=5&pageSize=50": "index products_Marketplace_Live_OwnerID_Name_ID: p.OwnerID, p.Name, p.ID",
      "search=red shoe": "search products_search, best first",
      "search=red shoe&sortBy=Name": "search products_search, sorted by p.Name, p.ID",
      "sortBy=!Name": "index products_Marketplace_Live_Name_ID: p.Name desc, p.ID desc",
      "sortBy=Name": "index products_Marketplace_Live_Name_ID: p.Name, p.ID",
      "sortBy=PriceSchedule.Name": "sort by ps.Name, p.ID",
      "sortBy=ShipWeight": "sort by (coalesce(p.ShipWeight, pp.ShipWeight) collate nocase), p.ID",
    }
  `)
})

test('a plain resource', async () => {
  const asked = ['', 'sortBy=!ID', 'sortBy=Name,ID', 'search=x', 'Name=x', 'ID=x', 'xp.a=1', 'sortBy=xp.a']
  expect(await plansOf('Catalogs.List', caller, ...asked)).toMatchInlineSnapshot(`
    {
      "": "index catalogs_Marketplace_OwnerID_Name_ID: t.OwnerID, t.Name, t.ID",
      "ID=x": "keys, sorted by +t.OwnerID, +t.Name, +t.ID",
      "Name=x": "sort by t.OwnerID, t.Name, t.ID",
      "search=x": "index catalogs_Marketplace_OwnerID_Name_ID: t.OwnerID, t.Name, t.ID",
      "sortBy=!ID": "index sqlite_autoindex_catalogs_1: t.ID desc",
      "sortBy=Name,ID": "index catalogs_Marketplace_Name_ID: t.Name, t.ID",
      "sortBy=xp.a": "sort by coalesce((select iif((json_type(doc.D, ?1) in ('array', 'obj…, (select iif((json_type(doc.D, ?1) in ('array', 'object') or …, t.ID",
      "xp.a=1": "sort by t.OwnerID, t.Name, t.ID",
    }
  `)
  // What a supplier may see of them is found first.
  expect(await plansOf('Catalogs.List', supplier, '', 'ID=x')).toMatchInlineSnapshot(`
    {
      "": "sort by t.OwnerID, t.Name, t.ID",
      "ID=x": "keys, sorted by +t.OwnerID, +t.Name, +t.ID",
    }
  `)
})

test('a tree', async () => {
  expect(
    await plansOf('Categories.List', caller, '', 'depth=all', 'ParentID=x', 'sortBy=Name', 'ID=x'),
  ).toMatchInlineSnapshot(`
    {
      "": "sort by tree.Path",
      "ID=x": "keys, sorted by tree.Path",
      "ParentID=x": "sort by tree.Path",
      "depth=all": "sort by tree.Path",
      "sortBy=Name": "sort by t.Name, t.ID",
    }
  `)
})

test('products as those who manage them see them', async () => {
  expect(
    await plansOf('Products.List', caller, '', 'sortBy=DateCreated', 'search=red shoe', 'BundleID=b'),
  ).toMatchInlineSnapshot(`
    {
      "": "index products_Marketplace_OwnerID_Name_ID: t.OwnerID, t.Name, t.ID",
      "BundleID=b": "keys, sorted by +t.OwnerID, +t.Name, +t.ID",
      "search=red shoe": "search products_search, best first",
      "sortBy=DateCreated": "index products_Marketplace_DateCreated_ID: t.DateCreated, t.ID",
    }
  `)
})

test('lines across orders', async () => {
  expect(
    await plansOf(
      'LineItems.ListAcrossOrders',
      caller,
      '',
      'sortBy=Order.DateSubmitted',
      'sortBy=Order.Total,Quantity',
      'OrderID=o',
      'ID=l',
      'search=x',
    ),
  ).toMatchInlineSnapshot(`
    {
      "": "index orders_Marketplace_ToCompanyID_IsSubmitted_DateSubmitted_DateCreated_ID: o.DateSubmitted, o.DateCreated, o.ID, o.rowid, l.DateAdded, l.ID",
      "ID=l": "sort by o.DateSubmitted, o.DateCreated, o.ID, o.rowid, l.DateAdded, l.ID",
      "OrderID=o": "sort by o.DateSubmitted, o.DateCreated, o.ID, o.rowid, l.DateAdded, l.ID",
      "search=x": "sort by (case when instr(lower(coalesce(l.ID, '')), ?1) > 0 then 100… desc, l.rowid",
      "sortBy=Order.DateSubmitted": "index orders_Marketplace_ToCompanyID_IsSubmitted_DateSubmitted_DateCreated_ID: o.DateSubmitted, l.rowid",
      "sortBy=Order.Total,Quantity": "sort by o.Total, l.Quantity, l.rowid",
    }
  `)
})

test('orders', async () => {
  expect(await plansOf('Orders.List', caller, '', 'search=x', 'sortBy=Total', 'ID=o')).toMatchInlineSnapshot(`
    {
      "": "index orders_Marketplace_ToCompanyID_IsSubmitted_DateSubmitted_DateCreated_ID: o.DateSubmitted, o.DateCreated, o.ID",
      "ID=o": "keys, sorted by +o.DateSubmitted, +o.DateCreated, +o.ID",
      "search=x": "search orders_search, best first",
      "sortBy=Total": "sort by o.Total, o.ID",
    }
  `)
})

test('users', async () => {
  expect(
    await plansOf('Users.List', caller, '', 'search=x', 'sortBy=LastName', 'Email=x', 'ID=u'),
  ).toMatchInlineSnapshot(`
    {
      "": "index users_Marketplace_Kind_Company_LastName_FirstName_ID: t.LastName, t.FirstName, t.ID",
      "Email=x": "sort by t.LastName, t.FirstName, t.ID",
      "ID=u": "keys, sorted by +t.LastName, +t.FirstName, +t.ID",
      "search=x": "index users_Marketplace_Kind_Company_LastName_FirstName_ID: t.LastName, t.FirstName, t.ID",
      "sortBy=LastName": "index users_Marketplace_Kind_Company_LastName_ID: t.LastName, t.ID",
    }
  `)
  expect(await plansOf('Users.ListAcrossBuyers', caller, '', 'ID=u')).toMatchInlineSnapshot(`
    {
      "": "index users_Marketplace_Kind_LastName_FirstName_ID: t.LastName, t.FirstName, t.ID",
      "ID=u": "keys, sorted by +t.LastName, +t.FirstName, +t.ID",
    }
  `)
})
