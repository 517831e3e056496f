import { beforeEach } from 'vitest'
import {
  type As,
  type Marketplace,
  marketplace,
  SHOPPER_ROLES,
  type User,
} from '../../support/marketplace.ts'

export let m: Marketplace
/** Users of the buyer `acme`: one who orders, those of its groups, one in none, an administrator. */
export let alice: User
/** In `managers`. */
export let bob: User
/** In `finance`. */
export let dave: User
/** In both. */
export let erin: User
/** In none. */
export let frank: User
/** Sees and changes all orders of the buyer. */
export let carol: User

/** A buyer with two groups, whose users see `rope` for 10, and `anchor` for 30, of which there are 500. */
export const useApprovals = () =>
  beforeEach(async () => {
    m = await marketplace()
    const buyer = await m.buyer({ ID: 'acme' })
    alice = buyer.user
    const user = (ID: string, roles = SHOPPER_ROLES) => m.user('Buyer', 'acme', roles, { ID })
    bob = await user('bob')
    dave = await user('dave')
    erin = await user('erin')
    frank = await user('frank')
    carol = await user('carol', ['Shopper', 'OrderAdmin', 'UnsubmittedOrderReader'])
    for (const ID of ['managers', 'finance'])
      await m.must('POST', '/buyers/acme/usergroups', { ID, Name: ID })
    for (const of of [bob, erin]) await join('managers', of)
    for (const of of [dave, erin]) await join('finance', of)
    await m.product(buyer, { ID: 'rope', price: 10 })
    await m.product(buyer, { ID: 'anchor', price: 30, Inventory: { Enabled: true, QuantityAvailable: 500 } })
  })

export const join = (UserGroupID: string, { ID: UserID }: User) =>
  m.must('POST', '/buyers/acme/usergroups/assignments', { UserGroupID, UserID })
export const leave = (group: string, { ID }: User) =>
  m.must('DELETE', `/buyers/acme/usergroups/${group}/assignments/${ID}`)

const rules = '/buyers/acme/approvalrules'
export const rule = (ID: string, RuleExpression: string, ApprovingGroupID = 'managers') =>
  m.must('POST', rules, { ID, RuleExpression, ApprovingGroupID })
export const over1000 = () => rule('over1000', 'order.Total > 1000')
export const tier2 = () => rule('tier2', "order.approved('over1000') and order.Total > 5000", 'finance')

const base = (as: As) => (as === 'seller' ? '/orders/All' : '/orders/Outgoing')
export const at = (id: string, below = '', as: As = alice) => `${base(as)}/${id}${below}`

/** An order of a user's, worth so much. */
export const newOrder = async (total: number, of = alice) =>
  (await m.order(of, [['anchor', total / 30]])).ID as string
export const submit = (id: string, as: As = alice) => m.outcome('POST', at(id, '/submit', as), undefined, as)
/** An order of a user's that has been submitted. */
export async function submitted(total = 1200, of = alice) {
  const id = await newOrder(total, of)
  await m.must('POST', at(id, '/submit', of), undefined, of)
  return id
}
export const approve = (id: string, as: As = bob, body: object = {}) =>
  m.outcome('POST', at(id, '/approve', as), body, as)
export const decline = (id: string, as: As = bob, body: object = {}) =>
  m.outcome('POST', at(id, '/decline', as), body, as)

export const shown = (id: string) => m.must('GET', at(id, '', 'seller'))
export const status = async (id: string) => (await shown(id)).Status
/** The approvals of an order: rule and status, in the order in which they were asked for. */
export async function approvals(id: string, as: As = carol): Promise<string[]> {
  const { Items } = await m.must('GET', `${at(id, '/approvals', as)}?sortBy=DateCreated`, undefined, as)
  return Items.map((a: { ApprovalRuleID: string; Status: string }) => `${a.ApprovalRuleID} ${a.Status}`)
}
/** How many anchors are left. */
export const anchors = async () =>
  (await m.must('GET', '/products/anchor')).Inventory.QuantityAvailable as number
