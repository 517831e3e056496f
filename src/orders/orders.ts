import { type SQL, sql } from 'drizzle-orm'
import { hasRole } from '../api/caller.ts'
import { fail, invalid, notFound } from '../api/errors.ts'
import { list, object, ref, text } from '../api/field.ts'
import type { Property } from '../api/filter.ts'
import { envelope, type ListSpec } from '../api/list.ts'
import { operation } from '../api/operation.ts'
import { and, plain } from '../api/sql.ts'
import { idExists } from '../api/table.ts'
import { parseMoment } from '../api/time.ts'
import { sellsTo } from '../organizations/companies.ts'
import type { Call } from '../store/call.ts'
import { patched } from '../store/crud.ts'
import { listQueries } from '../store/list.ts'
import { at, insert, type Write } from '../store/rows.ts'
import {
  directionOf,
  inDirection,
  orderKey,
  orderLock,
  refuseSuppliers,
  requireChange,
  visibleOrders,
} from './access.ts'
import {
  decodeOrder,
  findOrder,
  type LineRow,
  loadOrder,
  type OrderRow,
  orderColumns,
  orderFrom,
  writeOrder,
} from './load.ts'
import { onlyAddress, ownerAddresses, requireAddress, userOfOrder } from './owner-addresses.ts'
import { lineItemModel, orderModel, showOrder } from './present.ts'
import { orders } from './tables.ts'
import { totals } from './totals.ts'
import { worldOf } from './worlds.ts'

type Values = Record<string, unknown>

/** How every list of orders is searched and sorted. */
export const orderList: ListSpec = {
  search: ['ID', 'FromCompanyID', 'ToCompanyID', 'Comments'],
  sort: [
    'DateSubmitted',
    'DateCreated',
    'ID',
    'FromCompanyID',
    'ToCompanyID',
    'FromUserID',
    'Status',
    'DateApproved',
    'DateDeclined',
    'DateCanceled',
    'DateCompleted',
    'LastUpdated',
    'Subtotal',
    'ShippingCost',
    'TaxCost',
    'Gratuity',
    'Fees',
    'PromotionDiscount',
    'Total',
    'IsSubmitted',
  ],
  order: ['DateSubmitted', 'DateCreated'],
  indexed: [],
  searchType: true,
}

/** Filters also reach into the lines. */
export const orderListFields = {
  ...orderModel.fields,
  LineItems: list(object('LineItem', lineItemModel.fields)),
}

const DEFAULT_ORDER = 'DateSubmitted,DateCreated,ID'

/** Where the properties of an order stand that are not columns of their own name. */
function locate(p: Property): SQL | undefined {
  const [head, ...below] = p.name.split('.')
  const name = below.join('.')
  if (head === 'ShippingAddressID') return sql`iif(o.ShippingDiffers, null, o.ShippingAddressID)`
  if (head === 'LineItems')
    return sql`(select json_group_array(json_object('ID', l.ID, 'ProductID', l.ProductID, 'Quantity', l.Quantity, 'SupplierID', l.SupplierID,
      'CostCenter', l.CostCenter, 'Product', json(l.Product), 'xp', json(l.xp))) from line_items l where l.Marketplace = o.Marketplace and l.OrderKey = o.Key)`
  if (head !== 'FromUser' && head !== 'BillingAddress') return undefined
  const [copy, live] = head === 'FromUser' ? ['FromUserCopy', 'u'] : ['BillingAddress', 'ba']
  if (!name) return at('o', copy!)
  if (p.free) return sql`coalesce(json_extract(${at('o', copy!)}, '$.xp'), ${at(live!, 'xp')})`
  return sql`(coalesce(json_extract(${at('o', copy!)}, ${`$.${name}`}), ${at(live!, name === 'CompanyID' ? 'Company' : name)}) collate nocase)`
}

function momentOf(call: Call<unknown>, name: 'from' | 'to'): string | null {
  const sent = call.query[name] as string | null
  if (!sent) return null
  const moment = parseMoment(sent, true)
  if (!moment) throw fail('List.InvalidType', `${name} is no date.`, { Property: name, Value: sent })
  return moment
}

