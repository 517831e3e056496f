import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { DATED } from '../../fulfillment/support.ts'
import { receive } from '../../integration/receiver.ts'
import { beforeItWrites } from '../../support/observe.ts'
import { alice, d, forwarded, MIXED, m, outgoing, sue, useSuppliers } from './suppliers.ts'

useSuppliers()

const street = { Street1: '1 Quay', City: 'Hamburg', Country: 'DE' }

describe('a line on two orders', () => {
  it('stays on both, whatever else of either is written', async () => {
    await forwarded('K1')
    await m.must('PUT', '/orders/Outgoing/K1-S1/billto', street)
    await m.must('PATCH', '/orders/Outgoing/K1-S1/fromuser', { FirstName: 'Ada' })
    await m.must('PATCH', '/orders/Outgoing/K1-S1', { Comments: 'Soon' })
    await m.must('PUT', '/orders/Incoming/K1/billto', street)
    expect(await d.line('K1', 'X1')).toMatchObject({ OutgoingOrderID: 'K1-S1' })
    expect(await outgoing('K1-S1')).toMatchObject({ LineItemCount: 1, Total: 40, Comments: 'Soon' })
  })

  it('is as many on both though one of them is called off', async () => {
    await forwarded('K2')
    await m.must('POST', '/orders/Outgoing/K2-S1/cancel')
    await m.must('PATCH', '/orders/Incoming/K2/lineitems/X1', { Quantity: 3 })
    await m.must('POST', '/orders/Incoming/K2/cancel')
    await m.must('PATCH', '/orders/Outgoing/K2-S2/lineitems/X2', { Quantity: 2 })
    const totals = [d.order('K2'), outgoing('K2-S1'), outgoing('K2-S2')]
    expect((await Promise.all(totals)).map((o) => o.Total)).toEqual([165, 60, 80])
  })

  it('is renamed on the order it is of, with what is taken off it', async () => {
    const each = { EligibleExpression: "item.ProductID = 'PS1'", ValueExpression: 'item.Quantity' }
    await m.must('POST', '/promotions', {
      ...each,
      ID: 'each',
      Code: 'each',
      LineItemLevel: true,
      AllowAllBuyers: true,
    })
    await d.draft(alice, 'K3', MIXED)
    await m.must('POST', '/orders/Outgoing/K3/promotions/each', undefined, alice)
    await m.must('POST', '/orders/Outgoing/K3/submit', undefined, alice)
    await m.must('POST', '/orders/Incoming/K3/forward')
    const { OutgoingOrderID } = await d.line('K3', 'X1')
    const there = `/orders/Outgoing/${OutgoingOrderID}/lineitems`
    expect(await m.outcome('PATCH', `${there}/X1`, { ID: 'Y1' })).toEqual([400, 'ValidationFailure'])
    await m.must('PATCH', '/orders/Incoming/K3/lineitems/X1', { ID: 'Y1' })
    expect(await m.must('GET', `${there}/Y1`)).toMatchObject({ UnitPrice: 20, PromotionDiscount: 0 })
    expect((await m.must('GET', '/orders/Incoming/K3/promotions')).Items).toMatchObject([
      { LineItemID: 'Y1', Amount: 2 },
    ])
  })

  it('moves the time of both, and that of no other order', async () => {
    await d.open(alice, 'K4', MIXED.slice(0, 1))
    await m.must('POST', '/orders/Incoming/K4/forward')
    const { OutgoingOrderID } = await d.line('K4', 'X1')
    const first = await outgoing(OutgoingOrderID)
    await m.must('POST', '/orders/Incoming/K4/lineitems', { ID: 'X2', ProductID: 'PS2' })
    await m.must('POST', '/orders/Incoming/K4/forward')
    expect(await outgoing(OutgoingOrderID)).toEqual(first)
    await m.must('PUT', '/orders/Incoming/K4/shipto', street)
    expect((await outgoing(OutgoingOrderID)).LastUpdated > first.LastUpdated).toBe(true)
  })
})

it('what is written at once of orders that share lines leaves each with what it carries', async () => {
  await forwarded('M1')
  const [own, others] = [await d.shipment({}, sue), await d.shipment()]
  const lines = (order: string) => `/orders/${order}/lineitems`
  await Promise.all([
    m.api('DELETE', '/orders/Outgoing/M1-S2'),
    m.api('POST', '/orders/Incoming/M1/forward'),
    m.api('PATCH', `${lines('Outgoing/M1-S1')}/X1`, { Quantity: 5 }),
    m.api('PATCH', `${lines('Incoming/M1')}/X2`, { Quantity: 3 }),
    d.pack(own, 'M1-S1', 'X1', 1, sue),
    d.pack(others, 'M1', 'X1', 1),
    m.api('POST', lines('Incoming/M1'), { ID: 'X4', ProductID: 'PS1' }),
    m.api('DELETE', `${lines('Incoming/M1')}/X3`),
  ])
  await m.must('POST', '/orders/Incoming/M1/forward')
  const { Items } = await m.must('GET', lines('Incoming/M1'))
  expect(Items).toMatchObject([{ ID: 'X1', Quantity: 5, QuantityShipped: 2 }, { ID: 'X2' }, { ID: 'X4' }])
  for (const { ID, OutgoingOrderID } of Items) {
    const there = await m.must('GET', lines(`Outgoing/${OutgoingOrderID}`))
    expect(there.Items.map((l: { ID: string }) => l.ID)).toContain(ID)
    const sum = there.Items.reduce((all: number, l: { LineTotal: number }) => all + l.LineTotal, 0)
    expect(await outgoing(OutgoingOrderID)).toMatchObject({ Total: sum, LineItemCount: there.Items.length })
  }
  expect((await d.order('M1')).Total).toBe(25 * 5 + 40 * 3 + 25)
})

