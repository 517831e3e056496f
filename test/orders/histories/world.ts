import fc from 'fast-check'
import { messageTypes } from '../../../src/tables/integration/message-senders.ts'
import { DATED } from '../../fulfillment/support.ts'
import { newUrl } from '../../integration/receiver.ts'
import { alice, bob, m, openShop, perPiece, promote } from '../../promotions/shop.ts'
import type { As, User } from '../../support/marketplace.ts'
import type { Observed } from './observed.ts'

/** Administers orders of the buyer, and may approve in both tiers. */
export let carol: User
/** Of the supplier `S1`. */
export let sue: User
/** Where messages are sent. */
export let mailbox: string

/** What there is of each product, and what the spending account `gift` has to begin with. */
export const BEGUN = 60
/** What each line of an order is of: one supplier's, another's, nobody's. */
export const PRODUCTS = ['PS1', 'PS2', 'P10'] as const
const ORDERS = ['O1', 'O2'] as const

/** A seller with two suppliers, whose rules want dear orders and returns approved; one order is open, one a draft. */
export async function begin() {
  await openShop()
  carol = await m.user('Buyer', 'acme', ['OrderAdmin', 'UnsubmittedOrderReader'])
  sue = (await m.supplier({ ID: 'S1' })).user
  await m.supplier({ ID: 'S2' })
  for (const [ID, price] of [
    ['PS1', 20],
    ['PS2', 7.77],
  ] as const)
    await m.product({ ID: 'acme' }, { ID, price, DefaultSupplierID: ID.replace('P', '') })
  const stock = { Inventory: { Enabled: true, QuantityAvailable: BEGUN }, Returnable: true }
  for (const ID of PRODUCTS) await m.must('PATCH', `/products/${ID}`, stock)
  await group('/buyers/acme/', 'managers', bob, carol)
  await group('/buyers/acme/', 'finance', carol)
  await group('/', 'checkers', m.seller)
  await rule('/buyers/acme/', 'dear', 'order.Total > 100', 'managers')
  await rule('/buyers/acme/', 'dearer', "order.approved('dear') and order.Total > 150", 'finance')
  await rule('/', 'checked', 'orderReturn.RefundAmount > 8', 'checkers', { ApprovalType: 'OrderReturn' })
  const account = { ID: 'gift', Name: 'Gift', Balance: BEGUN, AllowAsPaymentMethod: true }
  await m.must('POST', '/buyers/acme/spendingaccounts', account)
  const assigned = { SpendingAccountID: 'gift', UserID: alice.ID }
  await m.must('POST', '/buyers/acme/spendingaccounts/assignments', assigned)
  await promote('EACH', perPiece)
  mailbox = newUrl()
  const sender = { ID: 'mail', Name: 'Mail', URL: mailbox, SharedKey: 'key', MessageTypes: messageTypes }
  await m.must('POST', '/messagesenders', { ...sender, AllowAllBuyers: true })
  await m.must('POST', '/messagesenders/assignments', { MessageSenderID: 'mail' })
  for (const ID of BOXES) await m.must('POST', '/shipments', { ID, BuyerID: 'acme' })
  for (const order of ORDERS) {
    await m.must('PUT', `/orders/Outgoing/${order}`, {}, alice)
    for (const [i, ProductID] of PRODUCTS.entries())
      await m.must(
        'POST',
        `/orders/Outgoing/${order}/lineitems`,
        { ID: `L${i}`, ProductID, Quantity: 2 },
        alice,
      )
  }
  await m.must('POST', '/orders/Outgoing/O1/submit', undefined, alice)
}

async function group(of: string, ID: string, ...members: User[]) {
  await m.must('POST', `${of}usergroups`, { ID, Name: ID })
  for (const { ID: UserID } of members)
    await m.must('POST', `${of}usergroups/assignments`, { UserGroupID: ID, UserID })
}
const rule = (of: string, ID: string, RuleExpression: string, ApprovingGroupID: string, more: object = {}) =>
  m.must('POST', `${of}approvalrules`, { ID, RuleExpression, ApprovingGroupID, ...more })

const BOXES = ['B1', 'B2'] as const
const RETURNS = ['R1', 'R2'] as const

/** What an act is about: one of each thing, how much, and by whom. */
export interface About {
  /** To what it is done, and which of the acts that fit. */
  of: 'order' | 'child' | 'return' | 'box' | 'anything'
  pick: number
  order: string
  /** An order to a supplier of it. */
  child: string
  line: number
  box: string
  return: string
  n: number
  bySeller: boolean
}

/** What is sent, and by whom. */
type Act = (about: About) => [method: string, path: string, body?: object, as?: As]

