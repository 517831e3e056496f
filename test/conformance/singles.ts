import { type CommerceRole, pathParams } from '../../src/api/operation.ts'
import { operations } from '../../src/operations.ts'
import type { Operation } from '../../src/resource/operation.ts'
import type { As } from '../support/marketplace.ts'
import { pathIn } from './requests.ts'
import type { World } from './world.ts'

type Values = Record<string, unknown>

/** Where the object of an item is read, if not below its list: from the item and the path of the list. */
const elsewhere: Record<
  string,
  { get: string; path: (item: Values, list: string, caller: Caller) => string; bySeller?: true }
> = {
  'LineItems.ListAcrossOrders': {
    get: 'LineItems.Get',
    path: ({ OrderID, ID }, list) => `/orders/${list.split('/')[2]}/${OrderID}/lineitems/${ID}`,
  },
  'Me.ListCostCenters': {
    get: 'CostCenters.Get',
    path: ({ ID }) => `/buyers/acme/costcenters/${ID}`,
    bySeller: true,
  },
  'Me.ListOrders': { get: 'Orders.Get', path: ({ ID }) => `/orders/Outgoing/${ID}` },
  'Me.ListProductCollectionEntries': { get: 'Me.GetProduct', path: ({ ID }) => `/me/products/${ID}` },
  'Me.ListUserGroups': {
    get: 'UserGroups.Get',
    path: ({ ID }, _, caller) =>
      `${{ Seller: '', Supplier: '/suppliers/northwind' }[caller as string] ?? '/buyers/acme'}/usergroups/${ID}`,
    bySeller: true,
  },
  'Orders.ListShipments': { get: 'Shipments.Get', path: ({ ID }) => `/shipments/${ID}` },
  'Products.ListSpecs': { get: 'Specs.Get', path: ({ ID }) => `/specs/${ID}`, bySeller: true },
  'Shipments.ListItems': {
    get: 'Shipments.GetItem',
    path: ({ OrderID, LineItemID }, list) => `${list}/${OrderID}/${LineItemID}`,
  },
  'Users.ListAcrossBuyers': {
    get: 'Users.Get',
    path: ({ ID, CompanyID }) => `/buyers/${CompanyID}/users/${ID}`,
  },
}

const isBelow = (path: string, list: string) => {
  const [own, above] = [path.toLowerCase(), list.toLowerCase()]
  return own.startsWith(`${above}/{`) && own.indexOf('/', above.length + 1) < 0
}

/** The operation that reads one object of a list, if there is one. */
export const singleOf = (list: Operation): Operation | undefined =>
  operations.find((o) =>
    list.id in elsewhere
      ? o.id === elsewhere[list.id]!.get
      : o.method === 'GET' &&
        !o.page &&
        isBelow(o.path, list.path) &&
        o.response?.name === list.response?.name,
  )

/** Who calls: users with every role, of each side, a shopper with few, an anonymous one, and an account of the portal. */
export type Caller = CommerceRole | 'Shopper' | 'Guest' | 'Portal'

/** Those who may call an operation at all. */
export const callersOf = (o: Operation): Caller[] =>
  o.roles === 'portal'
    ? ['Portal']
    : (['Buyer', 'Seller', 'Supplier', 'Shopper', 'Guest'] as const).filter((caller) => {
        const few = caller === 'Shopper' || caller === 'Guest'
        return (
          (!o.users || o.users.includes(few ? 'Buyer' : caller)) &&
          !(few && o.roles !== 'any' && !o.roles.includes('Shopper')) &&
          !(caller === 'Guest' && o.noGuests)
        )
      })

/** The token of a caller of the world. */
export async function tokenOf({ market, buyer, supplier, portal }: World, caller: Caller): Promise<As> {
  switch (caller) {
    case 'Buyer':
      return buyer
    case 'Seller':
      return market.seller
    case 'Supplier':
      return supplier
    case 'Shopper':
      return market.as(buyer, { roles: ['Shopper'] })
    case 'Guest':
      return market.as(buyer, { roles: ['Shopper'], order: 'addressed' })
    case 'Portal':
      return portal.account.token
  }
}

export interface Found {
  item: Values
  get: Operation
  path: string
  as: As
}

/** What the paths of lists name, as far as there is more than one of it in the world, by parameter. */
const several: Record<string, string[]> = {
  direction: ['Incoming', 'Outgoing', 'All'],
  buyerID: ['acme', 'bystander'],
  catalogID: ['industrial', 'theirs'],
  orderID: [
    'order',
    'rich',
    'shipped',
    'supplied',
    'submitted',
    'addressed',
    'completed',
    'cancelled',
    'gone',
  ],
  productID: ['rope', 'cord', 'choice', 'chosen', 'recorded', 'theirs', 'shelved'],
  variantID: ['cord-tarred'],
  shipmentID: ['parcel', 'later', 'theirs'],
  specID: ['finish', 'size', 'theirs'],
}

/** Every choice of what a path names. */
const choices = (names: string[]): Record<string, string>[] =>
  names.reduce<Record<string, string>[]>(
    (all, name) =>
      name in several ? several[name]!.flatMap((id) => all.map((one) => ({ ...one, [name]: id }))) : all,
    [{}],
  )

/** What shows all that there is, and all of it. */
function wholeQuery(list: Operation): Record<string, string> {
  const own = list.query ?? {}
  return {
    ...('includeAddress' in own ? { includeAddress: 'true' } : {}),
    ...(list.response!.name === 'Order' ? { Status: '*' } : {}),
    ...(list.list ? { pageSize: '100', depth: 'all' } : {}),
  }
}

/** Members of teams are users. */
const nameOf = (item: Values) => item.Username ?? (item.User as Values | undefined)?.Username

/** Every item that a list of the world shows a caller, and where the object is by itself. */
export async function itemsOf(world: World, list: Operation, caller: Caller): Promise<Found[]> {
  const as = await tokenOf(world, caller)
  const found: Found[] = []
  for (const params of choices(pathParams(list.path))) {
    const path = pathIn(world, list, params, wholeQuery(list))
    const { status, body } = await world.market.api('GET', path, undefined, as)
    if (status !== 200) continue
    const [bare] = path.split('?') as [string]
    for (const item of (list.page === 'array' ? body : body.Items) as Values[])
      found.push({
        item,
        get: singleOf(list)!,
        path: elsewhere[list.id]?.path(item, bare, caller) ?? `${bare}/${item.ID ?? item.Id ?? nameOf(item)}`,
        as: elsewhere[list.id]?.bySeller ? 'seller' : as,
      })
  }
  return found
}
