import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { codes, DATED } from '../../fulfillment/support.ts'
import { receive } from '../../integration/receiver.ts'
import { alice, d, forwarded, MIXED, m, outgoing, sam, sue, useSuppliers } from './suppliers.ts'

useSuppliers()

describe('an order that is forwarded', () => {
  it('makes an open order to each supplier, and says what is left', async () => {
    await d.open(alice, 'C1', MIXED)
    const result = await m.must('POST', '/orders/Incoming/C1/forward')
    expect(result.RemainingLineItemIDs).toEqual(['X3'])
    expect(result.OutgoingOrders).toMatchObject([
      { FromCompanyID: m.id, ToCompanyID: 'S1', Status: 'Open', IsSubmitted: true, Subtotal: 40, xp: null },
      { FromCompanyID: m.id, ToCompanyID: 'S2', Status: 'Open', LineItemCount: 1, Total: 40 },
    ])
    expect(result.OutgoingOrders[0]).toMatchObject({
      FromUserID: m.seller.ID,
      FromUser: { ID: m.seller.ID, Username: m.seller.username },
      PromotionDiscount: 0,
      TaxCost: 0,
      Comments: null,
    })
    const again = await m.must('POST', '/orders/Incoming/C1/forward')
    expect(again).toEqual({ OutgoingOrders: [], RemainingLineItemIDs: ['X3'] })
  })

  it('splits without submitting what is submitted by forwarding it later, or by itself', async () => {
    await d.open(alice, 'C2', MIXED)
    const { OutgoingOrders } = await m.must('POST', '/orders/Incoming/C2/split')
    expect(OutgoingOrders.map((o: { Status: string }) => o.Status)).toEqual(['Unsubmitted', 'Unsubmitted'])
    const [first, second] = OutgoingOrders.map((o: { ID: string }) => o.ID)
    expect((await m.api('GET', `/orders/Incoming/${first}`, undefined, sue)).status).toBe(404)
    expect(await m.must('POST', `/orders/Outgoing/${first}/submit`)).toMatchObject({
      Status: 'Open',
      Total: 40,
    })
    const result = await m.must('POST', '/orders/All/C2/forward')
    expect(result.OutgoingOrders).toMatchObject([
      { ID: second, Status: 'Open', FromUser: { ID: m.seller.ID } },
    ])
    expect(await m.must('GET', `/orders/Incoming/${first}`, undefined, sue)).toMatchObject({
      ToCompanyID: 'S1',
    })
  })

  it('is the buyer’s, submitted, and forwarded by the marketplace owner', async () => {
    await forwarded('C3')
    const forward = (path: string, as?: Parameters<typeof m.outcome>[3]) =>
      m.outcome('POST', `/orders/${path}/forward`, undefined, as)
    expect(await forward('Outgoing/C3', alice)).toEqual([403, 'Auth.InsufficientRoles'])
    expect(await forward('Incoming/C3-S1', sue)).toEqual([403, 'Order.CannotSplitWrongUserType'])
    expect(await forward('Outgoing/C3-S1')).toEqual([400, 'Order.CannotSplitOutgoing'])
    await d.draft(alice, 'draft', MIXED)
    expect(await forward('Incoming/draft')).toEqual([400, 'Order.AllowedOnSubmittedOnly'])
    await d.open(alice, 'gone', MIXED)
    await m.must('POST', '/orders/Incoming/gone/cancel')
    expect(await forward('Incoming/gone')).toEqual([400, 'Order.AllowedOnSubmittedOnly'])
  })

  it('is forwarded once, however many ask at once', async () => {
    await d.open(alice, 'C4', MIXED)
    const answers = await Promise.all([1, 2, 3, 4].map(() => m.must('POST', '/orders/Incoming/C4/forward')))
    expect(answers.flatMap((a) => a.OutgoingOrders)).toHaveLength(2)
    const { Items } = await m.must('GET', '/orders/Incoming/C4/lineitems')
    const ids = answers.flatMap((a) => a.OutgoingOrders.map((o: { ID: string }) => o.ID))
    expect(Items.map((l: { OutgoingOrderID: string | null }) => ids.includes(l.OutgoingOrderID))).toEqual([
      true,
      true,
      false,
    ])
  })

  it('cannot be deleted before the orders to its suppliers, whose lines are then free again', async () => {
    await forwarded('C5')
    expect(await m.outcome('DELETE', '/orders/Incoming/C5')).toEqual([
      400,
      'Order.CannotDeleteForwardedOrder',
    ])
    await m.must('DELETE', '/orders/Outgoing/C5-S1')
    expect(await d.line('C5', 'X1')).toMatchObject({ OutgoingOrderID: null, UnitPrice: 25, Quantity: 2 })
    const again = await m.must('POST', '/orders/Incoming/C5/forward')
    expect(again.OutgoingOrders).toMatchObject([{ ToCompanyID: 'S1', Total: 40 }])
    await m.must('DELETE', `/orders/Outgoing/${again.OutgoingOrders[0].ID}`)
    await m.must('DELETE', '/orders/Outgoing/C5-S2')
    await m.must('DELETE', '/orders/Incoming/C5')
  })

  it('leaves those to its suppliers as they are when it is canceled', async () => {
    await forwarded('C6')
    await m.must('POST', '/orders/Incoming/C6/cancel')
    expect((await outgoing('C6-S1')).Status).toBe('Open')
    await m.must('POST', '/orders/Outgoing/C6-S2/cancel')
    expect((await outgoing('C6-S2')).Status).toBe('Canceled')
  })
})

