import { describe, expect, it } from 'vitest'
import { lineItems } from '../../tables/orders/line-items.ts'
import { blankRow } from '../state/new-rows.ts'
import type { LineRow } from '../state/order-state.ts'
import { orderable } from './make-order.ts'

const line = (ID: string, more: Partial<LineRow> = {}): LineRow => ({
  ...blankRow(lineItems),
  ID,
  StoredID: ID,
  LiveProduct: null,
  LiveVariant: null,
  LiveShipping: null,
  LiveShipFrom: null,
  Dispatched: 0,
  ...more,
})
const ofKit = { BundleItemID: 'kit' }
/** A kit of a mug, which it must be bought with, and a lid; and a cup by itself. */
const template = [
  line('kit', { IsBundle: true }),
  line('mug', { ...ofKit, NeededByBundle: true }),
  line('lid', ofKit),
  line('cup'),
]
/** What is left of it without some. */
const without = (...gone: string[]) => orderable(template, (l) => !gone.includes(l.ID)).map((l) => l.ID)

describe('what can be ordered of a template', () => {
  it('is all but the lines whose product cannot be bought', () => {
    expect(without()).toEqual(['kit', 'mug', 'lid', 'cup'])
    expect(without('cup')).toEqual(['kit', 'mug', 'lid'])
    expect(without('lid')).toEqual(['kit', 'mug', 'cup'])
  })

  it('has nothing of a bundle without that itself, what it must be bought with, or any item', () => {
    expect(without('kit')).toEqual(['cup'])
    expect(without('mug')).toEqual(['cup'])
    const optional = template.map((l) => ({ ...l, NeededByBundle: false }))
    expect(orderable(optional, (l) => l.ID === 'kit' || l.ID === 'cup').map((l) => l.ID)).toEqual(['cup'])
  })
})
