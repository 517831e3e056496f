import {
  ApprovalRules,
  Auth,
  Buyers,
  Catalogs,
  LineItems,
  Me,
  OrderReturns,
  Orders,
  Payments,
  PriceSchedules,
  Products,
  SecurityProfiles,
  Shipments,
  Suppliers,
  SupplierUsers,
  Tokens,
  UserGroups,
  Users,
} from 'ordercloud-javascript-sdk'
import { beforeAll, describe, expect, test } from 'vitest'
import { backOffice, PASSWORD, storefront } from '../../scripts/demo/demo.ts'
import { useWorker } from './sdk.ts'

const BUYER = 'ladder'
const CATALOG = 'industrial'
/** Who approves, each in a group of the same ID whose rule has it too: the next one's when the one before has. */
const TIERS: [ID: string, RuleExpression: string][] = [
  ['lead', 'order.Total > 500'],
  ['director', "order.approved('lead') and order.Total > 1000"],
  ['board', "order.approved('director') and order.Total > 2000"],
]
/** Suppliers with the product of theirs that is ordered, and who ships it; the first is the demo's. */
const SUPPLIERS = [
  { supplier: 'northwind', product: 'KS-HH-100-WH', user: 'supplier01' },
  { supplier: 'eastern', product: 'eastern-lamp', user: 'eastern-desk' },
  { supplier: 'western', product: 'western-lamp', user: 'western-desk' },
]

/** Options of a call as the seller's administrator; without them, a call is the buyer's who orders. */
let admin: { accessToken: string }

const person = (ID: string) => ({
  ID,
  Username: ID,
  FirstName: ID,
  LastName: 'Ladder',
  Email: `${ID}@example.com`,
  Password: PASSWORD,
  Active: true,
})
const signedIn = async (client: string, username: string) => ({
  accessToken: (await Auth.Login(username, PASSWORD, client)).access_token,
})

beforeAll(async () => {
  admin = await useWorker()
  await Buyers.Create({ ID: BUYER, Name: 'Ladder', Active: true, DefaultCatalogID: CATALOG }, admin)
  const sees = { CatalogID: CATALOG, BuyerID: BUYER, ViewAllCategories: true, ViewAllProducts: true }
  await Catalogs.SaveAssignment(sees, admin)
  await SecurityProfiles.SaveAssignment({ SecurityProfileID: 'buyer', BuyerID: BUYER }, admin)
  await Users.Create(BUYER, person('orderer'), admin)
  for (const [ID, RuleExpression] of TIERS) {
    await Users.Create(BUYER, person(ID), admin)
    await UserGroups.Create(BUYER, { ID, Name: ID }, admin)
    await UserGroups.SaveUserAssignment(BUYER, { UserGroupID: ID, UserID: ID }, admin)
    await ApprovalRules.Create(BUYER, { ID, ApprovingGroupID: ID, RuleExpression }, admin)
  }
  for (const { supplier, product, user } of SUPPLIERS.slice(1)) {
    await Suppliers.Create({ ID: supplier, Name: supplier, Active: true, AllBuyersCanOrder: true }, admin)
    await SupplierUsers.Create(supplier, person(user), admin)
    await SecurityProfiles.SaveAssignment({ SecurityProfileID: 'supplier', SupplierID: supplier }, admin)
    const price = { ID: product, Name: product, PriceBreaks: [{ Quantity: 1, Price: 30 }] }
    await PriceSchedules.Create(price, admin)
    const sold = { DefaultPriceScheduleID: product, DefaultSupplierID: supplier, Active: true }
    await Products.Create({ ID: product, Name: product, ...sold }, admin)
    await Catalogs.SaveProductAssignment({ CatalogID: CATALOG, ProductID: product }, admin)
  }
  Tokens.SetAccessToken((await signedIn(storefront, 'orderer')).accessToken)
})

/** An order that was submitted: its ID, with lines of the IDs of their products. */
async function submitted(...lines: [ProductID: string, Quantity: number][]) {
  const { ID } = await Orders.Create('Outgoing', {})
  for (const [ProductID, Quantity] of lines)
    await LineItems.Create('Outgoing', ID, { ID: ProductID, ProductID, Quantity })
  await Orders.Submit('Outgoing', ID)
  return ID
}

