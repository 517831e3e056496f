import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { counterOf, type StockedLine, type StockedProduct, type StockRecord, shortages } from './counters.ts'

const line = (ID: string, Quantity: number, more: Partial<StockedLine> = {}): StockedLine => ({
  ID,
  ProductID: 'MUG',
  Quantity,
  IsBundle: false,
  VariantID: null,
  InventoryRecordID: null,
  ...more,
})
const stock = (more: Partial<StockedProduct> = {}): StockedProduct => ({
  ID: 'MUG',
  StockKey: `key of ${more.ID ?? 'MUG'}`,
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
  StockKey: `key of ${more.ID ?? 'west'} of ${more.ProductID ?? 'MUG'}`,
  ProductID: 'MUG',
  VariantID: null,
  OrderCanExceed: false,
  QuantityAvailable: 2,
  ...more,
})
const atWest = { InventoryRecordID: 'WEST' }

describe('a line draws on', () => {
  it('the record it names, whose own flag says whether more may be ordered', () => {
    const product = stock({ RecordCount: 2, OrderCanExceed: true })
    expect(counterOf(line('1', 1, atWest), { stock: [product], records: [record()] })).toEqual({
      source: 'Record',
      StockKey: 'key of west of MUG',
      ProductID: 'MUG',
      VariantID: null,
      InventoryRecordID: 'west',
      available: 2,
      exceed: false,
    })
    expect(
      counterOf(line('1', 1, atWest), { stock: [stock()], records: [record({ OrderCanExceed: true })] })
        ?.exceed,
    ).toBe(true)
  })

  it('no counter where the product has records and the line names none', () => {
    expect(counterOf(line('1', 1), { stock: [stock({ RecordCount: 1 })], records: [] })).toBeNull()
  })

  it('no record of another product, and none that is gone', () => {
    expect(
      counterOf(line('1', 1, atWest), { stock: [stock()], records: [record({ ProductID: 'CAP' })] }),
    ).toBeNull()
    expect(counterOf(line('1', 1, atWest), { stock: [stock()], records: [] })).toBeNull()
  })

  it('the product otherwise', () => {
    expect(counterOf(line('1', 1), { stock: [stock()], records: [] })).toMatchObject({
      source: 'Product',
      available: 5,
    })
  })

  it('its parent, where a child product has no inventory of its own', () => {
    const Above = stock({ ID: 'PARENT', QuantityAvailable: 9 })
    const child = stock({ InventoryEnabled: null, QuantityAvailable: null, Above })
    expect(counterOf(line('1', 1), { stock: [child], records: [] })).toMatchObject({
      source: 'Parent',
      ProductID: 'PARENT',
      available: 9,
    })
    expect(counterOf(line('1', 1), { stock: [stock({ Above })], records: [] })).toMatchObject({
      source: 'Product',
    })
    const off = stock({ InventoryEnabled: false, Above })
    expect(counterOf(line('1', 1), { stock: [off], records: [] })).toBeNull()
  })

  it('nothing where nothing is tracked, and a bundle’s heading never', () => {
    const off = stock({ InventoryEnabled: false })
    expect(counterOf(line('1', 1, atWest), { stock: [off], records: [record()] })).toBeNull()
    expect(counterOf(line('1', 1, { IsBundle: true }), { stock: [stock()], records: [] })).toBeNull()
    expect(counterOf(line('1', 1, { ProductID: 'gone' }), { stock: [stock()], records: [] })).toBeNull()
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
    expect(shortages(lines, { stock: [stock()], records: [] })).toEqual([short('1'), short('2')])
  })

  it.each<[string, Partial<StockedProduct>]>([
    ['is not tracked', { InventoryEnabled: false }],
    ['has no inventory', { InventoryEnabled: null }],
    ['may be exceeded', { OrderCanExceed: true }],
    ['is tracked by variant', { VariantLevelTracking: true }],
    ['suffices', { QuantityAvailable: 6 }],
  ])('there are none where stock %s', (_, more) => {
    expect(shortages([line('1', 6)], { stock: [stock(more)], records: [] })).toEqual([])
  })

  it('take stock that was never counted for none', () => {
    expect(
      shortages([line('1', 1)], { stock: [stock({ QuantityAvailable: null })], records: [] }),
    ).toMatchObject([{ QuantityAvailable: 0 }])
  })

  it('do not depend on how a quantity is spread over lines', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 }),
        fc.nat(30),
        (qs, there) => {
          const lines = qs.map((q, i) => line(String(i), q))
          const sum = qs.reduce((a, b) => a + b, 0)
          const short = shortages(lines, { stock: [stock({ QuantityAvailable: there })], records: [] })
          expect(short.length).toBe(sum > there ? lines.length : 0)
        },
      ),
    )
  })

  it('count each record by itself, and children with what else draws on their parent', () => {
    const east = record({ ID: 'east', QuantityAvailable: 9 })
    const lines = [line('1', 3, atWest), line('2', 3, { InventoryRecordID: 'east' })]
    expect(shortages(lines, { stock: [stock({ RecordCount: 2 })], records: [record(), east] })).toEqual([
      expect.objectContaining({ LineItemID: '1', InventoryRecordID: 'west', QuantityRequested: 3 }),
    ])
    const Above = stock({ ID: 'PARENT' })
    const children = ['A', 'B'].map((ID) => stock({ ID, InventoryEnabled: null, Above }))
    const both = ['A', 'B'].map((ProductID) => line(ProductID, 3, { ProductID }))
    expect(
      shortages(both, { stock: children, records: [] }).map((s) => [s.ProductID, s.QuantityRequested]),
    ).toEqual([
      ['A', 6],
      ['B', 6],
    ])
  })

  it('are those of the variant, where the product is tracked by them', () => {
    const lines = [
      line('1', 2, { VariantID: 'red' }),
      line('2', 2, { VariantID: 'RED' }),
      line('3', 9, { VariantID: 'blue' }),
      line('4', 99),
    ]
    const of = (ID: string, QuantityAvailable: number | null, RecordCount = 0) => ({
      ProductID: 'mug',
      ID,
      StockKey: `key of ${ID}`,
      QuantityAvailable,
      RecordCount,
    })
    const tracked = stock({ VariantLevelTracking: true, QuantityAvailable: null })
    const read = { stock: [tracked], records: [], variants: [of('red', 3), of('blue', 9)] }
    expect(shortages(lines, read)).toMatchObject([
      { LineItemID: '1', VariantID: 'red', QuantityAvailable: 3, QuantityRequested: 4 },
      { LineItemID: '2', VariantID: 'red', QuantityAvailable: 3, QuantityRequested: 4 },
    ])
    expect(shortages(lines, { ...read, stock: [{ ...tracked, OrderCanExceed: true }] })).toEqual([])
    expect(counterOf(lines[2]!, { ...read, variants: [of('blue', null)] })).toMatchObject({
      source: 'Variant',
      VariantID: 'blue',
      available: 0,
    })
    expect(counterOf(lines[2]!, { ...read, variants: [of('blue', 9, 1)] })).toBeNull()
    expect(counterOf(lines[3]!, read)).toBeNull()
    expect(counterOf(lines[0]!, { ...read, stock: [stock()] })).toMatchObject({
      source: 'Product',
      available: 5,
    })
    const atRed = { ...atWest, VariantID: 'red' }
    const records = [record({ VariantID: 'red' })]
    expect(counterOf(line('1', 1, atRed), { ...read, records })).toMatchObject({
      source: 'Record',
      VariantID: 'red',
    })
    expect(counterOf(line('1', 1, atWest), { ...read, records })).toBeNull()
  })
})
