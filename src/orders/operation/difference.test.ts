import '../../tables/every-table.ts'
import { describe, expect, it } from 'vitest'
import { compile } from '../../store/compile.ts'
import { lineItems } from '../../tables/orders/line-items.ts'
import { orders } from '../../tables/orders/orders.ts'
import { blankRow } from '../state/new-rows.ts'
import type { LineRow, OrderRow, OrderWith } from '../state/order-state.ts'
import { conflictOf, difference } from './difference.ts'

const header: OrderRow = {
  ...blankRow(orders),
  Key: 'key',
  ID: 'order',
  Status: 'Open',
  Version: 7,
  Owner: null,
  LiveBilling: null,
}
const line = (ID: string, more: Partial<LineRow> = {}): LineRow => ({
  ...blankRow(lineItems),
  ID,
  StoredID: ID,
  OrderKey: 'key',
  ProductID: 'mug',
  LiveProduct: null,
  LiveVariant: null,
  LiveShipping: null,
  LiveShipFrom: null,
  Dispatched: 0,
  ...more,
})
const order: OrderWith<'lines'> = { header, lines: ['a', 'b', 'c'].map((id) => line(id)) }
const withLines = (lines: LineRow[]) => ({ ...order, lines })

/** What is written: the verb and table of each statement, with its parameters. */
const written = (before: OrderWith<'lines'> | null, after: OrderWith<'lines'> | null) =>
  difference({ marketplace: 'market', now: '2026-03-01T00:00:00.000+00:00' }, before, after).map((s) => {
    if ('guard' in s) return { verb: 'guard', params: [] }
    const { sql, params } = compile('sql' in s ? s.sql : s)
    return { verb: /^(?:update|insert into|delete from) "?\w+/.exec(sql)![0].replace('"', ''), params }
  })
const verbs = (...of: Parameters<typeof written>) => written(...of).map((s) => s.verb)

describe('the difference of an order', () => {
  it('is its header alone, under the version that was read, where no line differs', () => {
    const [update, ...more] = written(order, { ...order, header: { ...header, Comments: 'soon' } })
    expect(more).toEqual([])
    expect(update!.params).toEqual(expect.arrayContaining(['soon', 'key', 7, 8]))
  })

  it('writes lines that differ in the same columns at once, and of each what differs', () => {
    const shipped = order.lines.map((l, i) => ({ ...l, QuantityShipped: i + 1 }))
    const [, update, ...more] = written(order, withLines(shipped))
    expect(more).toEqual([])
    expect(update).toEqual({
      verb: 'update line_items',
      params: ['[["a",1],["b",2],["c",3]]', 'market', 'key'],
    })
    const [first, second, third] = order.lines
    const mixed = [{ ...first!, Quantity: 2 }, { ...second!, CostCenter: 'x' }, third!]
    expect(verbs(order, withLines(mixed))).toEqual([
      'update orders',
      'update line_items',
      'update line_items',
    ])
  })

  it('keeps what is stored in columns that stay: others may rename what they name', () => {
    const to = order.lines.map((l) => ({ ...l, ShippingAddressID: l.ID === 'a' ? 'dock' : null }))
    expect(written(order, withLines(to))[1]!.params).toEqual(['[["a","dock"]]', 'market', 'key'])
  })

  it('inserts new lines at once, and takes those that go off shipments', () => {
    const more = ['d', 'e'].map((id) => line(id, { StoredID: null }))
    expect(verbs(order, withLines([...order.lines, ...more]))).toEqual([
      'update orders',
      'insert into line_items',
    ])
    expect(verbs(order, withLines(order.lines.slice(2)))).toEqual([
      'update orders',
      'delete from shipment_items',
      'delete from line_items',
    ])
  })

  it('renames what a line has on shipments with it, and says which ID was taken', () => {
    const renamed = withLines([{ ...order.lines[0]!, ID: 'z' }, ...order.lines.slice(1)])
    expect(verbs(order, renamed)).toEqual([
      'update orders',
      'update line_items',
      'update shipment_items',
      'update order_returns',
    ])
    expect(conflictOf(order, renamed)?.error.errors[0]?.Data).toEqual({
      ObjectType: 'LineItem',
      ObjectID: 'z',
    })
    expect(conflictOf(order, order)).toBeUndefined()
  })

  it('is all of a new order, and nothing of a deleted one', () => {
    expect(verbs(null, withLines([line('a', { StoredID: null })]))).toEqual([
      'insert into orders',
      'insert into line_items',
    ])
    // Each after what refers to it.
    expect(verbs(order, null)).toEqual([
      'delete from order_return_approvals',
      'delete from order_returns',
      'delete from shipment_items',
      'delete from line_items',
      'delete from order_invitations',
      'delete from order_approvals',
      'delete from payments',
      'delete from worksheets',
      'delete from order_promotions',
      'delete from orders',
    ])
  })

  it('sends rows that are long in several statements', () => {
    const long = order.lines.map((l) => ({ ...l, xp: { long: 'x'.repeat(100_000) } }))
    expect(verbs(order, withLines(long))).toEqual(['update orders', 'update line_items', 'update line_items'])
  })
})
