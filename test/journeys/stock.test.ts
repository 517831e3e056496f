import { beforeEach, describe, expect, it } from 'vitest'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'

let m: Marketplace
let shopper: User

/** A buyer `acme`, its product `mug` with the stock records `west` (5) and `east` (9), and `cup` with a counter of 5. */
beforeEach(async () => {
  m = await marketplace()
  ;({ user: shopper } = await m.buyer({ ID: 'acme' }))
  await m.must('POST', '/addresses', { ID: 'dock', Street1: 'Quay', City: 'Hamburg', Country: 'DE' })
  await m.product({ ID: 'acme' }, { ID: 'mug', Inventory: { Enabled: true, QuantityAvailable: 100 } })
  await m.product({ ID: 'acme' }, { ID: 'cup', Inventory: { Enabled: true, QuantityAvailable: 5 } })
  await record('west', 5)
  await record('east', 9)
})

const records = '/products/mug/inventoryrecords'
const record = (ID: string, QuantityAvailable: number, more: Record<string, unknown> = {}) =>
  m.must('POST', records, { ID, AddressID: 'dock', QuantityAvailable, ...more })
const held = async (ID: string) => (await m.must('GET', `${records}/${ID}`)).QuantityAvailable
const stock = async (product: string) =>
  (await m.must('GET', `/products/${product}`)).Inventory?.QuantityAvailable
const start = async (as: User = shopper) =>
  `/orders/Outgoing/${(await m.must('POST', '/orders/Outgoing', {}, as)).ID}`
const incoming = (order: string) => order.replace('Outgoing', 'Incoming')
const line = (order: string, ProductID: string, Quantity: number, more = {}, as: User = shopper) =>
  m.api('POST', `${order}/lineitems`, { ProductID, Quantity, ...more }, as)
const submit = (order: string, as: User = shopper) => m.api('POST', `${order}/submit`, {}, as)
const error = (answer: { body: { Errors?: { ErrorCode: string; Data: unknown }[] } }) =>
  answer.body?.Errors?.[0]
const codeOf = (answer: { status: number; body: { Errors?: { ErrorCode: string; Data: unknown }[] } }) =>
  error(answer)?.ErrorCode ?? answer.status
const west = { InventoryRecordID: 'WEST' }

describe('a line', () => {
  it('draws on the record it names: what is there is checked, and told', async () => {
    const order = await start()
    expect(error(await line(order, 'mug', 6, { ID: 'l', ...west }))).toMatchObject({
      ErrorCode: 'Inventory.Insufficient',
      Data: {
        ProductID: 'mug',
        VariantID: null,
        InventoryRecordID: 'west',
        LineItemID: 'l',
        QuantityAvailable: 5,
        QuantityRequested: 6,
      },
    })
    expect((await line(order, 'mug', 5, west)).body.InventoryRecordID).toBe('west')
    expect(await held('west')).toBe(5)
  })

  it('is checked with the other lines of its record, and apart from those of another', async () => {
    const order = await start()
    await line(order, 'mug', 3, { ID: 'a', ...west })
    expect(codeOf(await line(order, 'mug', 3, west))).toBe('Inventory.Insufficient')
    expect(codeOf(await line(order, 'mug', 9, { ID: 'b', InventoryRecordID: 'east' }))).toBe(201)
    const move = (ID: string, change: object) => m.api('PATCH', `${order}/lineitems/${ID}`, change, shopper)
    expect(codeOf(await move('b', west))).toBe('Inventory.Insufficient')
    expect(codeOf(await move('b', { Quantity: 2, ...west }))).toBe(200)
    expect(codeOf(await move('b', { Quantity: 3 }))).toBe('Inventory.Insufficient')
  })

  it('may ask more than there is of a record that can be exceeded', async () => {
    await m.must('PATCH', `${records}/west`, { OrderCanExceed: true })
    const order = await start()
    expect(codeOf(await line(order, 'mug', 8, west))).toBe(201)
    expect(codeOf(await submit(order))).toBe(201)
    expect(await held('west')).toBe(-3)
  })

  it('that names no record is not counted where there are any', async () => {
    const order = await start()
    expect(codeOf(await line(order, 'mug', 50))).toBe(201)
    expect(codeOf(await submit(order))).toBe(201)
    expect([await held('west'), await held('east')]).toEqual([5, 9])
    await m.must('DELETE', `${records}/west`)
    await m.must('DELETE', `${records}/east`)
    expect(await stock('mug')).toBe(100)
  })

  it('names only a record of its product that the order’s user sees', async () => {
    await record('hidden', 5, { AllowAllBuyers: false })
    const order = await start()
    const hidden = { InventoryRecordID: 'hidden' }
    expect(codeOf(await line(order, 'mug', 1, hidden))).toBe('NotFound')
    // Whoever writes the line: it is the user’s order.
    expect(codeOf(await line(incoming(order), 'mug', 1, hidden, m.seller))).toBe('NotFound')
    expect(codeOf(await line(order, 'cup', 1, west))).toBe('NotFound')
    expect(codeOf(await line(order, 'mug', 1, { InventoryRecordID: 'none' }))).toBe('NotFound')
    await m.must('POST', `${records}/assignments`, { InventoryRecordID: 'hidden', BuyerID: 'acme' })
    const { body } = await line(order, 'mug', 1, hidden)
    expect(body.InventoryRecordID).toBe('hidden')
    const unset = { InventoryRecordID: null }
    const freed = await m.must('PATCH', `${order}/lineitems/${body.ID}`, unset, shopper)
    expect(freed.InventoryRecordID).toBeNull()
  })

  it('keeps its record once the order is open', async () => {
    const order = await start()
    await line(order, 'mug', 1, { ID: 'l', ...west })
    await submit(order)
    const east = { InventoryRecordID: 'east' }
    const answer = await m.api('PATCH', `${incoming(order)}/lineitems/l`, east)
    expect(codeOf(answer)).toBe('ValidationFailure')
  })
})