/** A page of orders: whose, and which index serves them. */
export async function listOrders(call: Call<unknown>, whose: SQL, index: { prefix: string[] }) {
  const world = worldOf(call.list.filters)
  const from = momentOf(call, 'from')
  const to = momentOf(call, 'to')
  const read = await call.read(
    listQueries(
      {
        spec: orderList,
        columns: orderColumns(),
        decode: decodeOrder,
        from: (hint) => orderFrom(call.marketplace, hint),
        where: and(
          sql`o.Marketplace = ${call.marketplace}`,
          whose,
          sql`o.IsSubmitted = ${world === 'Submitted' ? 1 : 0}`,
          from ? sql`o.DateCreated >= ${from}` : undefined,
          to ? sql`o.DateCreated <= ${to}` : undefined,
        ),
        alias: 'o',
        key: 'ID',
        locate,
        indexFor: (order) =>
          order.join() === DEFAULT_ORDER
            ? orders.index([...index.prefix, 'IsSubmitted', ...order])
            : undefined,
      },
      call.list,
    ),
  )
  return envelope(
    call.list,
    read.total[0]!.total,
    read.items.map((row) => showOrder(row as OrderRow)),
  )
}

const dateParams = { from: text(50), to: text(50) }

const listAll = operation({
  id: 'Orders.List',
  method: 'GET',
  path: '/orders/{direction}',
  roles: ['OrderAdmin', 'OrderReader'],
  query: { buyerID: ref('Buyer'), supplierID: ref('Supplier'), ...dateParams },
  list: orderList,
  listFields: orderListFields,
  response: orderModel,
  page: 'plain',
  status: 200,
  summary: 'Lists orders from the caller’s side: submitted ones unless a filter asks for others.',
  run: (call) => {
    const direction = directionOf(call.params.direction)
    const { caller } = call
    const { buyerID, supplierID } = call.query as Record<string, string | null>
    const prefix =
      caller.kind === 'Buyer'
        ? ['FromCompanyID']
        : caller.kind === 'Supplier' || direction === 'Incoming'
          ? ['ToCompanyID']
          : []
    return listOrders(
      call,
      and(
        inDirection(caller, direction),
        visibleOrders(caller),
        buyerID ? sql`o.FromCompanyID = ${buyerID}` : undefined,
        supplierID ? sql`o.ToCompanyID = ${supplierID}` : undefined,
      ),
      { prefix },
    )
  },
})

const listMine = operation({
  id: 'Me.ListOrders',
  method: 'GET',
  path: '/me/orders',
  roles: ['Shopper'],
  users: ['Buyer'],
  query: dateParams,
  list: orderList,
  listFields: orderListFields,
  response: orderModel,
  page: 'plain',
  status: 200,
  summary: 'Lists the caller’s own orders: submitted ones unless a filter asks for others.',
  run: (call) =>
    listOrders(
      call,
      and(
        sql`o.FromUserKey = ${call.caller.key}`,
        call.caller.order === null ? undefined : sql`o.ID = ${call.caller.order}`,
      ),
      { prefix: ['FromUserKey'] },
    ),
})

const get = operation({
  id: 'Orders.Get',
  method: 'GET',
  path: '/orders/{direction}/{orderID}',
  roles: ['OrderAdmin', 'Shopper', 'OrderReader'],
  response: orderModel,
  status: 200,
  summary: 'Gets an order.',
  run: async (call) => {
    const { direction, orderID } = call.params
    const key = orderKey(call.caller, directionOf(direction), orderID!)
    const read = await call.read({
      order: {
        sql: sql`select ${orderColumns()} from ${orderFrom(call.marketplace)} where o.Marketplace = ${call.marketplace} and o.Key = ${key}`,
        decode: decodeOrder,
      },
    })
    if (!read.order[0]) throw notFound('Order', orderID)
    return showOrder(read.order[0])
  },
})