describe('an order above three limits', () => {
  const approvals = async (id: string) =>
    (await Orders.ListApprovals('Outgoing', id)).Items.map((a) => [a.ApprovalRuleID, a.Status])

  test('is asked for tier by tier, and opens with the last', async () => {
    const id = await submitted(['TV-PD-20', 13])
    const approved: [string, string][] = []
    for (const [tier] of TIERS) {
      expect((await Orders.Get('Outgoing', id)).Status).toBe('AwaitingApproval')
      expect(await approvals(id)).toEqual([...approved, [tier, 'Pending']])
      const eligible = await Orders.ListEligibleApprovers('Outgoing', id)
      expect(eligible.Items.map((u) => u.ID)).toEqual([tier])
      const approver = await signedIn(storefront, tier)
      const asked = await Me.ListApprovableOrders({}, approver)
      expect(asked.Items.map((o) => o.ID)).toEqual([id])
      await Orders.Approve('Outgoing', id, { Comments: `Agreed by ${tier}` }, approver)
      expect((await Me.ListApprovableOrders({}, approver)).Items).toEqual([])
      approved.push([tier, 'Approved'])
    }
    expect(await approvals(id)).toEqual(approved)
    const order = await Orders.Get('Incoming', id, admin)
    expect(order).toMatchObject({ Status: 'Open', DateApproved: expect.any(String) })
    expect(order.Total).toBeGreaterThan(2000)
  })

  test('that is declined goes back, and is asked for from the first tier on', async () => {
    const id = await submitted(['TV-PD-20', 7])
    await Orders.Approve('Outgoing', id, {}, await signedIn(storefront, 'lead'))
    const no = { AllowResubmit: true, Comments: 'Next month' }
    const declined = await Orders.Decline('Outgoing', id, no, await signedIn(storefront, 'director'))
    expect(declined.Status).toBe('Unsubmitted')
    await Orders.Submit('Outgoing', id)
    expect(await approvals(id)).toEqual([
      ['lead', 'Approved'],
      ['director', 'Declined'],
      ['lead', 'Pending'],
    ])
  })
})

test('an order over three suppliers is forwarded, shipped by each, and completed by the last', async () => {
  const id = await submitted(...SUPPLIERS.map(({ product }): [string, number] => [product, 2]))
  const { OutgoingOrders, RemainingLineItemIDs } = await Orders.Forward('Incoming', id, admin)
  expect(RemainingLineItemIDs).toEqual([])
  expect(OutgoingOrders.map((o) => [o.ToCompanyID, o.Status]).sort()).toEqual(
    SUPPLIERS.map(({ supplier }) => [supplier, 'Open']).sort(),
  )
  for (const { supplier, product, user } of SUPPLIERS) {
    expect((await Orders.Get('Outgoing', id)).Status).toBe('Open')
    const desk = await signedIn(backOffice, user)
    const { ID } = OutgoingOrders.find((o) => o.ToCompanyID === supplier)!
    const { Items } = await LineItems.List('Incoming', ID, {}, desk)
    expect(Items).toMatchObject([{ ProductID: product, Quantity: 2 }])
    const shipment = await Shipments.Create({ Shipper: 'UPS' }, desk)
    await Shipments.SaveItem(shipment.ID, { OrderID: ID, LineItemID: Items[0]!.ID, QuantityShipped: 2 }, desk)
    await Shipments.Patch(shipment.ID, { DateShipped: '2026-11-20T09:30:00Z' }, desk)
    expect((await Orders.Get('Incoming', ID, desk)).Status).toBe('Completed')
  }
  expect(await Orders.Get('Outgoing', id)).toMatchObject({
    Status: 'Completed',
    DateCompleted: expect.any(String),
  })
  expect((await Me.ListShipments({ orderID: id })).Meta.TotalCount).toBe(3)
})

test('a return is submitted, valued, and completed by what pays it back', async () => {
  const [{ product }] = SUPPLIERS as [(typeof SUPPLIERS)[0]]
  const OrderID = await submitted([product, 4])
  await Orders.Complete('Incoming', OrderID, admin)
  const ItemsToReturn = [{ LineItemID: product, Quantity: 2 }]
  const { ID } = await OrderReturns.Create({ OrderID, ItemsToReturn, Comments: 'Too small' })
  expect(await OrderReturns.Submit(ID)).toMatchObject({ Status: 'Open', RefundAmount: null })
  const { UnitPrice } = await LineItems.Get('Outgoing', OrderID, product)
  const Amount = -2 * UnitPrice
  await OrderReturns.Patch(ID, { RefundAmount: -Amount }, admin)
  const refund = { Type: 'PurchaseOrder' as const, Amount, OrderReturnID: ID }
  const payment = await Payments.Create('Incoming', OrderID, refund, admin)
  expect(payment).toMatchObject({ Amount, OrderReturnID: ID })
  expect(await OrderReturns.Get(ID)).toMatchObject({
    Status: 'Completed',
    RefundAmount: -Amount,
    PaymentIDs: [payment.ID],
  })
})