it('orders go to suppliers as they are called, and are there, at that moment', async () => {
  const { user } = await m.supplier({ ID: 'S3' })
  await m.product({ ID: 'B1' }, { ID: 'PS3', DefaultSupplierID: 'S3' })
  const forward = async (ID: string, meanwhile: () => Promise<unknown>) => {
    await d.open(alice, ID, [['X1', 'PS3', 1]])
    beforeItWrites(meanwhile)
    return (await m.must('POST', `/orders/Incoming/${ID}/forward`)).OutgoingOrders
  }
  const renamed = await forward('G1', () => m.must('PATCH', '/suppliers/S3', { ID: 'S4' }))
  expect(renamed).toMatchObject([{ ToCompanyID: 'S4' }])
  await m.must('DELETE', `/suppliers/S4/users/${user.ID}`)
  expect(await forward('G2', () => m.must('DELETE', '/suppliers/S4'))).toEqual([])
})

it('what was split off is opened without its user once they are gone', async () => {
  const eve = await m.user('Seller', m.id, ['FullAccess'])
  await d.open(alice, 'E1', MIXED.slice(0, 1))
  await m.must('POST', '/orders/Incoming/E1/split', undefined, eve)
  await m.must('DELETE', `/adminusers/${eve.ID}`)
  const { OutgoingOrders } = await m.must('POST', '/orders/Incoming/E1/forward')
  expect(OutgoingOrders).toMatchObject([{ FromUserID: eve.ID, FromUser: null, Status: 'Open' }])
})

describe('a shipment', () => {
  it('is told to the buyer as they see its lines, whoever sends it', async () => {
    receive()
    const sender = { Name: 'Mailer', URL: 'https://mail.example.com', SharedKey: 'k', AllowAllBuyers: true }
    await m.must('POST', '/messagesenders', { ...sender, MessageTypes: ['ShipmentCreated'] })
    await forwarded('T1')
    const shipment = await d.shipment()
    await d.pack(shipment, 'T1', 'X1', 1)
    await m.must('PATCH', `/shipments/${shipment}`, DATED)
    const told = await env.DB.prepare('select Body from events where Marketplace = ? and MessageType = ?')
      .bind(m.id, 'ShipmentCreated')
      .first<string>('Body')
    expect(JSON.parse(told!).LineItems).toMatchObject([
      { ID: 'X1', IncomingOrderID: null, OutgoingOrderID: null },
      { ID: 'X2' },
      { ID: 'X3' },
    ])
  })

  it('is there for a supplier once an order to it is that has a line on it', async () => {
    await d.open(alice, 'H1', MIXED)
    const { OutgoingOrders } = await m.must('POST', '/orders/Incoming/H1/split')
    const shipment = await d.shipment()
    await d.pack(shipment, 'H1', 'X1', 1)
    const seen = () => m.outcome('GET', `/shipments/${shipment}`, undefined, sue)
    expect(await seen()).toEqual([404, 'NotFound'])
    await m.must('POST', `/orders/Outgoing/${OutgoingOrders[0].ID}/submit`)
    expect(await seen()).toBe(200)
  })

  it('has items by the order they are on, whatever else is called so', async () => {
    await forwarded('N1')
    await forwarded('N2')
    await m.must('PATCH', '/orders/Outgoing/N1-S1', { ID: 'N2' })
    const shipment = await d.shipment()
    await d.pack(shipment, 'N1', 'X1', 1)
    await d.pack(shipment, 'N2', 'X1', 2)
    for (const [OrderID, QuantityShipped] of [
      ['N1', 1],
      ['N2', 2],
    ])
      expect(await m.must('GET', `/shipments/${shipment}/items/${OrderID}/X1`)).toMatchObject({
        OrderID,
        QuantityShipped,
      })
    await m.must('DELETE', `/shipments/${shipment}/items/N2/X1`)
    expect((await d.items(shipment)).map((i) => i.OrderID)).toEqual(['N1'])
  })

  it('ships nothing of an order to a supplier that is deleted at that moment', async () => {
    await forwarded('Z')
    const shipment = await d.shipment({}, sue)
    beforeItWrites(() => m.must('DELETE', '/orders/Outgoing/Z-S1'))
    expect((await d.pack(shipment, 'Z-S1', 'X1', 1, sue)).status).toBe(404)
    expect(await d.line('Z', 'X1')).toMatchObject({ QuantityShipped: 0, OutgoingOrderID: null })
  })
})