it('an order to a supplier is told to its user as it opens, with the products of its own lines', async () => {
  const told = async () => {
    const { results } = await env.DB.prepare(
      "select Claims ->> 'user' User, Body from events where Marketplace = ? and MessageType = 'OrderSubmitted' order by ID",
    )
      .bind(m.id)
      .all<{ User: string; Body: string }>()
    const all = results.map(({ User, Body }) => ({ User, ...JSON.parse(Body) }))
    return all.map(({ User, Order, Products }) => [User, Order.ToCompanyID, Products.map(idOf)]).sort()
  }
  const idOf = ({ ID }: { ID: string }) => ID
  receive()
  await d.open(alice, 'M1', MIXED)
  await m.must('POST', '/messagesenders', {
    ID: 'mail',
    Name: 'Mail',
    URL: 'https://mail.example.com',
    SharedKey: 'key',
    MessageTypes: ['OrderSubmitted'],
  })
  await m.must('POST', '/messagesenders/assignments', { MessageSenderID: 'mail' })
  const { OutgoingOrders } = await m.must('POST', '/orders/Incoming/M1/split')
  expect(await told()).toEqual([])
  await m.must('POST', `/orders/Outgoing/${OutgoingOrders[0].ID}/submit`)
  expect(await told()).toEqual([[m.seller.ID, 'S1', ['PS1']]])
  await m.must('POST', '/orders/Incoming/M1/forward')
  expect(await told()).toEqual([
    [m.seller.ID, 'S1', ['PS1']],
    [m.seller.ID, 'S2', ['PS2']],
  ])
  await m.must('DELETE', '/messagesenders/mail')
})