const at = ({ order, bySeller }: About) => `/orders/${bySeller ? 'Incoming' : 'Outgoing'}/${order}`
const by = ({ bySeller }: About): As => (bySeller ? 'seller' : alice)
const lineAt = (about: About) => `${at(about)}/lineitems/L${about.line}`
const admin = ({ order }: About) => `/orders/All/${order}`
const approver = ({ n }: About) => (n % 2 ? bob : carol)
const item = ({ line, n }: About) => ({
  LineItemID: `L${line}`,
  Quantity: (n % 2) + 1,
  RefundAmount: (n + 1) * 2,
})
const packed = ({ line, n }: About, OrderID: string) => ({
  OrderID,
  LineItemID: `L${line}`,
  QuantityShipped: (n % 2) + 1,
})
/** Returns are each somebody's: only their own side submits them. */
const giver = (a: About): As => (a.return === 'R1' ? alice : 'seller')
const card = (n: number) =>
  n % 2 ? { Type: 'SpendingAccount', SpendingAccountID: 'gift' } : { Type: 'CreditCard' }

/** All that people do to orders; whether it is refused is not the point. */
export const acts: Record<string, Act> = {
  create: ({ order }) => ['PUT', `/orders/Outgoing/${order}`, {}, alice],
  add: (a) => [
    'POST',
    `${at(a)}/lineitems`,
    { ID: `L${a.line}`, ProductID: PRODUCTS[a.line], Quantity: a.n + 1 },
    by(a),
  ],
  quantity: (a) => ['PATCH', lineAt(a), { Quantity: a.n + 1 }, by(a)],
  price: (a) => ['PATCH', lineAt({ ...a, bySeller: true }), { UnitPrice: a.n + 0.35 }],
  drop: (a) => ['DELETE', lineAt(a), undefined, by(a)],
  cost: (a) => ['PATCH', admin(a), { ShippingCost: a.n + 0.05, TaxCost: 1.5 }],
  promote: (a) => ['POST', `${at(a)}/promotions/EACH`, undefined, by(a)],
  pay: (a) => ['POST', `${at(a)}/payments`, { ...card(1), ID: 'paid', Amount: a.n * 5 + 1 }, by(a)],
  unpay: (a) => ['DELETE', `${at(a)}/payments/paid`, undefined, by(a)],
  submit: (a) => ['POST', `${at(a)}/submit`, undefined, by(a)],
  approve: (a) => ['POST', `/orders/Outgoing/${a.order}/approve`, {}, approver(a)],
  decline: (a) => ['POST', `/orders/Outgoing/${a.order}/decline`, { AllowResubmit: a.bySeller }, approver(a)],
  complete: (a) => ['POST', `${admin(a)}/complete`],
  cancel: (a) => ['POST', `${at(a)}/cancel`, undefined, by(a)],
  remove: (a) => ['DELETE', at(a), undefined, by(a)],

  split: (a) => ['POST', `${admin(a)}/split`],
  forward: (a) => ['POST', `${admin(a)}/forward`],
  childSubmit: ({ child }) => ['POST', `/orders/Outgoing/${child}/submit`],
  childQuantity: (a) => ['PATCH', `/orders/Outgoing/${a.child}/lineitems/L${a.line}`, { Quantity: a.n + 1 }],
  childPrice: (a) => ['PATCH', `/orders/Outgoing/${a.child}/lineitems/L${a.line}`, { UnitPrice: a.n + 0.25 }],
  childDrop: (a) => ['DELETE', `/orders/Outgoing/${a.child}/lineitems/L${a.line}`],
  childComplete: ({ child }) => ['POST', `/orders/Incoming/${child}/complete`, undefined, sue],
  childCancel: ({ child }) => ['POST', `/orders/Outgoing/${child}/cancel`],
  childRemove: ({ child }) => ['DELETE', `/orders/Outgoing/${child}`],

  ship: (a) => ['POST', `${admin(a)}/ship`, {}],
  childShip: ({ child }) => ['POST', `/orders/Incoming/${child}/ship`, {}, sue],
  pack: (a) => ['POST', `/shipments/${a.box}/items`, packed(a, a.order)],
  childPack: (a) => ['POST', `/shipments/${a.box}/items`, packed(a, a.child)],
  unpack: (a) => ['DELETE', `/shipments/${a.box}/items/${a.order}/L${a.line}`],
  date: ({ box }) => ['PATCH', `/shipments/${box}`, DATED],
  undate: ({ box }) => ['PATCH', `/shipments/${box}`, { DateShipped: null }],
  box: ({ box }) => ['PUT', `/shipments/${box}`, { BuyerID: 'acme' }],
  scrap: ({ box }) => ['DELETE', `/shipments/${box}`],

  give: (a) => ['POST', '/orderreturns', { ID: a.return, OrderID: a.order, ItemsToReturn: [item(a)] }, by(a)],
  childGive: (a) => ['POST', '/orderreturns', { ID: a.return, OrderID: a.child, ItemsToReturn: [item(a)] }],
  regive: (a) => ['PATCH', `/orderreturns/${a.return}`, { ItemsToReturn: [item(a)] }, by(a)],
  giveUp: (a) => ['DELETE', `/orderreturns/${a.return}`, undefined, by(a)],
  ...Object.fromEntries(
    ['submit', 'approve', 'decline', 'complete', 'cancel'].map((verb): [string, Act] => [
      `${verb}Return`,
      (a) => ['POST', `/orderreturns/${a.return}/${verb}`, {}, verb === 'submit' ? giver(a) : by(a)],
    ]),
  ),
  refund: (a) => [
    'POST',
    `${admin(a)}/payments`,
    { ...card(a.line), Amount: -((a.n % 3) + 1) * 2, OrderReturnID: a.return },
  ],
}

