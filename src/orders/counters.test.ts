import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { counterOf, type StockedLine, type StockedProduct, type StockRecord, shortages } from './counters.ts'

const line = (ID: string, Quantity: number, more: Partial<StockedLine> = {}): StockedLine => ({
  ID,
  ProductID: 'MUG',
  Quantity,
  IsBundle: false,
  InventoryRecordID: null,
  ...more,
})
const stock = (more: Partial<StockedProduct> = {}): StockedProduct => ({
  ID: 'MUG',
  InventoryEnabled: true,
  VariantLevelTracking: false,
  OrderCanExceed: false,
  QuantityAvailable: 5,
  RecordCount: 0,
  Above: null,
  ...more,
})
const record = (more: Partial<StockRecord> = {}): StockRecord => ({
  ID: 'west',
  ProductID: 'MUG',
  OrderCanExceed: false,
  QuantityAvailable: 2,
  ...more,
})
const atWest = { InventoryRecordID: 'WEST' }

describe('a line draws on', () => {
  it('the record it names, whose own flag says whether more may be ordered', () => {
    const product = stock({ RecordCount: 2, OrderCanExceed: true })
    expect(counterOf(line('1', 1, atWest), [product], [record()])).toEqual({
      source: 'Record',
      ProductID: 'MUG',
      InventoryRecordID: 'west',
      available: 2,
      exceed: false,
    })
    expect(counterOf(line('1', 1, atWest), [stock()], [record({ OrderCanExceed: true })])?.exceed).toBe(true)
  })

  it('no counter where the product has records and the line names none', () => {
    expect(counterOf(line('1', 1), [stock({ RecordCount: 1 })], [])).toBeNull()
  })

  it('no record of another product, and none that is gone', () => {
    expect(counterOf(line('1', 1, atWest), [stock()], [record({ ProductID: 'CAP' })])).toBeNull()
    expect(counterOf(line('1', 1, atWest), [stock()], [])).toBeNull()
  })

  it('the product otherwise', () => {
    expect(counterOf(line('1', 1), [stock()], [])).toMatchObject({ source: 'Product', available: 5 })
  })

  it('its parent, where a child product has no inventory of its own', () => {
    const Above = stock({ ID: 'PARENT', QuantityAvailable: 9 })
    const child = stock({ InventoryEnabled: null, QuantityAvailable: null, Above })
    expect(counterOf(line('1', 1), [child], [])).toMatchObject({
      source: 'Parent',
      ProductID: 'PARENT',
      available: 9,
    })
    expect(counterOf(line('1', 1), [stock({ Above })], [])).toMatchObject({ source: 'Product' })
    const off = stock({ InventoryEnabled: false, Above })
    expect(counterOf(line('1', 1), [off], [])).toBeNull()
  })

  it('nothing where nothing is tracked, and a bundle’s heading never', () => {
    const off = stock({ InventoryEnabled: false })
    expect(counterOf(line('1', 1, atWest), [off], [record()])).toBeNull()
    expect(counterOf(line('1', 1, { IsBundle: true }), [stock()], [])).toBeNull()
    expect(counterOf(line('1', 1, { ProductID: 'gone' }), [stock()], [])).toBeNull()
  })
})

describe('shortages', () => {
  it('name every line of the product, with what is there and what all of them ask', () => {
    const lines = [line('1', 4), line('2', 2, { ProductID: 'mug' }), line('3', 100, { ProductID: 'CAP' })]
    const short = (LineItemID: string) => ({
      ProductID: 'MUG',
      VariantID: null,
      InventoryRecordID: null,
      LineItemID,
      QuantityAvailable: 5,
      QuantityRequested: 6,
    })
    expect(shortages(lines, [stock()], [])).toEqual([short('1'), short('2')])
  })

  it.each<[string, Partial<StockedProduct>]>([
    ['is not tracked', { InventoryEnabled: false }],
    ['has no inventory', { InventoryEnabled: null }],
    ['may be exceeded', { OrderCanExceed: true }],
    ['is tracked by variant', { VariantLevelTracking: true }],
    ['suffices', { QuantityAvailable: 6 }],
  ])('there are none where stock %s', (_, more) => {
    expect(shortages([line('1', 6)], [stock(more)], [])).toEqual([])
  })

  it('take stock that was never counted for none', () => {
    expect(shortages([line('1', 1)], [stock({ QuantityAvailable: null })], [])).toMatchObject([
      { QuantityAvailable: 0 },
    ])
  })

  it('do not depend on how a quantity is spread over lines', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 }),
        fc.nat(30),
        (qs, there) => {
          const lines = qs.map((q, i) => line(String(i), q))
          const sum = qs.reduce((a, b) => a + b, 0)
          const short = shortages(lines, [stock({ QuantityAvailable: there })], [])
          expect(short.length).toBe(sum > there ? lines.length : 0)
        },
      ),
    )
  })

  it('count each record by itself, and children with what else draws on their parent', () => {
    const east = record({ ID: 'east', QuantityAvailable: 9 })
    const lines = [line('1', 3, atWest), line('2', 3, { InventoryRecordID: 'east' })]
    expect(shortages(lines, [stock({ RecordCount: 2 })], [record(), east])).toEqual([
      expect.objectContaining({ LineItemID: '1', InventoryRecordID: 'west', QuantityRequested: 3 }),
    ])
    const Above = stock({ ID: 'PARENT' })
    const children = ['A', 'B'].map((ID) => stock({ ID, InventoryEnabled: null, Above }))
    const both = ['A', 'B'].map((ProductID) => line(ProductID, 3, { ProductID }))
    expect(shortages(both, children, []).map((s) => [s.ProductID, s.QuantityRequested])).toEqual([
      ['A', 6],
      ['B', 6],
    ])
  })
})
