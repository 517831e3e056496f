import { describe, expect, it } from 'vitest'
import { DATED } from '../../fulfillment/support.ts'
import { alice, bob, carol, completed, d, give, m, opened, read, refuses, useReturns } from './support.ts'

useReturns()

const post = (body: object, as = alice) => m.api('POST', '/orderreturns', body, as)
const submit = (ID: string, as = alice) => m.api('POST', `/orderreturns/${ID}/submit`, undefined, as)

describe('a return', () => {
  it('is of an order that is open or completed', async () => {
    const OrderID = await d.draft(alice, 'draft', [['X1', 'P', 1]])
    refuses(await post({ OrderID }), 400, 'OrderReturn.CannotCreateBadOrderStatus')
    await d.open(alice, 'called-off', [['X1', 'P', 1]])
    const { ID } = await give('called-off', { ItemsToReturn: [] })
    await m.must('POST', '/orders/Incoming/called-off/cancel')
    refuses(await post({ OrderID: 'called-off' }), 400, 'OrderReturn.CannotCreateBadOrderStatus')
    refuses(await submit(ID), 400, 'OrderReturn.CannotCreateBadOrderStatus')
  })

  it('says what was sent, and is opened by its submit where nobody has to approve it', async () => {
    const OrderID = await completed()
    const made = await m.api(
      'POST',
      '/orderreturns',
      {
        ID: 'R1',
        OrderID,
        Comments: 'all wrong',
        ItemsToReturn: [{ LineItemID: 'x1', Quantity: 2, Comments: 'too small' }],
        xp: { a: 1 },
      },
      alice,
    )
    expect(made).toMatchObject({
      status: 201,
      body: {
        ID: 'R1',
        OrderID,
        PaymentIDs: [],
        Status: 'Unsubmitted',
        DateCreated: expect.any(String),
        DateSubmitted: null,
        RefundAmount: null,
        Comments: 'all wrong',
        ItemsToReturn: [{ LineItemID: 'X1', Quantity: 2, RefundAmount: null, Comments: 'too small' }],
        xp: { a: 1 },
      },
    })
    expect(made.headers.get('Location')).toMatch(/\/v1\/orderreturns\/R1$/)
    expect(await read('R1', alice)).toEqual(made.body)
    expect(await submit('R1')).toMatchObject({
      status: 201,
      body: { Status: 'Open', DateSubmitted: expect.any(String), DateApproved: null },
    })
    refuses(await submit('R1'), 400, 'ValidationFailure')
  })

  it('is replaced by a PUT under its ID, which creates it where it is not there', async () => {
    const OrderID = await completed()
    const put = (body: object, as = alice) => m.api('PUT', '/orderreturns/kept', { OrderID, ...body }, as)
    expect(await put({ Comments: 'first' })).toMatchObject({ status: 200, body: { ID: 'kept' } })
    expect(await put({ ItemsToReturn: [{ LineItemID: 'X1', Quantity: 1 }] })).toMatchObject({
      status: 200,
      body: { Comments: null, ItemsToReturn: [{ Quantity: 1 }], OrderID },
    })
    // It stays of its order.
    expect((await put({ OrderID: await completed() })).body.OrderID).toBe(OrderID)
    refuses(await post({ ID: 'KEPT', OrderID }), 409, 'IdExists')
  })

  it('is renamed with its refunds', async () => {
    const OrderID = await completed()
    const { ID } = await opened(OrderID)
    await m.must('POST', `/orders/All/${OrderID}/payments`, {
      ID: 'paid',
      Type: 'PurchaseOrder',
      Amount: -5,
      OrderReturnID: ID,
    })
    const renamed = await m.must('PATCH', `/orderreturns/${ID}`, { ID: `${ID}-2` })
    expect(renamed.PaymentIDs).toEqual(['paid'])
    expect(await read(`${ID}-2`)).toEqual(renamed)
    const { OrderReturnID } = await m.must('GET', `/orders/All/${OrderID}/payments/paid`)
    expect(OrderReturnID).toBe(`${ID}-2`)
  })

  it('names its lines as they are called now', async () => {
    const OrderID = await d.open(alice, 'renamed-lines', [['X1', 'P', 3]])
    await m.must('POST', `/orders/Incoming/${OrderID}/ship`, {})
    const { ID } = await give(OrderID)
    await m.must('DELETE', `/shipments/${(await m.must('GET', '/shipments?pageSize=1')).Items[0].ID}`)
    await m.must('PATCH', `/orders/Incoming/${OrderID}/lineitems/X1`, { ID: 'x1-b' })
    expect((await read(ID)).ItemsToReturn).toMatchObject([{ LineItemID: 'x1-b', Quantity: 1 }])
  })

  it('goes with its order', async () => {
    const OrderID = await completed()
    const { ID } = await give(OrderID)
    await m.must('DELETE', `/orders/Incoming/${OrderID}`)
    expect(await m.outcome('GET', `/orderreturns/${ID}`)).toEqual([404, 'NotFound'])
  })
})

