import { sql } from 'drizzle-orm'
import { fail, idExists, invalid, notFound } from '../../api/errors.ts'
import { sellsTo } from '../../organizations/supplier-relations.ts'
import type { Call } from '../../store/call.ts'
import { commit } from '../../store/commit.ts'
import { insert } from '../../store/rows.ts'
import { plain } from '../../store/sql/sql.ts'
import { orders } from '../../tables/orders/orders.ts'
import { currencyOf, userParty } from '../../tables/organizations/party-locale.ts'
import { directionOf, refuseSuppliers } from './access.ts'
import { checkCosts } from './change-order.ts'
import type { OrderRow } from './load.ts'
import { addressesRemain, onlyAddress, ownerAddresses, requireAddress } from './owner-addresses.ts'
import { showOrder } from './present.ts'
import { totals } from './totals.ts'

type Values = Record<string, unknown>

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
export function creationReads(call: Call<unknown>, body: Values) {
  const m = call.marketplace
  const parties = partiesOf(call, body)
  const kind = parties.Leg === 'Buyer' ? 'Buyer' : 'Seller'
  return {
    parties,
    queries: {
      owner:
        plain<Values>(sql`select u.*, o.Active CompanyActive, ${currencyOf(userParty('u'))} Currency from users u join companies o on o.Marketplace = u.Marketplace and o.Kind = u.Kind and o.ID = u.Company
        where u.Marketplace = ${m} and u.Kind = ${kind} and u.Company = ${parties.FromCompanyID} and u.ID = ${parties.FromUserID}`),
      seller:
        plain<Values>(sql`select c.ID from companies c where c.Marketplace = ${m} and c.Kind in ('Seller', 'Supplier') and c.ID = ${parties.ToCompanyID}
        and (${kind} = 'Seller' and c.Kind = 'Supplier' or ${kind} = 'Buyer' and ${sellsTo('c', m, sql`${parties.FromCompanyID}`)})`),
      addresses: ownerAddresses(
        {
          marketplace: m,
          company: sql`${parties.FromCompanyID}`,
          user: sql`${parties.FromUserID}`,
          order: sql`${call.caller.order}`,
        },
        [body.BillingAddressID as string, body.ShippingAddressID as string],
        true,
      ),
      taken: plain<{ found: number }>(
        sql`select exists (select 1 from orders where Marketplace = ${m} and Leg = 'Buyer' and ID = ${call.caller.order} and FromUserKey = ${call.caller.key}) found`,
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

export async function createOrder(
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
    Currency: owner.Currency,
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
    IsGuests: caller.order !== null,
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
  await commit(call, {
    statements: [
      insert(orders, m, row),
      // The organisation and the user must still be there: orders hold no foreign keys to them.
      { guard: sql`exists (select 1 from users where Marketplace = ${m} and Key = ${owner.Key as string})` },
      ...addressesRemain(m, owner.Company, read.addresses, [row.BillingAddressID, row.ShippingAddressID]),
    ],
    answer,
    conflict: { table: orders.name, error: idExists('Order', ID) },
  })
  return answer
}
