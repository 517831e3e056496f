import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Body,
  fields,
  issues,
  json,
  patch,
  patches,
  put,
  required_,
  wholeBodies,
  xpObject,
} from '../../test/support/any-body.ts'
import { merge, normalise, partial } from './body.ts'
import { mergeJson } from './kinds/free-json.ts'

describe('a PATCH', () => {
  it('changes what is sent and nothing else', () => {
    const present = put({
      ...required_,
      Description: 'old',
      Inventory: { Enabled: true, Level: 5 },
      Tags: ['a', 'b'],
    })
    expect(patch(present, { Inventory: { Level: 9 }, Tags: ['c'], Description: null })).toEqual({
      ...present,
      Inventory: { Enabled: true, Level: 9 },
      Tags: ['c'],
      Description: null,
    })
  })

  it('merges xp key by key: null stays as null, arrays and scalars are replaced', () => {
    const present = { Name: 'Ann', xp: { a: 1, job: { title: 'Dev', dept: 'IT' }, tags: ['x', 'y'] } }
    expect(patch(present, { xp: { a: null, job: { title: 'Lead' }, tags: ['z'] } })).toEqual({
      Name: 'Ann',
      xp: { a: null, job: { title: 'Lead', dept: 'IT' }, tags: ['z'] },
    })
  })

  it('clears all of xp with null, and a nested model likewise', () => {
    expect(patch({ xp: { a: 1 }, Inventory: { Enabled: true } }, { xp: null, Inventory: null })).toEqual({
      xp: null,
      Inventory: null,
    })
  })

  it('starts a nested model that was null from its defaults', () => {
    expect(patch({ Inventory: null }, { Inventory: { Level: 1 } })).toEqual({
      Inventory: { Enabled: false, Level: 1 },
    })
  })

  it('sets a boolean or number that cannot be null to its default', () => {
    expect(
      patch(
        { Returnable: true, MinQuantity: 5, Total: 3 },
        { Returnable: null, MinQuantity: null, Total: null },
      ),
    ).toEqual({ Returnable: false, MinQuantity: 1, Total: 0 })
  })

  it('keeps a change of letter case', () => {
    expect(patch({ Name: 'ann' }, { name: 'ANN' })).toEqual({ Name: 'ANN' })
  })

  it.each<[Body, string[]]>([
    [{}, []],
    [{ Name: 5 }, ['Name Type']],
    [{ Inventory: { Level: 'x' } }, ['Inventory.Level Type']],
    [{ Breaks: [{ SalePrice: 1 }] }, ['Breaks.0.Quantity Required']],
    [{ Description: 'x'.repeat(21) }, ['Description MaxLength']],
  ])('is checked for types: %o', (body, expected) => {
    expect(issues(() => partial(normalise(body, fields), fields))).toEqual(expected)
  })

  it('that clears what is required comes to an object that is refused', () => {
    const present = put(required_)
    expect(issues(() => put(patch(present, { Name: null, Active: null })))).toEqual([
      'Name Required',
      'Active Required',
    ])
    expect(issues(() => put(patch(present, { Name: '' })))).toEqual(['Name Required'])
  })

  it('of nothing changes nothing', () => {
    fc.assert(
      fc.property(wholeBodies, (body) => {
        expect(patch(put(body), {})).toEqual(put(body))
      }),
    )
  })

  it('sent twice is as good as once', () => {
    fc.assert(
      fc.property(wholeBodies, patches, (body, change) => {
        const once = patch(put(body), change)
        expect(patch(once, change)).toEqual(once)
      }),
    )
  })

  it('of a valid object with valid values comes to a valid object', () => {
    fc.assert(
      fc.property(wholeBodies, patches, (body, change) => {
        expect(issues(() => put(patch(put(body), change)))).toEqual([])
      }),
    )
  })

  it('leaves every property alone that it does not name', () => {
    fc.assert(
      fc.property(wholeBodies, patches, (body, change) => {
        const present = put(body)
        const merged = patch(present, change)
        for (const name of Object.keys(present))
          if (!(name in change)) expect(merged[name]).toEqual(present[name])
      }),
    )
  })
})

describe('merging JSON', () => {
  /** Every path to something that is no object, or to an empty one. */
  const leaves = (value: unknown, path: string[] = []): [string, unknown][] =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0
      ? Object.entries(value).flatMap(([k, v]) => leaves(v, [...path, k]))
      : [[JSON.stringify(path), value]]
  const at = (value: unknown, path: string): unknown =>
    (JSON.parse(path) as string[]).reduce<unknown>(
      (v, k) => (v !== null && typeof v === 'object' ? (v as Body)[k] : undefined),
      value,
    )
  const isObject = (v: unknown) => typeof v === 'object' && v !== null && !Array.isArray(v)

  it('lets every value of the patch win, and keeps every other of the present', () => {
    fc.assert(
      fc.property(xpObject, xpObject, (present, change) => {
        const merged = mergeJson(present, change)
        for (const [path, value] of leaves(change))
          if (isObject(value) && isObject(at(present, path)))
            expect(at(merged, path)).toEqual(at(present, path))
          else expect(at(merged, path)).toEqual(value)
        for (const [path, value] of leaves(present)) {
          if (isObject(value)) continue
          const keys = JSON.parse(path) as string[]
          const replaced = keys.some((_, i) => {
            const sent = at(change, JSON.stringify(keys.slice(0, i + 1)))
            return sent !== undefined && (!isObject(sent) || i === keys.length - 1)
          })
          if (!replaced) expect(at(merged, path)).toEqual(value)
        }
      }),
    )
  })

  it('replaces whatever is no object', () => {
    fc.assert(
      fc.property(json, json, (present, change) => {
        fc.pre(!isObject(present) || !isObject(change))
        expect(mergeJson(present, change)).toEqual(change)
      }),
    )
  })

  it('does not change what it merges', () => {
    fc.assert(
      fc.property(xpObject, xpObject, (present, change) => {
        const before = JSON.stringify([present, change])
        mergeJson(present, change)
        expect(JSON.stringify([present, change])).toBe(before)
      }),
    )
  })
})

describe('a key named __proto__', () => {
  const hostile =
    '{"polluted":true,"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'
  const own = (value: unknown) => Object.getPrototypeOf(value) === Object.prototype

  it('is unknown to every model', () => {
    const body = put(
      JSON.parse(`{"Name":"Ann","Active":true,"__proto__":{"Name":"x"},"Inventory":${hostile}}`),
    )
    expect([own(body), own(body.Inventory)]).toEqual([true, true])
    expect(body.Inventory).toEqual({ Enabled: false, Level: null })
  })

  it('is a key like any other inside xp, and reaches no prototype', () => {
    const stored = { xp: JSON.parse(`{"keep":1,"__proto__":{"old":1},"deep":${hostile}}`) as Body }
    const merged = patch(stored, JSON.parse(`{"xp":{"deep":{"__proto__":{"more":1}},"other":${hostile}}}`))
    const { deep, keep, other } = merged.xp as Record<string, Body>
    expect(keep).toBe(1)
    expect([own(merged.xp), own(deep), own(other)]).toEqual([true, true, true])
    expect(JSON.stringify(deep)).toContain('"__proto__":{"polluted":true,"more":1}')
    expect(({} as Body).polluted).toBeUndefined()
  })

  it('in a patch that nobody checked reaches nothing either', () => {
    const merged = merge({ Name: 'Ann' }, JSON.parse('{"__proto__":{"polluted":true}}'), fields)
    expect([own(merged), merged.polluted]).toEqual([true, undefined])
  })
})