describe('a line on two orders', () => {
  it('is one: what is written of it on either shows on both', async () => {
    await forwarded('L1')
    const { Items } = await m.must('GET', '/orders/Incoming/L1-S1/lineitems', undefined, sue)
    expect(Items).toMatchObject([{ ID: 'X1', Quantity: 2, OutgoingOrderID: null, IncomingOrderID: null }])
    await m.must('PATCH', '/orders/Outgoing/L1-S1/lineitems/X1', { xp: { st: 'packed' } })
    const seen = await m.must('GET', '/orders/Outgoing/L1/lineitems/X1', undefined, alice)
    expect(seen).toMatchObject({ xp: { st: 'packed' }, OutgoingOrderID: null, IncomingOrderID: null })
    await m.must('PATCH', '/orders/Incoming/L1/lineitems/X1', { xp: { st: 'sent' } })
    const there = await m.must('GET', '/orders/Outgoing/L1-S1/lineitems/X1')
    expect(there).toMatchObject({ xp: { st: 'sent' }, OutgoingOrderID: 'L1-S1', IncomingOrderID: 'L1' })
    const filtered = await m.must('GET', '/orders/Incoming/L1/lineitems?OutgoingOrderID=l1-s1')
    expect(filtered.Items.map((l: { ID: string }) => l.ID)).toEqual(['X1'])
  })

  it('has a price of its own on each', async () => {
    await forwarded('L2')
    expect(await d.line('L2', 'X1')).toMatchObject({ UnitPrice: 25, LineTotal: 50 })
    const there = '/orders/Outgoing/L2-S1/lineitems'
    expect(await m.must('GET', `${there}/X1`)).toMatchObject({
      UnitPrice: 20,
      LineTotal: 40,
      PriceScheduleID: 'PS1',
    })
    await m.must('PATCH', `${there}/X1`, { UnitPrice: 18 })
    expect((await outgoing('L2-S1')).Total).toBe(36)
    expect((await d.order('L2')).Subtotal).toBe(50 + 40 + 10)
    expect((await m.must('GET', `${there}?UnitPrice=18`)).Meta.TotalCount).toBe(1)
    expect((await m.must('GET', '/orders/Incoming/L2/lineitems?UnitPrice=25')).Meta.TotalCount).toBe(1)
    const across = await m.must('GET', '/lineitems/incoming?OrderID=L2-S1', undefined, sue)
    expect(across.Items).toMatchObject([{ ID: 'X1', OrderID: 'L2-S1', UnitPrice: 18, LineSubtotal: 36 }])
    expect((await m.must('GET', '/orders/Outgoing?LineItems.UnitPrice=18')).Items).toMatchObject([
      { ID: 'L2-S1' },
    ])
  })

  it('is as many on both, and counts in both totals and in stock', async () => {
    await m.must('PATCH', '/products/PS1', { Inventory: { Enabled: true, QuantityAvailable: 100 } })
    const left = async () => (await m.must('GET', '/products/PS1')).Inventory.QuantityAvailable
    await forwarded('L3')
    expect(await left()).toBe(98)
    await m.must('PATCH', '/orders/Outgoing/L3-S1/lineitems/X1', { Quantity: 3 })
    expect([await left(), (await outgoing('L3-S1')).Total, (await d.order('L3')).Total]).toEqual([
      97, 60, 125,
    ])
    await m.must('PATCH', '/orders/Incoming/L3/lineitems/X1', { Quantity: 1 })
    expect([await left(), (await outgoing('L3-S1')).Total, (await d.order('L3')).Total]).toEqual([99, 20, 75])
  })

  it('keeps what was agreed on each where the other is canceled', async () => {
    for (const canceled of ['Incoming/L6', 'Outgoing/L7-S1']) {
      const ID = await forwarded(canceled.slice(9, 11))
      await m.must('POST', `/orders/${canceled}/cancel`)
      const other = ID === 'L6' ? 'Outgoing/L6-S1' : 'Incoming/L7'
      await m.must('PATCH', `/orders/${other}/lineitems/X1`, { Quantity: 3 })
      expect([(await outgoing(`${ID}-S1`)).Total, (await d.line(ID, 'X1')).LineTotal]).toEqual([60, 75])
    }
  })

  it('leaves one without the other, or both', async () => {
    await forwarded('L4')
    await m.must('DELETE', '/orders/Outgoing/L4-S1/lineitems/X1')
    expect(await outgoing('L4-S1')).toMatchObject({ Total: 0, LineItemCount: 0 })
    expect(await d.line('L4', 'X1')).toMatchObject({ OutgoingOrderID: null, UnitPrice: 25 })
    await m.must('DELETE', '/orders/Incoming/L4/lineitems/X2')
    expect(await outgoing('L4-S2')).toMatchObject({ Total: 0, LineItemCount: 0 })
    const added = { ProductID: 'PS1' }
    expect(await m.outcome('POST', '/orders/Outgoing/L4-S1/lineitems', added)).toEqual([
      400,
      'ValidationFailure',
    ])
  })

  it('loses nothing when both change it at once', async () => {
    await forwarded('L5')
    const changes = [1, 2, 3, 4, 5].flatMap((i) => [
      m.must('PATCH', '/orders/Outgoing/L5-S1/lineitems/X1', { xp: { [`out${i}`]: i } }),
      m.must('PATCH', '/orders/Incoming/L5/lineitems/X1', { xp: { [`in${i}`]: i } }),
    ])
    await Promise.all(changes)
    expect(Object.keys((await d.line('L5', 'X1')).xp)).toHaveLength(10)
  })
})