describe('what comes back', () => {
  const items = (...all: [LineItemID: string, Quantity?: number][]) => ({
    ItemsToReturn: all.map(([LineItemID, Quantity]) => ({ LineItemID, Quantity })),
  })

  it('is what was shipped of an open order, and what was ordered of a completed one', async () => {
    const OrderID = await d.open(alice, 'part', [['X1', 'P', 3]])
    refuses(await post({ OrderID, ...items(['X1', 1]) }), 400, 'OrderReturn.ItemQuantityExceeded')
    await d.pack(await d.shipment(DATED), OrderID, 'X1', 2)
    const tooMany = await post({ OrderID, ...items(['X1', 3]) })
    expect(tooMany.body.Errors[0]).toMatchObject({
      ErrorCode: 'OrderReturn.ItemQuantityExceeded',
      Data: { LineItemID: 'X1', Quantity: 3, EligibleQuantity: 2 },
    })
    expect((await post({ OrderID, ...items(['X1', 2]) })).status).toBe(201)
    await m.must('POST', `/orders/Incoming/${OrderID}/complete`)
    expect((await post({ OrderID, ...items(['X1', 3]) })).status).toBe(201)
  })

  it('is not on another return that was submitted', async () => {
    const OrderID = await completed()
    const first = await give(OrderID, items(['X1', 2]))
    const second = await give(OrderID, items(['X1', 2]))
    expect((await submit(first.ID)).status).toBe(201)
    refuses(await submit(second.ID), 400, 'OrderReturn.ItemQuantityExceeded')
    refuses(await post({ OrderID, ...items(['X1', 2]) }), 400, 'OrderReturn.ItemQuantityExceeded')
    // Its own items do not stand in its way.
    await m.must('PATCH', `/orderreturns/${first.ID}`, items(['X1', 3]))
    await m.must('POST', `/orderreturns/${first.ID}/cancel`, undefined, alice)
    expect((await submit(second.ID)).status).toBe(201)
  })

  it('is taken by one of two returns that are submitted at once', async () => {
    const OrderID = await completed()
    const [one, two] = [await give(OrderID, items(['X1', 2])), await give(OrderID, items(['X1', 2]))]
    const answers = await Promise.all([submit(one.ID), submit(two.ID)])
    expect(answers.map((a) => a.status).sort()).toEqual([201, 400])
    refuses(answers.find((a) => a.status === 400)!, 400, 'OrderReturn.ItemQuantityExceeded')
  })

  it('is what was shipped also where a shipment goes at the same moment', async () => {
    const OrderID = await d.open(alice, 'taken-off', [['X1', 'P', 2]])
    const shipment = await d.shipment(DATED)
    await d.pack(shipment, OrderID, 'X1', 1)
    const { ID } = await give(OrderID, items(['X1', 1]))
    const [submitted] = await Promise.all([
      submit(ID),
      m.must('DELETE', `/shipments/${shipment}/items/${OrderID}/X1`),
    ])
    // Either it was there when the return was submitted, or it was not.
    expect([201, 400]).toContain(submitted.status)
    expect((await read(ID)).Status).toBe(submitted.status === 201 ? 'Open' : 'Unsubmitted')
    refuses(await post({ OrderID, ...items(['X1', 1]) }), 400, 'OrderReturn.ItemQuantityExceeded')
  })

  it('names each line once, and one that there is', async () => {
    const OrderID = await completed()
    refuses(
      await post({ OrderID, ...items(['X1', 1], ['x1', 1]) }),
      400,
      'OrderReturn.CannotCreateDuplicateItemToReturn',
    )
    expect((await post({ OrderID, ...items(['X9', 1]) })).body.Errors[0].Data).toEqual({
      ObjectType: 'LineItem',
      ObjectID: 'X9',
    })
  })

  it('is not what is not taken back, but for administrators', async () => {
    const OrderID = await completed()
    refuses(await post({ OrderID, ...items(['X2', 1]) }), 400, 'OrderReturn.ProductNotEligibleToReturn')
    expect((await post({ OrderID, ...items(['X2', 1]) }, m.seller)).status).toBe(201)
  })

  it('may be taken off again', async () => {
    const OrderID = await completed()
    const ItemsToReturn = [
      { LineItemID: 'X1', Quantity: 1, RefundAmount: 10 },
      { LineItemID: 'X2', Quantity: 1, RefundAmount: 15 },
    ]
    const { ID, RefundAmount } = await give(OrderID, { ItemsToReturn }, m.seller)
    expect(RefundAmount).toBe(25)
    const left = await m.api('DELETE', `/orderreturns/${ID}/items/x1`)
    expect(left).toMatchObject({
      status: 200,
      body: { RefundAmount: 15, ItemsToReturn: [{ LineItemID: 'X2' }] },
    })
    expect(await m.outcome('DELETE', `/orderreturns/${ID}/items/X1`)).toEqual([404, 'NotFound'])
  })
})

