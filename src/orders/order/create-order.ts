import { type ApiError, fail, invalid, notFound } from '../../api/errors.ts'
import type { BodyOf } from '../../api/model.ts'
import { sellsTo } from '../../organizations/supplier-relations.ts'
import type { Call } from '../../store/call.ts'
import { type Fact, type Results, rely, relyOnAll, standing } from '../../store/fact.ts'
import { selectList } from '../../store/rows.ts'
import { plain, type StoredRow } from '../../store/sql/sql.ts'
import { at } from '../../tables/columns.ts'
import { orders } from '../../tables/orders/orders.ts'
import { currencyOf, userParty } from '../../tables/organizations/party-locale.ts'
import { users } from '../../tables/organizations/users.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { decodeRow } from '../../tables/table.ts'
import { type Decided, write } from '../operation/on-order.ts'
import { directionOf } from '../operation/order-visibility.ts'
import { blankRow } from '../state/new-rows.ts'
import { type OrderOwner, type OrderRow, ownerColumns } from '../state/order-state.ts'
import { refuseSuppliers } from '../state/permissions.ts'
import type { orderModel } from '../state/shown-order.ts'
import { shownAddress } from '../state/shown-parts.ts'
import { checkCosts } from './change-order.ts'
import { onlyAddress, ownerAddresses, requireAddress, type Use } from './usable-by-owner.ts'

/** An order as it is sent. */
export type OrderBody = BodyOf<typeof orderModel>
type CallToCreate = Pick<Call<OrderBody>, 'caller' | 'params' | 'body' | 'marketplace'>

/** Who an order is from and to. */
export type Parties = Pick<OrderRow, 'Leg' | 'FromCompanyID' | 'FromUserID'> & { ToCompanyID: string }

/**
 * Who a new order is from and to, as direction, caller and body say.
 * @throws ApiError where the caller may create none in this direction, or does not say for whom
 */
export function partiesOf({ caller, params, body, marketplace }: CallToCreate): Parties {
  const direction = directionOf(params.direction)
  refuseSuppliers(caller)
  const ToCompanyID = body.ToCompanyID ?? marketplace
  if (caller.kind === 'Buyer') {
    if (direction === 'Incoming')
      throw fail('Auth.UserNotAuthorizedToAdmin', 'Buyer users have no incoming orders.')
    return { Leg: 'Buyer', FromCompanyID: caller.company, FromUserID: caller.user, ToCompanyID }
  }
  if (direction === 'Outgoing') {
    if (!body.ToCompanyID) throw invalid('ToCompanyID', 'Required', 'ToCompanyID is required.')
    return { Leg: 'Seller', FromCompanyID: marketplace, FromUserID: caller.user, ToCompanyID }
  }
  if (!body.FromCompanyID || !body.FromUserID)
    throw fail(
      'Order.CreateIncomingRequiresFromUser',
      'An order on behalf of a buyer needs FromCompanyID and FromUserID.',
    )
  return { Leg: 'Buyer', FromCompanyID: body.FromCompanyID, FromUserID: body.FromUserID, ToCompanyID }
}

/** The user of a new order, with the currency it will be in. */
export interface NewOwner extends OrderOwner {
  Key: string
  Currency: string | null
}

/** Columns of a user `u` as that of a new order. */
export const newOwnerColumns = selectList(
  () =>
    sql`${sql.list(['Key', ...ownerColumns].map((name) => at('u', name)))}, ${currencyOf(userParty('u'))} as Currency`,
)

/** A row that has them. */
export const decodeNewOwner = (row: StoredRow): NewOwner => ({
  ...decodeRow(users, row),
  Currency: typeof row.Currency === 'string' ? row.Currency : null,
})

/** The user of a new order, who must still be there: orders hold no foreign key to them. */
export const ownerOf = (marketplace: string, { Leg, FromCompanyID, FromUserID }: Parties) =>
  ownerWhere(
    marketplace,
    sql`u.Kind = ${Leg} and u.Company = ${FromCompanyID} and u.ID = ${FromUserID}`,
    Leg === 'Buyer'
      ? fail('Buyer.UserNotFound', `User "${FromUserID}" was not found.`, {
          ObjectType: 'User',
          ObjectID: FromUserID,
        })
      : notFound('User', FromUserID),
  )

/** The same, found by a condition over `u`. */
export const ownerWhere = (marketplace: string, which: SQL, missing: ApiError): Fact<NewOwner> => ({
  sql: sql`select ${newOwnerColumns()} from users u join companies o on o.Marketplace = u.Marketplace and o.Kind = u.Kind and o.ID = u.Company
    where u.Marketplace = ${marketplace} and ${which}`,
  decode: decodeNewOwner,
  missing,
  // By its key, and as the order names it: neither is a foreign key.
  holds: ([owner]) =>
    sql`exists (select 1 from users where Marketplace = ${marketplace} and Key = ${owner!.Key}
      and Company = ${owner!.Company} and ID = ${owner!.ID})`,
})

