import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inherit, inherited, inventoryParts } from './families.ts'

const parent = {
  ID: 'parent',
  Active: true,
  Description: 'of the parent',
  QuantityMultiplier: 6,
  ShipWeight: 2,
  DefaultSupplierID: 's1',
  xp: { Color: 'red', Ship: { Speed: 1, Crew: 2 } },
  InventoryEnabled: true,
  QuantityAvailable: 5,
  OrderCanExceed: true,
  VariantLevelTracking: false,
  NotificationPoint: null,
  InventoryUpdated: null,
}
const child = {
  ID: 'child',
  Name: 'Child',
  Active: true,
  Description: null as string | null,
  QuantityMultiplier: null as number | null,
  ShipWeight: null as number | null,
  DefaultSupplierID: null as string | null,
  xp: null as Record<string, unknown> | null,
  InventoryEnabled: null as boolean | null,
  QuantityAvailable: null as number | null,
  OrderCanExceed: false,
}

describe('a child product shows', () => {
  it('of its parent what it leaves null, and its own else', () => {
    expect(inherit(child, parent)).toMatchObject({
      ID: 'child',
      Name: 'Child',
      Description: 'of the parent',
      QuantityMultiplier: 6,
      ShipWeight: 2,
      DefaultSupplierID: 's1',
    })
    expect(inherit({ ...child, ShipWeight: 0, Description: '' }, parent)).toMatchObject({
      ShipWeight: 0,
      Description: '',
    })
  })

  it('the keys of the parent’s xp it does not define, nothing inside a key', () => {
    expect(inherit({ ...child, xp: { Ship: { Speed: 3 } } }, parent).xp).toEqual({
      Color: 'red',
      Ship: { Speed: 3 },
    })
    expect(inherit({ ...child, xp: { Color: null } }, parent).xp).toEqual({
      Color: null,
      Ship: { Speed: 1, Crew: 2 },
    })
    expect(inherit(child, parent).xp).toEqual(parent.xp)
    expect(inherit({ ...child, xp: { a: 1 } }, { ...parent, xp: null }).xp).toEqual({ a: 1 })
  })

  it('as active only what is active with its parent', () => {
    for (const own of [true, false])
      for (const above of [true, false])
        expect(inherit({ ...child, Active: own }, { ...parent, Active: above }).Active).toBe(own && above)
  })

  it('the whole inventory object of the parent, or its own', () => {
    expect(inherit({ ...child, OrderCanExceed: false }, { ...parent, Recorded: 9 })).toMatchObject({
      InventoryEnabled: true,
      QuantityAvailable: 5,
      OrderCanExceed: true,
      Recorded: 9,
    })
    const own = { ...child, InventoryEnabled: false }
    expect(inherit(own, parent)).toMatchObject({ InventoryEnabled: false, QuantityAvailable: null })
  })

  it('everything as it is without a parent', () => {
    expect(inherit(child, null)).toBe(child)
    expect(inherit(child, undefined)).toBe(child)
  })

  it('nothing the row does not hold, and what it inherits a second time unchanged', () => {
    const value = fc.option(fc.oneof(fc.string(), fc.integer()), { nil: null })
    const keys = fc.dictionary(fc.constantFrom('a', 'b', 'c'), value)
    const names = [...inherited, ...inventoryParts]
    const row = fc
      .record(Object.fromEntries(names.map((n) => [n, value])), { requiredKeys: [] })
      .chain((r) => fc.option(keys, { nil: null }).map((xp) => ({ ...r, xp })))
    fc.assert(
      fc.property(row, row, (own: Record<string, unknown>, above: Record<string, unknown>) => {
        const shown = inherit(own, above)
        const added = Object.keys(shown).filter((k) => !(k in own))
        expect(added.every((k) => inventoryParts.includes(k as never) || k === 'Recorded')).toBe(true)
        expect(inherit(shown, above)).toEqual(shown)
      }),
    )
  })
})
