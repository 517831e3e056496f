import { describe, expect, it } from 'vitest'
import { alice, buyer, completed, d, give, m, opened, read, refund, refuses, useReturns } from './support.ts'

useReturns()

describe('the amount of a return', () => {
  const item = (RefundAmount: number | null) => ({
    ItemsToReturn: [{ LineItemID: 'X1', Quantity: 1, RefundAmount }],
  })

  it('is the sum of its items, until an administrator says another and as long as they do', async () => {
    const made = await give(await completed(), item(12), m.seller)
    expect(made.RefundAmount).toBe(12)
    const patch = (body: object) => m.must('PATCH', `/orderreturns/${made.ID}`, body)
    expect((await patch({ RefundAmount: 20 })).RefundAmount).toBe(20)
    expect((await patch(item(13))).RefundAmount).toBe(20)
    expect((await patch({ RefundAmount: null })).RefundAmount).toBe(13)
    expect((await patch(item(14.005))).RefundAmount).toBe(14.01)
    const negative = await m.api('PATCH', `/orderreturns/${made.ID}`, { RefundAmount: -1 })
    refuses(negative, 400, 'OrderReturn.RefundAmountMustNotBeNegative')
    const item_ = await m.api('PATCH', `/orderreturns/${made.ID}`, item(-1))
    refuses(item_, 400, 'OrderReturn.RefundAmountMustNotBeNegative')
  })

  it('is not for shoppers to say, nor to take away', async () => {
    const made = await give(await completed(), { ...item(5), RefundAmount: 5 })
    expect(made).toMatchObject({ RefundAmount: null, ItemsToReturn: [{ RefundAmount: null }] })
    const admin = await m.as(alice, { roles: ['OrderAdmin'] })
    await m.must('PATCH', `/orderreturns/${made.ID}`, item(7), admin)
    const kept = await m.must('PATCH', `/orderreturns/${made.ID}`, { ...item(1), Comments: 'new' }, alice)
    expect(kept).toMatchObject({ RefundAmount: 7, ItemsToReturn: [{ RefundAmount: 7 }], Comments: 'new' })
  })
})