/** Who the order goes to: the seller, or a supplier that sells to the buyer, and does so still. */
export function sellerOf(
  marketplace: string,
  { Leg, FromCompanyID, ToCompanyID }: Record<'Leg' | 'FromCompanyID' | 'ToCompanyID', string | SQL | null>,
): Fact<{ ID: string }> {
  const seller = sql`select c.ID from companies c where c.Marketplace = ${marketplace} and c.Kind in ('Seller', 'Supplier') and c.ID = ${ToCompanyID}
    and (${Leg} = 'Seller' and c.Kind = 'Supplier' or ${Leg} = 'Buyer' and ${sellsTo('c', marketplace, sql`${FromCompanyID}`)})`
  return standing(plain(seller), notFound('Supplier', typeof ToCompanyID === 'string' ? ToCompanyID : null))
}

/** Reads for a new order: its user, the seller, and the addresses it may use. */
export function creationReads({ body, caller, marketplace }: CallToCreate, parties: Parties) {
  return {
    owner: ownerOf(marketplace, parties),
    seller: sellerOf(marketplace, parties),
    creating: ownerAddresses(
      {
        marketplace,
        company: sql`${parties.FromCompanyID}`,
        user: sql`${parties.FromUserID}`,
        order: sql`${caller.order}`,
      },
      [body.BillingAddressID, body.ShippingAddressID],
      true,
    ),
    taken: plain<{ found: number }>(
      sql`select exists (select 1 from orders where Marketplace = ${marketplace} and Leg = 'Buyer' and ID = ${caller.order} and FromUserKey = ${caller.key}) found`,
    ),
  }
}

export type CreationRead = Results<ReturnType<typeof creationReads>>

/** An anonymous shopper has begun the order of their token before. */
export const oneOrderOnly = () => invalid('ID', 'Unique', 'An anonymous shopper has one order only.')

/** What a new order says of itself beside what it is begun with. */
type Begun =
  | 'ID'
  | 'Leg'
  | 'FromUserKey'
  | 'FromCompanyID'
  | 'FromUserID'
  | 'ToCompanyID'
  | 'Owner'
  | 'LiveBilling'

/** The header of an order of nothing yet, with what it is begun with. */
export const newHeader = (
  call: Pick<Call, 'caller' | 'now' | 'newID'>,
  begun: Pick<OrderRow, Begun> & Partial<OrderRow>,
): OrderRow => ({
  ...blankRow(orders),
  Key: call.newID(),
  Status: 'Unsubmitted',
  DateCreated: call.now,
  IsGuests: call.caller.order !== null,
  PricingVersion: 1,
  ...begun,
})

/**
 * Creates an order, of nothing yet.
 * @param wantedID null for a generated one; an anonymous shopper's token names the one order it may write
 * @param decide what else it is begun with
 */
export async function createOrder(
  call: Call<OrderBody>,
  { Leg }: Pick<Parties, 'Leg'>,
  wantedID: string | null,
  { owner, seller, creating, taken }: CreationRead,
  body = call.body,
  decide: (header: OrderRow) => Decided | Promise<Decided> = (header) => ({ order: { header, lines: [] } }),
) {
  const { caller } = call
  const { Key: FromUserKey, Currency, ...Owner } = rely(call, owner)
  const ToCompanyID = rely(call, seller).ID
  if (caller.order !== null && taken[0]?.found) throw oneOrderOnly()
  checkCosts(caller, body, { ShippingCost: 0, TaxCost: 0 })
  const ID = caller.order ?? (await call.id(wantedID))
  const address = (id: string | null, use: Use) => {
    if (id) return requireAddress(call, creating, id, use, FromUserKey)
    const only = onlyAddress(creating.rows, use)
    return only && relyOnAll(call, creating, [only])[0]!
  }
  const billing = address(body.BillingAddressID, 'Billing')
  const shipping = address(body.ShippingAddressID, 'Shipping')
  const header = newHeader(call, {
    ID,
    Leg,
    ToCompanyID,
    FromUserKey,
    FromCompanyID: Owner.Company,
    FromUserID: Owner.ID,
    Currency,
    BillingAddressID: billing?.ID ?? null,
    ShippingAddressID: shipping?.ID ?? null,
    Comments: body.Comments,
    ShippingCost: body.ShippingCost,
    TaxCost: body.TaxCost,
    Gratuity: body.Gratuity,
    xp: body.xp,
    Owner,
    LiveBilling: billing && shownAddress(billing),
  })
  return write(call, null, await decide(header))
}
