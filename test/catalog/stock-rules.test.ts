import { beforeEach, describe, expect, it } from 'vitest'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'

let m: Marketplace
let shopper: User

/** A buyer `acme` that sees the product `mug`, of which there are nine. */
beforeEach(async () => {
  m = await marketplace()
  ;({ user: shopper } = await m.buyer({ ID: 'acme' }))
  await m.product({ ID: 'acme' }, { ID: 'mug', Inventory: { Enabled: true, QuantityAvailable: 9 } })
})

const times = <T>(n: number, make: (i: number) => Promise<T>) =>
  Promise.all(Array.from({ length: n }, (_, i) => make(i)))
const codeOf = ({ status, body }: { status: number; body: { Errors?: { ErrorCode: string }[] } }) =>
  body?.Errors?.[0]?.ErrorCode ?? status
const patch = (Inventory: unknown, product = 'mug') => m.must('PATCH', `/products/${product}`, { Inventory })
const stock = async (product = 'mug') =>
  (await m.must('GET', `/products/${product}`)).Inventory?.QuantityAvailable
const start = async () => `/orders/Outgoing/${(await m.must('POST', '/orders/Outgoing', {}, shopper)).ID}`
const incoming = (order: string) => order.replace('Outgoing', 'Incoming')
const add = (order: string, body: object) => m.api('POST', `${order}/lineitems`, body, shopper)
const submit = (order: string) => m.api('POST', `${order}/submit`, {}, shopper)

describe('the inventory of a product', () => {
  it('reads a quantity of zero where it is enabled without one', async () => {
    const made = await m.product({ ID: 'acme' }, { ID: 'cup', Inventory: { Enabled: true } })
    expect(made.Inventory.QuantityAvailable).toBe(0)
    expect((await m.must('GET', '/products/cup')).Inventory.QuantityAvailable).toBe(0)
    expect((await m.must('GET', '/me/products/cup', undefined, shopper)).Inventory.QuantityAvailable).toBe(0)
    expect(codeOf(await add(await start(), { ProductID: 'cup' }))).toBe('Inventory.Insufficient')
  })

  it('is set by a PATCH of the quantity alone', async () => {
    await patch({ NotificationPoint: 2, OrderCanExceed: true })
    expect((await patch({ QuantityAvailable: 5 })).Inventory).toMatchObject({
      Enabled: true,
      NotificationPoint: 2,
      OrderCanExceed: true,
      QuantityAvailable: 5,
      LastUpdated: expect.any(String),
    })
  })

  it('takes no quantity while it is not enabled, but both in one call', async () => {
    await m.product({ ID: 'acme' }, { ID: 'cup' })
    const Inventory = { QuantityAvailable: 5 }
    const off = { Name: 'Cup', Active: true, Inventory: { ...Inventory, Enabled: false } }
    for (const [method, path, body] of [
      ['PATCH', '/products/cup', { Inventory }],
      ['PUT', '/products/cup', off],
      ['POST', '/products', off],
    ] as const)
      expect([method, codeOf(await m.api(method, path, body))]).toEqual([method, 'Product.InventoryDisabled'])
    expect((await patch({ Enabled: true, QuantityAvailable: 5 }, 'cup')).Inventory.QuantityAvailable).toBe(5)
  })

  it('lets orders go below its notification point', async () => {
    await patch({ NotificationPoint: 8 })
    const order = await start()
    expect(codeOf(await add(order, { ProductID: 'mug', Quantity: 9 }))).toBe(201)
    expect(codeOf(await submit(order))).toBe(201)
    expect(await stock()).toBe(0)
  })
})