describe('who', () => {
  it('sees a return: those who see its order', async () => {
    const OrderID = await completed()
    const { ID } = await give(OrderID)
    const zoe = (await m.buyer()).user
    const { user: sam } = await m.supplier()
    for (const stranger of [bob, zoe, sam]) {
      expect(await m.outcome('GET', `/orderreturns/${ID}`, undefined, stranger)).toEqual([404, 'NotFound'])
      expect(await m.outcome('PUT', `/orderreturns/${ID}`, { OrderID }, stranger)).toEqual([404, 'NotFound'])
      expect(await m.outcome('POST', '/orderreturns', { OrderID }, stranger)).toEqual([404, 'NotFound'])
      expect((await m.must('GET', '/orderreturns', undefined, stranger)).Items).toEqual([])
    }
    // Nor does a stranger's own order tell that the ID is taken otherwise than by that.
    await d.open(bob, 'bobs', [['X1', 'P', 1]])
    expect(await m.outcome('PUT', `/orderreturns/${ID}`, { OrderID: 'bobs' }, bob)).toEqual([404, 'NotFound'])
    for (const one of [alice, carol, m.seller]) {
      expect((await read(ID, one)).OrderID).toBe(OrderID)
      const listed = await m.must('GET', `/orderreturns?OrderID=${OrderID}`, undefined, one)
      expect(listed.Items.map((r: { ID: string }) => r.ID)).toEqual([ID])
    }
  })

  it('changes it: the side that has made it, then administrators, as long as nothing has come of it', async () => {
    const OrderID = await completed()
    const { ID } = await give(OrderID)
    const patch = (body: object, as = alice) => m.outcome('PATCH', `/orderreturns/${ID}`, body, as)
    expect(await patch({ Comments: 'a' })).toBe(200)
    expect(await patch({ Comments: 'b' }, carol)).toBe(200)
    expect(await patch({ Comments: 'c' }, m.seller)).toEqual([403, 'Auth.InsufficientRoles'])
    expect(await patch({ xp: { seen: true } }, m.seller)).toBe(200)
    refuses(await submit(ID, m.seller), 403, 'Auth.InsufficientRoles')
    await submit(ID)
    expect(await patch({ Comments: 'd' })).toEqual([403, 'Auth.InsufficientRoles'])
    expect(await patch({ xp: null })).toEqual([403, 'Auth.InsufficientRoles'])
    expect(await patch({ Comments: 'e', RefundAmount: 0 }, m.seller)).toBe(200)
    await m.must('POST', `/orderreturns/${ID}/complete`)
    expect(await patch({ Comments: 'f' }, m.seller)).toEqual([400, 'ValidationFailure'])
    expect(await patch({ xp: { done: true } }, m.seller)).toBe(200)
  })

  it('cancels and deletes it', async () => {
    const OrderID = await completed()
    const { ID } = await give(OrderID)
    const cancel = (id: string, as = alice) => m.outcome('POST', `/orderreturns/${id}/cancel`, undefined, as)
    const remove = (id: string, as = alice) => m.outcome('DELETE', `/orderreturns/${id}`, undefined, as)
    expect(await cancel(ID)).toEqual([400, 'OrderReturn.CannotCancelUnsubmitted'])
    expect(await remove(ID)).toBe(204)
    const open = await opened(OrderID)
    expect(await cancel(open.ID)).toBe(201)
    expect(await cancel(open.ID)).toEqual([400, 'ValidationFailure'])
    const done = await opened(OrderID)
    await m.must('POST', `/orderreturns/${done.ID}/complete`)
    for (const refused of [await cancel(done.ID), await remove(done.ID)])
      expect(refused).toEqual([403, 'OrderReturn.NotAuthorizedToDelete'])
    expect(await cancel(done.ID, m.seller)).toBe(201)
    expect(await remove(done.ID, m.seller)).toBe(204)
    expect(await m.outcome('GET', `/orderreturns/${done.ID}`)).toEqual([404, 'NotFound'])
  })

  it('completes it without a payment: an administrator, once it is open and has an amount', async () => {
    const OrderID = await completed()
    const complete = (ID: string, as = m.seller) =>
      m.outcome('POST', `/orderreturns/${ID}/complete`, undefined, as)
    const { ID } = await opened(OrderID, null)
    expect(await complete(ID, alice)).toEqual([403, 'Auth.InsufficientRoles'])
    expect(await complete(ID)).toEqual([400, 'OrderReturn.CannotCompleteInvalidAmount'])
    await m.must('PATCH', `/orderreturns/${ID}`, { RefundAmount: 0 })
    expect(await complete(ID)).toBe(201)
    expect(await read(ID)).toMatchObject({ Status: 'Completed', DateCompleted: expect.any(String) })
    expect(await complete(ID)).toEqual([400, 'OrderReturn.CannotCompleteBadStatus'])
  })

  it('is no guest', async () => {
    const guest = await m.as(alice, { order: 'a-guests', client: m.clients.guests })
    expect(await m.outcome('POST', '/orderreturns', { OrderID: 'a-guests' }, guest)).toEqual([
      403,
      'Auth.AnonUserProhibited',
    ])
  })
})