/** Who an order is from and to, as direction, caller and body say. */
function partiesOf(call: Call<unknown>, body: Values) {
  const { caller } = call
  const direction = directionOf(call.params.direction)
  refuseSuppliers(caller)
  if (caller.kind === 'Buyer') {
    if (direction === 'Incoming')
      throw fail('Auth.UserNotAuthorizedToAdmin', 'Buyer users have no incoming orders.')
    return {
      Leg: 'Buyer',
      FromCompanyID: caller.company,
      FromUserID: caller.user,
      ToCompanyID: (body.ToCompanyID as string) ?? call.marketplace,
    }
  }
  if (direction === 'Outgoing') {
    if (!body.ToCompanyID)
      throw invalid({ property: 'ToCompanyID', rule: 'Required', message: 'ToCompanyID is required.' })
    return {
      Leg: 'Seller',
      FromCompanyID: call.marketplace,
      FromUserID: caller.user,
      ToCompanyID: body.ToCompanyID as string,
    }
  }
  if (!body.FromCompanyID || !body.FromUserID)
    throw fail(
      'Order.CreateIncomingRequiresFromUser',
      'An order on behalf of a buyer needs FromCompanyID and FromUserID.',
    )
  return {
    Leg: 'Buyer',
    FromCompanyID: body.FromCompanyID as string,
    FromUserID: body.FromUserID as string,
    ToCompanyID: (body.ToCompanyID as string) ?? call.marketplace,
  }
}

/** Reads for a new order: its user, the seller, and the addresses it may use. */
function creationReads(call: Call<unknown>, body: Values) {
  const m = call.marketplace
  const parties = partiesOf(call, body)
  const kind = parties.Leg === 'Buyer' ? 'Buyer' : 'Seller'
  return {
    parties,
    queries: {
      owner:
        plain<Values>(sql`select u.*, o.Active CompanyActive from users u join companies o on o.Marketplace = u.Marketplace and o.Kind = u.Kind and o.ID = u.Company
        where u.Marketplace = ${m} and u.Kind = ${kind} and u.Company = ${parties.FromCompanyID} and u.ID = ${parties.FromUserID}`),
      seller:
        plain<Values>(sql`select c.ID from companies c where c.Marketplace = ${m} and c.ID = ${parties.ToCompanyID}
        and (${kind} = 'Seller' and c.Kind = 'Supplier' or ${kind} = 'Buyer' and ${sellsTo('c', m, sql`${parties.FromCompanyID}`)})`),
      addresses: ownerAddresses(
        { marketplace: m, company: sql`${parties.FromCompanyID}`, user: sql`${parties.FromUserID}` },
        [body.BillingAddressID as string, body.ShippingAddressID as string],
        true,
      ),
      taken: plain<{ found: number }>(
        sql`select exists (select 1 from orders where Marketplace = ${m} and FromUserKey = ${call.caller.key} and ID = ${call.caller.order}) found`,
      ),
    },
  }
}

type CreationRead = {
  owner: Values[]
  seller: Values[]
  addresses: Parameters<typeof requireAddress>[0]
  taken: { found: number }[]
}

async function createOrder(
  call: Call<unknown>,
  body: Values,
  wantedID: string | null,
  parties: ReturnType<typeof partiesOf>,
  read: CreationRead,
) {
  const { caller, marketplace: m } = call
  const owner = read.owner[0]
  if (!owner)
    throw parties.Leg === 'Buyer'
      ? fail('Buyer.UserNotFound', `User "${parties.FromUserID}" was not found.`, {
          ObjectType: 'User',
          ObjectID: parties.FromUserID,
        })
      : notFound('User', parties.FromUserID)
  const seller = read.seller[0]
  if (!seller) throw notFound('Supplier', parties.ToCompanyID)
  if (caller.order !== null && read.taken[0]?.found)
    throw invalid({ property: 'ID', rule: 'Unique', message: 'An anonymous shopper has one order only.' })
  checkCosts(call, body, { ShippingCost: 0, TaxCost: 0 })
  // An anonymous shopper's token names the one order it may write.
  const ID = caller.order ?? (await call.id(wantedID))
  const address = (name: 'BillingAddressID' | 'ShippingAddressID', use: 'Billing' | 'Shipping') =>
    body[name]
      ? requireAddress(read.addresses, body[name] as string, use, caller, owner.Key as string).ID
      : onlyAddress(read.addresses, use)
  const costs = {
    ShippingCost: body.ShippingCost as number,
    TaxCost: body.TaxCost as number,
    Gratuity: body.Gratuity as number,
    Fees: 0,
    PromotionDiscount: 0,
  }
  const row: Values = {
    ...costs,
    ...totals([], costs),
    ...parties,
    ID,
    ToCompanyID: seller.ID,
    Key: call.newID(),
    FromUserKey: owner.Key,
    FromCompanyID: owner.Company,
    FromUserID: owner.ID,
    BillingAddressID: address('BillingAddressID', 'Billing'),
    ShippingAddressID: address('ShippingAddressID', 'Shipping'),
    Comments: body.Comments,
    xp: body.xp,
    Status: 'Unsubmitted',
    IsSubmitted: false,
    DateCreated: call.now,
    LastUpdated: call.now,
    ShippingDiffers: false,
    CompletedByHand: false,
    PricingVersion: 1,
  }
  const billing = read.addresses.find((a) => a.ID === row.BillingAddressID) ?? null
  const shownOwner = {
    ...owner,
    Active: owner.Active === 1,
    xp: typeof owner.xp === 'string' ? JSON.parse(owner.xp) : null,
  }
  const answer = showOrder({
    ...row,
    FromUserCopy: null,
    BillingAddress: null,
    Owner: shownOwner,
    LiveBilling: billing,
  } as unknown as OrderRow)
  await call.commit({
    statements: [
      insert(orders, m, row),
      // The organisation and the user must still be there: orders hold no foreign keys to them.
      { guard: sql`exists (select 1 from users where Marketplace = ${m} and Key = ${owner.Key as string})` },
    ],
    answer,
    conflict: { table: orders.name, error: idExists('Order', ID) },
  })
  return answer
}