describe('stock is taken', () => {
  it('when the order opens, from the record that is named alone', async () => {
    const order = await start()
    await line(order, 'mug', 2, west)
    await line(order, 'mug', 1, west)
    await line(order, 'cup', 4)
    expect([await held('west'), await stock('cup')]).toEqual([5, 5])
    expect(codeOf(await submit(order))).toBe(201)
    expect([await held('west'), await held('east'), await stock('cup')]).toEqual([2, 9, 1])
    expect(await stock('mug')).toBe(11)
  })

  it('not at all, where any counter has too little: every line is told', async () => {
    const order = await start()
    await line(order, 'mug', 5, { ID: 'a', ...west })
    await line(order, 'cup', 5, { ID: 'b' })
    await m.must('PATCH', `${records}/west`, { QuantityAvailable: 4 })
    await m.must('PATCH', '/products/cup', { Inventory: { QuantityAvailable: 4 } })
    for (const action of ['validate', 'submit']) {
      const { status, body } = await m.api('POST', `${order}/${action}`, {}, shopper)
      expect(status).toBe(400)
      expect(body.Errors.map((e: { Data: { LineItemID: string } }) => e.Data.LineItemID)).toEqual(['a', 'b'])
    }
    expect([await held('west'), await stock('cup')]).toEqual([4, 4])
  })

  it('and given back to the record when an order is canceled or deleted', async () => {
    for (const end of ['cancel', 'delete']) {
      const order = await start()
      await line(order, 'mug', 3, west)
      await line(order, 'cup', 2)
      await submit(order)
      expect([await held('west'), await stock('cup')]).toEqual([2, 3])
      if (end === 'cancel') await m.must('POST', `${incoming(order)}/cancel`, {})
      else await m.must('DELETE', incoming(order))
      expect([await held('west'), await stock('cup')]).toEqual([5, 5])
    }
  })

  it('by what has not been shipped, when part of it was', async () => {
    const order = await start()
    await line(order, 'mug', 4, { ID: 'l', ...west })
    await submit(order)
    const shipment = await m.must('POST', '/shipments', { BuyerID: 'acme' })
    await m.must('POST', `/shipments/${shipment.ID}/items`, {
      OrderID: order.split('/').at(-1),
      LineItemID: 'l',
      QuantityShipped: 1,
    })
    await m.must('POST', `${incoming(order)}/cancel`, {})
    expect(await held('west')).toBe(4)
  })

  it('by the difference, when the seller edits an open order, sufficient or not', async () => {
    const order = await start()
    await line(order, 'mug', 2, { ID: 'l', ...west })
    await submit(order)
    const open = incoming(order)
    await m.must('PATCH', `${open}/lineitems/l`, { Quantity: 9 })
    expect(await held('west')).toBe(-4)
    await m.must('PATCH', `${open}/lineitems/l`, { Quantity: 1 })
    expect(codeOf(await line(open, 'mug', 3, { ID: 'n', ...west }, m.seller))).toBe(201)
    expect(await held('west')).toBe(1)
    await m.must('DELETE', `${open}/lineitems/n`)
    await m.must('POST', `${open}/cancel`, {})
    expect(await held('west')).toBe(5)
  })

  it('from nothing that is not counted, and then nothing is given back', async () => {
    await m.product({ ID: 'acme' }, { ID: 'hat' })
    const order = await start()
    await line(order, 'hat', 3)
    await line(order, 'cup', 2)
    await submit(order)
    await m.must('PATCH', '/products/hat', { Inventory: { Enabled: true, QuantityAvailable: 10 } })
    await m.must('PATCH', '/products/cup', { Inventory: { Enabled: false } })
    await m.must('POST', `${incoming(order)}/cancel`, {})
    await m.must('PATCH', '/products/cup', { Inventory: { Enabled: true } })
    expect([await stock('hat'), await stock('cup')]).toEqual([10, 5])
  })
})