describe('stock stays as it is', () => {
  it('while an order is unsubmitted, whatever becomes of it', async () => {
    const order = await start()
    await add(order, { ID: 'l', ProductID: 'mug', Quantity: 4 })
    await m.must('PATCH', `${order}/lineitems/l`, { Quantity: 6 }, shopper)
    await m.must('POST', `${order}/validate`, {}, shopper)
    expect(await stock()).toBe(9)
    await m.must('DELETE', `${order}/lineitems/l`, undefined, shopper)
    await add(order, { ProductID: 'mug', Quantity: 2 })
    await m.must('DELETE', order, undefined, shopper)
    expect(await stock()).toBe(9)
  })

  it('when an order is shipped, and when it is complete', async () => {
    const order = await start()
    await add(order, { ID: 'l', ProductID: 'mug', Quantity: 4 })
    await submit(order)
    const OrderID = order.split('/').at(-1)
    await m.must('POST', '/shipments', { ID: 's', BuyerID: 'acme' })
    await m.must('POST', '/shipments/s/items', { OrderID, LineItemID: 'l', QuantityShipped: 1 })
    expect(await stock()).toBe(5)
    await m.must('POST', `${incoming(order)}/complete`, {})
    expect(await stock()).toBe(5)
  })

  it('for orders that were open before it was counted, which can be changed and canceled all the same', async () => {
    await m.product({ ID: 'acme' }, { ID: 'cup' })
    const order = await start()
    await add(order, { ID: 'l', ProductID: 'cup', Quantity: 4 })
    await submit(order)
    await patch({ Enabled: true, QuantityAvailable: 1 }, 'cup')
    await m.must('PATCH', `${incoming(order)}/lineitems/l`, { Quantity: 7 })
    await m.must('POST', `${incoming(order)}/cancel`, {})
    expect(await stock('cup')).toBe(1)
  })
})

interface Counter {
  /** Puts a number in stock, and says whether more may be ordered. */
  set: (QuantityAvailable: number, OrderCanExceed: boolean) => Promise<unknown>
  left: () => Promise<number>
  /** What a line says to draw on it. */
  line: object
  /** Changes something else of what holds the counter. */
  touch: (i: number) => Promise<{ status: number }>
}

async function byVariant() {
  await m.must('POST', '/specs', { ID: 'size', Name: 'Size', Required: true, DefinesVariant: true })
  await m.must('POST', '/specs/size/options', { ID: 's', Value: 'S' })
  await m.must('POST', '/specs/productassignments', { SpecID: 'size', ProductID: 'mug' })
  await m.must('POST', '/products/mug/variants/generate')
  await patch({ Enabled: true, VariantLevelTracking: true })
  return { Specs: [{ SpecID: 'size', OptionID: 's' }] }
}

async function byRecord(holder: string, line: object): Promise<Counter> {
  await m.must('POST', '/addresses', { ID: 'dock', Street1: 'Quay', City: 'Hamburg', Country: 'DE' })
  const path = `${holder}/inventoryrecords`
  await m.must('POST', path, { ID: 'west', AddressID: 'dock' })
  return {
    set: (QuantityAvailable, OrderCanExceed) =>
      m.must('PATCH', `${path}/west`, { QuantityAvailable, OrderCanExceed }),
    left: async () => (await m.must('GET', `${path}/west`)).QuantityAvailable,
    line: { ...line, InventoryRecordID: 'west' },
    touch: (i) => m.api('PATCH', `${path}/west`, { NotificationPoint: i }),
  }
}

const counters: [string, () => Promise<Counter>][] = [
  [
    'a product',
    async () => ({
      set: (QuantityAvailable, OrderCanExceed) => patch({ QuantityAvailable, OrderCanExceed }),
      left: () => stock(),
      line: {},
      touch: (i) => m.api('PATCH', '/products/mug', { Inventory: { NotificationPoint: i } }),
    }),
  ],
  [
    'a variant',
    async () => {
      const line = await byVariant()
      const path = '/products/mug/variants/mug-s'
      return {
        set: async (QuantityAvailable, OrderCanExceed) => {
          await patch({ OrderCanExceed })
          await m.must('PATCH', path, { Inventory: { QuantityAvailable } })
        },
        left: async () => (await m.must('GET', path)).Inventory.QuantityAvailable,
        line,
        touch: (i) => m.api('PATCH', path, { Inventory: { NotificationPoint: i } }),
      }
    },
  ],
  ['an inventory record of a product', () => byRecord('/products/mug', {})],
  [
    'an inventory record of a variant',
    async () => byRecord('/products/mug/variants/mug-s', await byVariant()),
  ],
]