describe('a refund', () => {
  it('completes a return once all of it is paid back, accepted or not', async () => {
    const OrderID = await completed()
    const { ID } = await opened(OrderID)
    const first = await refund(OrderID, ID, -5)
    expect(first).toMatchObject({ status: 201, body: { Amount: -5, Accepted: false, OrderReturnID: ID } })
    expect(await read(ID)).toMatchObject({ Status: 'Open', PaymentIDs: [first.body.ID] })
    const second = await refund(OrderID, ID, -15)
    expect(await read(ID)).toMatchObject({
      Status: 'Completed',
      DateCompleted: expect.any(String),
      PaymentIDs: [first.body.ID, second.body.ID],
    })
    refuses(await refund(OrderID, ID, -1), 400, 'OrderReturn.CannotCreatePaymentBadStatus')
  })

  it('is below zero, of an open return, by an administrator, and no more than that or the order comes to', async () => {
    const OrderID = await completed()
    const { ID } = await opened(OrderID)
    for (const Amount of [5, 0])
      refuses(await refund(OrderID, ID, Amount), 400, 'OrderReturn.PaymentValueMustBeNegative')
    const tooMuch = await refund(OrderID, ID, -25)
    refuses(tooMuch, 400, 'OrderReturn.TotalRefundsExceedRefundAmount')
    expect(tooMuch.body.Errors[0].Data).toEqual({ AmountDue: 20 })
    const body = { Type: 'CreditCard', Amount: -5, OrderReturnID: ID }
    const byShopper = await m.api('POST', `/orders/Outgoing/${OrderID}/payments`, body, alice)
    refuses(byShopper, 403, 'Auth.InsufficientRoles')
    const draft = await give(OrderID, { RefundAmount: 40, ItemsToReturn: [] }, m.seller)
    refuses(await refund(OrderID, draft.ID, -5), 400, 'OrderReturn.CannotCreatePaymentBadStatus')
    expect((await refund(OrderID, 'nothing', -5)).body.Errors[0].Data).toEqual({
      ObjectType: 'OrderReturn',
      ObjectID: 'nothing',
    })
    // Together with other returns no more than the order: 45.
    await m.must('POST', `/orderreturns/${draft.ID}/submit`)
    expect((await refund(OrderID, ID, -20)).status).toBe(201)
    refuses(await refund(OrderID, draft.ID, -26), 400, 'OrderReturn.TotalRefundsExceedRefundAmount')
    expect((await refund(OrderID, draft.ID, -25)).status).toBe(201)
    refuses(
      await m.api('PATCH', `/orderreturns/${draft.ID}`, { RefundAmount: 24 }),
      400,
      'OrderReturn.TotalRefundsExceedRefundAmount',
    )
  })

  it('is made once of two that are made at once', async () => {
    const OrderID = await completed()
    const { ID } = await opened(OrderID)
    const answers = await Promise.all([refund(OrderID, ID, -20), refund(OrderID, ID, -20)])
    expect(answers.map((a) => a.status).sort()).toEqual([201, 400])
    const { Status, PaymentIDs } = await read(ID)
    expect([Status, PaymentIDs.length]).toEqual(['Completed', 1])
  })

  it('leaves nothing else to be paid, nor unpaid', async () => {
    const OrderID = await completed()
    const { ID } = await opened(OrderID)
    await refund(OrderID, ID, -20)
    const pay = (Amount: number) =>
      m.outcome('POST', `/orders/All/${OrderID}/payments`, { Type: 'PurchaseOrder', Amount })
    expect(await pay(46)).toEqual([400, 'Payment.AlreadyPaid'])
    expect(await pay(45)).toBe(201)
    expect(await pay(-5)).toEqual([400, 'Payment.AmountGreaterThanZero'])
  })

  it('that is changed or taken back opens the return that it had completed', async () => {
    const OrderID = await completed()
    const { ID } = await opened(OrderID)
    const { body } = await refund(OrderID, ID, -20)
    const path = `/orders/All/${OrderID}/payments/${body.ID}`
    refuses(await m.api('PATCH', path, { Amount: -21 }), 400, 'OrderReturn.TotalRefundsExceedRefundAmount')
    refuses(await m.api('PATCH', path, { Amount: 5 }), 400, 'OrderReturn.PaymentValueMustBeNegative')
    await m.must('PATCH', path, { Amount: -15 })
    expect(await read(ID)).toMatchObject({ Status: 'Open', DateCompleted: null })
    await m.must('PATCH', path, { Amount: -20 })
    expect(await read(ID)).toMatchObject({ Status: 'Completed' })
    await m.must('DELETE', path)
    expect(await read(ID)).toMatchObject({ Status: 'Open', PaymentIDs: [] })
  })

  it('leaves a return completed that was completed by hand', async () => {
    const OrderID = await completed()
    const { ID } = await opened(OrderID)
    const { body } = await refund(OrderID, ID, -5)
    await m.must('POST', `/orderreturns/${ID}/complete`)
    await m.must('DELETE', `/orders/All/${OrderID}/payments/${body.ID}`)
    expect(await read(ID)).toMatchObject({ Status: 'Completed', PaymentIDs: [] })
  })

  it('to a spending account adds to its balance, once, and takes it off again with the payment', async () => {
    const SpendingAccountID = 'gift1'
    const account = { ID: SpendingAccountID, Name: 'Gift', Balance: 50, AllowAsPaymentMethod: true }
    await m.must('POST', `/buyers/${buyer.ID}/spendingaccounts`, account)
    await m.must('POST', `/buyers/${buyer.ID}/spendingaccounts/assignments`, {
      SpendingAccountID,
      UserID: alice.ID,
    })
    const balance = async () =>
      (await m.must('GET', `/buyers/${buyer.ID}/spendingaccounts/${SpendingAccountID}`)).Balance
    const OrderID = await completed()
    const { ID } = await opened(OrderID)
    const { body } = await refund(OrderID, ID, -20, { Type: 'SpendingAccount', SpendingAccountID })
    expect([await balance(), (await read(ID)).Status]).toEqual([70, 'Completed'])
    await m.must('PATCH', `/orders/All/${OrderID}/payments/${body.ID}`, { xp: { a: 1 } })
    await m.must('PATCH', `/orders/All/${OrderID}`, { Comments: 'touched' })
    expect(await balance()).toBe(70)
    await m.must('DELETE', `/orders/All/${OrderID}/payments/${body.ID}`)
    expect(await balance()).toBe(50)
  })

  it('stays told of a return that is gone, and is not of the next one of its name', async () => {
    const OrderID = await completed()
    const { ID } = await opened(OrderID)
    const { body } = await refund(OrderID, ID, -20)
    await m.must('DELETE', `/orderreturns/${ID}`)
    expect((await m.must('GET', `/orders/All/${OrderID}/payments/${body.ID}`)).OrderReturnID).toBe(ID)
    refuses(await m.api('POST', '/orderreturns', { ID, OrderID }), 409, 'IdExists')
    const next = await opened(OrderID, 30)
    refuses(await refund(OrderID, next.ID, -26), 400, 'OrderReturn.TotalRefundsExceedRefundAmount')
    expect(await d.order(OrderID)).toMatchObject({ Status: 'Completed', Total: 45 })
  })
})