/** Shipping and tax are set by those who may override them; repeating the present value is no override. */
function checkCosts(
  call: Call<unknown>,
  body: Values,
  present: { ShippingCost: number; TaxCost: number },
): void {
  if (
    'ShippingCost' in body &&
    body.ShippingCost !== present.ShippingCost &&
    !hasRole(call.caller, 'OverrideShipping')
  )
    throw fail('Order.OverrideShippingPermission', 'Setting ShippingCost needs the role OverrideShipping.')
  if ('TaxCost' in body && body.TaxCost !== present.TaxCost && !hasRole(call.caller, 'OverrideTax'))
    throw fail('Order.OverrideTaxPermission', 'Setting TaxCost needs the role OverrideTax.')
}

const create = operation({
  id: 'Orders.Create',
  method: 'POST',
  path: '/orders/{direction}',
  roles: ['OrderAdmin', 'Shopper'],
  body: { model: orderModel },
  response: orderModel,
  status: 201,
  creates: true,
  summary: 'Creates an order.',
  run: async (call) => {
    const body = call.body as Values
    const { parties, queries } = creationReads(call, body)
    const read = await call.read(queries)
    return createOrder(call, body, body.ID as string, parties, read as never)
  },
})

/** Which group of rules governs each property. */
const groups = {
  ID: 'id',
  Comments: 'notes',
  xp: 'notes',
  BillingAddressID: 'address',
  ShippingAddressID: 'address',
  ShippingCost: 'cost',
  TaxCost: 'cost',
  Gratuity: 'cost',
} as const

/** Properties whose change voids what a customer's server calculated. */
const PRICED = ['ShippingCost', 'TaxCost', 'Gratuity', 'ShippingAddressID', 'xp']

type OrderAddresses = Parameters<typeof requireAddress>[0]