const ofLines = ['add', 'quantity', 'quantity', 'drop', 'cost', 'pay', 'unpay']
/** What comes to something, by what stands: of what people could do at random nearly all is refused. */
const ofOrder: Record<string, string[]> = {
  none: ['create'],
  Unsubmitted: [...ofLines, 'price', 'promote', 'pack', ...Array(6).fill('submit')],
  AwaitingApproval: [...ofLines, 'cancel', 'decline', 'decline', ...Array(5).fill('approve')],
  Declined: ['remove', 'cancel', 'pay'],
  Open: [
    ...[...ofLines, 'price', 'complete', 'remove', 'ship', 'pack', 'pack'],
    ...['split', 'forward', 'forward', 'forward', 'give', 'give'],
  ],
  Completed: ['give', 'give', 'give', 'cost', 'unpay', 'unpack', 'forward', 'remove'],
  Canceled: ['remove', 'remove', 'unpack', 'refund'],
}
const ofReturn: Record<string, string[]> = {
  none: ['give', 'give', 'give', 'childGive'],
  Unsubmitted: ['submitReturn', 'submitReturn', 'submitReturn', 'regive', 'giveUp'],
  AwaitingApproval: ['approveReturn', 'approveReturn', 'declineReturn', 'cancelReturn', 'regive'],
  Open: ['refund', 'refund', 'refund', 'refund', 'completeReturn', 'cancelReturn', 'regive'],
  Completed: ['refund', 'cancelReturn', 'giveUp'],
  Declined: ['giveUp'],
  Canceled: ['giveUp', 'refund'],
}
const ofBox = ['pack', 'pack', 'childPack', 'date', 'date', 'date', 'unpack', 'undate', 'scrap']
const ofChild = Object.keys(acts).filter((what) => what.startsWith('child'))
const everything = Object.keys(acts)

export const about = fc.record<About>({
  of: fc.constantFrom('order', 'order', 'order', 'return', 'return', 'child', 'box', 'anything'),
  pick: fc.nat(9999),
  child: fc.constant('none'),
  order: fc.constantFrom(...ORDERS),
  line: fc.nat(2),
  box: fc.constantFrom(...BOXES),
  return: fc.constantFrom(...RETURNS),
  n: fc.nat(5),
  bySeller: fc.constantFrom(true, true, false),
})

/** What there is to choose from, and the object it is done to. */
function choice({ of, ...a }: About, { orders, children, returns, shipments }: Observed): [string[], About] {
  const order = [...orders.values()].find(({ header }) => header.ID === a.order)
  const own = [...children.values()].filter((c) => c.lines.some((l) => l.IncomingOrderID === a.order))
  const about = { ...a, of, child: own[a.n % own.length]?.header.ID ?? 'none' }
  const given = returns.find((r) => r.ID === a.return)
  switch (of) {
    case 'child':
      return [own.length > 0 ? ofChild : ['forward'], about]
    case 'return':
      return [ofReturn[given?.Status ?? 'none']!, { ...about, order: given?.OrderID ?? a.order }]
    case 'box':
      return [shipments.some((s) => s.ID === a.box) ? ofBox : ['box'], about]
    case 'order':
      return [ofOrder[order?.header.Status ?? 'none']!, about]
    default:
      return [everything, about]
  }
}

/** Does something. @param there where it is done */
export async function act(a: About, there: Observed) {
  const [some, about] = choice(a, there)
  const what = some[a.pick % some.length]!
  const [method, path, body, as] = acts[what]!(about)
  return { ...(await m.api(method, path, body, as)), method, path, what }
}
export type Done = Awaited<ReturnType<typeof act>>
