import { beforeAll, expect, it } from 'vitest'
import type { User } from '../support/marketplace.ts'
import {
  asked,
  buyer,
  calculated,
  change,
  m,
  newOrder,
  path,
  server,
  step,
  submit,
  useCheckout,
  worksheet,
} from './shop.ts'

useCheckout()

let bob: User
beforeAll(async () => {
  bob = await m.user('Buyer', buyer.ID, ['Shopper'])
  await m.must('POST', '/buyers/B1/usergroups', { ID: 'managers', Name: 'Managers' })
  await m.must('POST', '/buyers/B1/usergroups/assignments', { UserGroupID: 'managers', UserID: bob.ID })
  await m.must('POST', '/buyers/B1/approvalrules', {
    ID: 'dear',
    RuleExpression: 'order.Subtotal > 100',
    ApprovingGroupID: 'managers',
  })
})

/** An order that has been calculated and submitted, and waits. */
async function waiting() {
  const ID = await newOrder([['TEN', 20]])
  await calculated(ID)
  server.received.length = 0
  expect(await submit(ID)).toBe(201)
  return ID
}
const approve = (ID: string) => m.outcome('POST', path(ID, '/approve'), {}, bob)
const answer = (xp: object | null) =>
  xp && { xp, HttpStatusCode: 200, UnhandledErrorBody: null, Succeeded: true }

it('the checkout event is told that an order waits, and that it is approved, and keeps an answer to each', async () => {
  const ID = await waiting()
  expect(asked()).toEqual(['/ordersubmitforapproval'])
  expect(server.received[0]!.body.OrderWorksheet.Order).toMatchObject({ ID, Status: 'AwaitingApproval' })
  expect(await approve(ID)).toBe(201)
  expect(asked()).toEqual(['/ordersubmitforapproval', '/orderapproved'])
  expect(server.received[1]!.body.OrderWorksheet.Order).toMatchObject({ ID, Status: 'Open' })
  expect(await worksheet(ID)).toMatchObject({
    OrderSubmitForApprovalResponse: answer({ waits: true }),
    OrderApprovedResponse: answer({ approved: true }),
    OrderSubmitResponse: null,
  })
})

it('an order that is changed while it waits opens once it is calculated anew, which its approver may have done', async () => {
  const ID = await waiting()
  await change(ID, '', { xp: { Changed: true } })
  expect(await approve(ID)).toEqual([400, 'Order.CannotSubmitUncalculatedOrder'])
  expect((await step(ID, 'calculate', bob)).status).toBe(200)
  expect(await approve(ID)).toBe(201)
})