/** Writes an order as it comes to be: checks each property that changes, carries addresses to the lines. */
async function changeOrder(
  call: Call<unknown>,
  order: OrderRow,
  lines: LineRow[],
  addresses: OrderAddresses,
  after: Values,
) {
  const { caller, marketplace: m } = call
  const shownShipping = order.ShippingDiffers ? null : order.ShippingAddressID
  const before: Values = { ...order, ShippingAddressID: shownShipping }
  const changed = Object.keys(groups).filter(
    (name) => JSON.stringify(before[name] ?? null) !== JSON.stringify(after[name] ?? null),
  ) as (keyof typeof groups)[]
  for (const name of changed) requireChange(groups[name], order, caller, name)
  checkCosts(call, after, order)
  const changes: Values = {}
  for (const name of changed) changes[name] = after[name]
  const statements: Write[] = []
  if (changed.includes('ID')) {
    changes.ID = await call.id(after.ID as string)
  }
  let shownLines = lines
  if (changed.includes('BillingAddressID')) {
    changes.BillingAddressID = after.BillingAddressID
      ? requireAddress(addresses, after.BillingAddressID as string, 'Billing', caller, order.FromUserKey).ID
      : null
    changes.BillingAddress = null
  }
  if (changed.includes('ShippingAddressID')) {
    const id = after.ShippingAddressID
      ? requireAddress(addresses, after.ShippingAddressID as string, 'Shipping', caller, order.FromUserKey).ID
      : null
    Object.assign(changes, { ShippingAddressID: id, ShippingAddress: null, ShippingDiffers: false })
    statements.push({
      sql: sql`update line_items set ShippingAddressID = ${id}, ShippingAddress = null where Marketplace = ${m} and OrderKey = ${order.Key}`,
    })
    shownLines = lines.map((l) => ({ ...l, ShippingAddressID: id, ShippingAddress: null }))
  }
  if (changed.some((name) => PRICED.includes(name))) changes.PricingVersion = order.PricingVersion + 1
  const wanted = { ...order, ...changes } as OrderRow
  Object.assign(changes, totals(shownLines, wanted))
  const answer = showOrder({
    ...wanted,
    ...changes,
    LastUpdated: call.now,
    LiveBilling: billingOf(wanted, addresses),
  } as OrderRow)
  await call.commit({
    statements: [writeOrder(call, order, changes), ...statements],
    answer,
    conflict: { table: orders.name, error: idExists('Order', wanted.ID) },
  })
  return answer
}

const billingOf = (order: OrderRow, addresses: OrderAddresses) =>
  order.BillingAddressID === null
    ? null
    : (addresses.find((a) => a.ID === order.BillingAddressID) ?? order.LiveBilling)

const patch = operation({
  id: 'Orders.Patch',
  method: 'PATCH',
  path: '/orders/{direction}/{orderID}',
  roles: ['OrderAdmin', 'Shopper'],
  lock: orderLock,
  body: { model: orderModel, partial: true },
  response: orderModel,
  status: 200,
  summary: 'Changes the properties sent of an order.',
  run: async (call) => {
    const body = call.body as Values
    const { order, lines, read } = await loadOrder(call, (key) => ({
      addresses: ownerAddresses(
        userOfOrder(call.marketplace, key),
        [body.BillingAddressID as string, body.ShippingAddressID as string],
        false,
      ),
    }))
    const shown = { ...order, ShippingAddressID: order.ShippingDiffers ? null : order.ShippingAddressID }
    return changeOrder(call, order, lines, read.addresses, patched(orderModel, shown, body))
  },
})

const save = operation({
  id: 'Orders.Save',
  method: 'PUT',
  path: '/orders/{direction}/{orderID}',
  roles: ['OrderAdmin', 'Shopper'],
  lock: orderLock,
  body: { model: orderModel },
  response: orderModel,
  status: 200,
  summary: 'Creates or replaces an order.',
  run: async (call) => {
    const body = call.body as Values
    const creation = tentative(() => creationReads(call, body))
    const { order, lines, read } = await findOrder(call, (key) => ({
      ...(creation.value?.queries ?? ({} as Record<string, never>)),
      own: ownerAddresses(
        userOfOrder(call.marketplace, key),
        [body.BillingAddressID as string, body.ShippingAddressID as string],
        false,
      ),
    }))
    if (!order) {
      if (!creation.value) throw creation.error
      return createOrder(
        call,
        body,
        (body.ID as string) || call.params.orderID!,
        creation.value.parties,
        read as never,
      )
    }
    // A cost the caller may not set keeps its value when it is left out.
    const cost = (name: 'ShippingCost' | 'TaxCost', role: string) =>
      hasRole(call.caller, role) || name in (call.input.sent as Values) ? body[name] : order[name]
    const costs = {
      ShippingCost: cost('ShippingCost', 'OverrideShipping'),
      TaxCost: cost('TaxCost', 'OverrideTax'),
    }
    return changeOrder(call, order, lines, read.own, {
      ...order,
      ...body,
      ...costs,
      ID: (body.ID as string) || order.ID,
    })
  },
})

/** What creating would need, or why it cannot be: that matters only if there is nothing to replace. */
function tentative<T>(of: () => T): { value: T; error?: never } | { value?: never; error: unknown } {
  try {
    return { value: of() }
  } catch (error) {
    return { error }
  }
}

export const operations = [listAll, listMine, get, create, save, patch]