describe('a deleted record', () => {
  it('is refused while lines of open orders draw on it', async () => {
    const order = await start()
    await line(order, 'mug', 1, west)
    await submit(order)
    expect(error(await m.api('DELETE', `${records}/west`))?.ErrorCode).toBe('InventoryRecord.OpenOrdersExist')
    await m.must('POST', `${incoming(order)}/cancel`, {})
    await m.must('DELETE', `${records}/west`)
    expect((await m.must('GET', `${order}/lineitems`, undefined, shopper)).Items[0].InventoryRecordID).toBe(
      'west',
    )
  })

  it('leaves the lines of orders that are still to be submitted', async () => {
    const order = await start()
    await line(order, 'mug', 1, west)
    await m.must('DELETE', `${records}/west`)
    const [left] = (await m.must('GET', `${order}/lineitems`, undefined, shopper)).Items
    expect(left.InventoryRecordID).toBeNull()
    expect(codeOf(await submit(order))).toBe(201)
    expect(await held('east')).toBe(9)
  })

  it('leaves them too when it goes with its supplier', async () => {
    await m.supplier({ ID: 's1' })
    await m.must('POST', '/suppliers/s1/addresses', {
      ID: 'yard',
      Street1: 'Quay',
      City: 'Hamburg',
      Country: 'DE',
    })
    await record('theirs', 3, { OwnerID: 's1', AddressID: 'yard' })
    const order = await start()
    await line(order, 'mug', 1, { InventoryRecordID: 'theirs' })
    await m.must('DELETE', '/suppliers/s1')
    const [left] = (await m.must('GET', `${order}/lineitems`, undefined, shopper)).Items
    expect(left.InventoryRecordID).toBeNull()
    expect(await stock('mug')).toBe(14)
  })

  it('keeps its place in lines under another ID', async () => {
    const order = await start()
    await line(order, 'mug', 2, west)
    await m.must('PATCH', `${records}/west`, { ID: 'far-west' })
    expect(codeOf(await submit(order))).toBe(201)
    expect(await held('far-west')).toBe(3)
  })
})

describe('at once', () => {
  it('fifty takers of twenty units of one record: twenty are served, none below zero, none lost', async () => {
    await m.must('PATCH', `${records}/west`, { QuantityAvailable: 20 })
    const orders = await Promise.all(
      Array.from({ length: 50 }, async () => {
        const order = await start()
        await line(order, 'mug', 1, west)
        return order
      }),
    )
    const answers = await Promise.all(orders.map((o) => submit(o)))
    expect(answers.filter((a) => a.status === 201)).toHaveLength(20)
    expect(new Set(answers.filter((a) => a.status !== 201).map(codeOf))).toEqual(
      new Set(['Inventory.Insufficient']),
    )
    expect(await held('west')).toBe(0)
  })

  it('a submit and the deletion of its record: one of the two happens first, and both are right', async () => {
    for (let i = 0; i < 8; i++) {
      await record(`r${i}`, 3)
      const order = await start()
      await line(order, 'mug', 2, { ID: 'l', InventoryRecordID: `r${i}` })
      const [submitted, deleted] = await Promise.all([submit(order), m.api('DELETE', `${records}/r${i}`)])
      expect(submitted.status).toBe(201)
      const { InventoryRecordID } = await m.must('GET', `${order}/lineitems/l`, undefined, shopper)
      if (deleted.status === 204) expect(InventoryRecordID).toBeNull()
      else {
        expect([codeOf(deleted), InventoryRecordID]).toEqual(['InventoryRecord.OpenOrdersExist', `r${i}`])
        expect(await held(`r${i}`)).toBe(1)
      }
    }
  })

  it('a first record and a submit: stock is taken before it, or not at all', async () => {
    for (let i = 0; i < 5; i++) {
      await m.product({ ID: 'acme' }, { ID: `p${i}`, Inventory: { Enabled: true, QuantityAvailable: 5 } })
      const order = await start()
      await line(order, `p${i}`, 2)
      const [submitted] = await Promise.all([
        submit(order),
        m.must('POST', `/products/p${i}/inventoryrecords`, { ID: 'r', AddressID: 'dock' }),
      ])
      expect(submitted.status).toBe(201)
      await m.must('POST', `${incoming(order)}/cancel`, {})
      await m.must('DELETE', `/products/p${i}/inventoryrecords/r`)
      expect(await stock(`p${i}`)).toBe(5)
    }
  })
})