describe.each(counters)('the counter of %s', (_, make) => {
  let counter: Counter
  const open = async (Quantity: number) => {
    const order = await start()
    const added = await add(order, { ID: 'l', ProductID: 'mug', Quantity, ...counter.line })
    expect(codeOf(added)).toBe(201)
    return order
  }

  beforeEach(async () => {
    counter = await make()
  })

  it('refuses a line of more than it has, unless it may be exceeded', async () => {
    await counter.set(3, false)
    const order = await start()
    const four = { ID: 'l', ProductID: 'mug', Quantity: 4, ...counter.line }
    expect(codeOf(await add(order, four))).toBe('Inventory.Insufficient')
    await counter.set(3, true)
    expect(codeOf(await add(order, four))).toBe(201)
    await counter.set(3, false)
    for (const action of ['validate', 'submit'])
      expect(codeOf(await m.api('POST', `${order}/${action}`, {}, shopper))).toBe('Inventory.Insufficient')
    await counter.set(3, true)
    expect(codeOf(await submit(order))).toBe(201)
    expect(await counter.left()).toBe(-1)
  })

  it('never gets below zero and never loses a piece, whatever is taken at once', async () => {
    await counter.set(13, false)
    const quantities = Array.from({ length: 14 }, (_, i) => (i % 3) + 1)
    const orders = await times(quantities.length, (i) => open(quantities[i]!))
    const answers = await Promise.all(orders.map(submit))
    const served = answers.map((a) => a.status === 201)
    const taken = quantities.reduce((sum, q, i) => sum + (served[i] ? q : 0), 0)
    const left = await counter.left()
    expect([left, left >= 0]).toEqual([13 - taken, true])
    for (const [i, answer] of answers.entries()) {
      if (served[i]) continue
      expect(codeOf(answer)).toBe('Inventory.Insufficient')
      expect(quantities[i]).toBeGreaterThan(left)
    }
  })

  it('that may be exceeded serves everybody at once, and counts every piece', async () => {
    await counter.set(5, true)
    const orders = await times(10, () => open(2))
    expect((await Promise.all(orders.map(submit))).map((a) => a.status)).toEqual(Array(10).fill(201))
    expect(await counter.left()).toBe(-15)
  })

  it('comes out even when orders are submitted, changed and canceled at once', async () => {
    await counter.set(40, false)
    const submitted = await times(8, () => open(2))
    for (const order of submitted) expect(codeOf(await submit(order))).toBe(201)
    const later = await times(4, () => open(3))
    const answers = await Promise.all([
      ...later.map(submit),
      ...submitted.slice(0, 4).map((o) => m.api('POST', `${incoming(o)}/cancel`, {})),
      ...submitted
        .slice(4)
        .map((o) => m.api('PATCH', `${incoming(o)}/lineitems/l`, { Quantity: 5 }, 'seller')),
    ])
    expect(answers.filter((a) => a.status >= 300).map(codeOf)).toEqual([])
    expect(await counter.left()).toBe(40 - 4 * 3 - 4 * 5)
  })

  it('keeps what orders take while its holder is changed', async () => {
    await counter.set(30, false)
    const orders = await times(8, () => open(2))
    const [answers, touched] = await Promise.all([
      Promise.all(orders.map(submit)),
      times(4, (i) => counter.touch(i + 1)),
    ])
    expect(answers.map((a) => a.status)).toEqual(Array(8).fill(201))
    expect(touched.map((a) => a.status)).toEqual(Array(4).fill(200))
    expect(await counter.left()).toBe(14)
  })
})