describe('a supplier who ships', () => {
  it('completes its own order, and the last of them the buyer’s', async () => {
    await forwarded('S')
    const ship = async (as: typeof sue, order: string, line: string, quantity: number) => {
      const shipment = await d.shipment({}, as)
      expect(await d.pack(shipment, order, line, quantity, as)).toMatchObject({
        status: 200,
        body: { OrderID: order, LineItemID: line },
      })
      await m.must('PATCH', `/shipments/${shipment}`, DATED, as)
      return shipment
    }
    const first = await ship(sue, 'S-S1', 'X1', 2)
    expect([(await outgoing('S-S1')).Status, (await d.order('S')).Status]).toEqual(['Completed', 'Open'])
    await ship(sam, 'S-S2', 'X2', 1)
    await ship(m.seller, 'S', 'X3', 1)
    expect((await d.order('S')).Status).toBe('Completed')
    expect((await m.must('GET', '/orders/Incoming/S/shipments')).Meta.TotalCount).toBe(3)
    expect((await m.must('GET', '/orders/Incoming/S-S1/shipments', undefined, sue)).Items).toMatchObject([
      { ID: first, BuyerID: 'B1' },
    ])
    const items = async (as: typeof sue, path: string) =>
      (await m.must('GET', `${path}/${first}/items`, undefined, as)).Items
    expect(await items(sue, '/shipments')).toMatchObject([{ OrderID: 'S-S1', UnitPrice: 20 }])
    expect(await items(alice, '/me/shipments')).toMatchObject([{ OrderID: 'S', UnitPrice: 25 }])
    expect(await items(m.seller, '/shipments')).toMatchObject([{ OrderID: 'S' }])
    await m.must('DELETE', `/shipments/${first}/items/S-S1/X1`)
    expect([(await outgoing('S-S1')).Status, (await d.order('S')).Status]).toEqual(['Open', 'Open'])
  })

  it('ships the whole of its order, and nothing of another’s', async () => {
    await forwarded('T')
    expect(await m.must('POST', '/orders/Incoming/T-S1/ship', {}, sue)).toMatchObject({ Status: 'Completed' })
    expect(await d.line('T', 'X1')).toMatchObject({ QuantityShipped: 2 })
    expect(await d.line('T', 'X2')).toMatchObject({ QuantityShipped: 0 })
    const shipment = await d.shipment({}, sam)
    const answers = [
      await d.pack(shipment, 'T-S1', 'X1', 1, sam),
      await d.pack(shipment, 'T-S2', 'X1', 1, sam),
    ]
    expect(answers.map((a) => [a.status, ...codes(a)])).toEqual([
      [404, 'NotFound'],
      [404, 'NotFound'],
    ])
    const conflict = await m.api('POST', '/orders/Incoming/T/ship', {})
    expect(codes(conflict)).toEqual(['Order.ConflictsWithOtherShipments'])
  })
})
