import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { merge, normalise, partial, sentAt, whole } from './body.ts'
import { ApiError } from './errors.ts'
import {
  amount,
  count,
  flag,
  hidden,
  id,
  initially,
  int,
  list,
  object,
  oneOf,
  optionalFlag,
  price,
  readOnly,
  ref,
  required,
  text,
  timestamp,
  xp,
} from './field.ts'
import { mergeJson } from './kinds/free-json.ts'

const fields = {
  ID: id(),
  Name: required(text(10)),
  Description: text(20),
  Active: required(flag()),
  Returnable: flag(),
  Visible: optionalFlag(),
  Quantity: count({ min: 0 }),
  MinQuantity: initially(int({ min: 1 }), 1),
  UnitPrice: price({ min: 0 }),
  Total: amount(),
  Status: oneOf(['Open', 'Closed']),
  BuyerID: ref('Buyer'),
  Tags: list(text(5)),
  Breaks: list(object('Break', { Quantity: required(count()), SalePrice: price() })),
  Inventory: object('Inventory', { Enabled: flag(), Level: int(), Updated: readOnly(timestamp()) }),
  Since: timestamp(),
  DateCreated: readOnly(timestamp()),
  Key: hidden(text()),
  xp: xp(),
}
type Body = Record<string, unknown>

const required_ = { Name: 'Ann', Active: true }
const put = (body: unknown) => whole(normalise(body, fields), fields)
const patch = (present: Body, body: unknown) =>
  merge(present, partial(normalise(body, fields), fields), fields)

/** Property and rule of every entry of the refusal. */
function issues(run: () => unknown) {
  try {
    run()
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    expect(error.status).toBe(400)
    return error.errors.map(({ ErrorCode, Data }) =>
      ErrorCode === 'ValidationFailure' ? `${(Data as Body).Property} ${(Data as Body).Rule}` : ErrorCode,
    )
  }
  return []
}

describe('what was sent', () => {
  it.each([
    [{ XP: null }, ['xp'], null],
    [{ xp: 1, Xp: { a: 2 } }, ['xp'], { a: 2 }],
    [{ LINEITEMS: [{}, { quantity: 0 }] }, ['LineItems', 1, 'Quantity'], 0],
    [{ LineItems: [{}, { quantity: 0 }] }, ['LineItems', 0, 'Quantity'], undefined],
    [{ LineItems: { 0: { Quantity: 1 } } }, ['LineItems', 0, 'Quantity'], undefined],
    [{ Inventory: null }, ['Inventory', 'Enabled'], undefined],
    [{}, ['toString'], undefined],
    [null, ['xp'], undefined],
  ] as [unknown, (string | number)[], unknown][])('of %j at %j is %j', (body, path, expected) =>
    expect(sentAt(body, path)).toEqual(expected),
  )

  it('is what normalising keeps, however its names are written', () => {
    const names = Object.keys(fields).filter((n) => !('readOnly' in fields[n as keyof typeof fields]))
    const inAnyCase = fc
      .tuple(fc.constantFrom(...names), fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }))
      .map(([name, upper]) =>
        [...name].map((c, i) => (upper[i] ? c.toUpperCase() : c.toLowerCase())).join(''),
      )
    fc.assert(
      fc.property(fc.dictionary(inAnyCase, fc.constantFrom(null, 1, 'x', true)), (body) => {
        const kept = Object.keys(normalise(body, fields))
        for (const name of names) expect(sentAt(body, [name]) !== undefined).toBe(kept.includes(name))
      }),
    )
  })
})

const json = fc.jsonValue({ maxDepth: 3, noUnicodeString: true } as never) as fc.Arbitrary<unknown>
const xpKeys = fc.constantFrom('a', 'b', 'c', 'd')
const xpObject: fc.Arbitrary<Body> = fc.letrec<{ value: unknown; object: Body }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, 0, 1.5, true, false, '', 'x', [], [1, { a: 2 }], 'Case'),
    tie('object'),
  ),
  object: fc.dictionary(xpKeys, tie('value'), { maxKeys: 4, noNullPrototype: true }),
})).object

/** Bodies that pass: any subset of properties but the required ones, with any value that fits. */
const bodies = (needed: string[]) =>
  fc.record(
    {
      ID: fc.constantFrom('a', 'B-1', null),
      Name: fc.constantFrom('Ann', 'ANN', 'Zoë'),
      Description: fc.constantFrom(null, '', 'text'),
      Active: fc.boolean(),
      Returnable: fc.constantFrom(true, false, null),
      Visible: fc.constantFrom(true, false, null),
      Quantity: fc.constantFrom(0, 7, null),
      MinQuantity: fc.constantFrom(1, 5, null),
      UnitPrice: fc.constantFrom(0, 1.234567, 9.9999999, null),
      Total: fc.constantFrom(0, 12.345, -3, null),
      Status: fc.constantFrom('Open', 'closed', null),
      BuyerID: fc.constantFrom('acme', '', null),
      Tags: fc.constantFrom([], ['a'], ['b', 'c'], null),
      Breaks: fc.constantFrom([], [{ Quantity: 1 }], [{ Quantity: 2, SalePrice: 1 }], null),
      Inventory: fc.option(
        fc.record(
          { Enabled: fc.constantFrom(true, false, null), Level: fc.constantFrom(1, null) },
          { requiredKeys: [] },
        ),
      ),
      Since: fc.constantFrom('2024-01-01', null),
      xp: fc.option(xpObject),
    },
    { requiredKeys: needed as never, noNullPrototype: true },
  ) as fc.Arbitrary<Body>
const wholeBodies = bodies(['Name', 'Active'])
const patches = bodies([])

describe('a whole body', () => {
  it('takes the default of every property that is omitted or cannot be null', () => {
    const filled = {
      ...required_,
      ID: null,
      Description: null,
      Returnable: false,
      Visible: null,
      Quantity: 0,
      MinQuantity: 1,
      UnitPrice: null,
      Total: 0,
      Status: null,
      BuyerID: null,
      Tags: [],
      Breaks: [],
      Inventory: null,
      Since: null,
      xp: null,
    }
    expect(put(required_)).toEqual(filled)
    expect(
      put({ ...filled, Returnable: null, Quantity: null, MinQuantity: null, Total: null, Tags: null }),
    ).toEqual(filled)
  })

  it('fills nested models and the elements of lists', () => {
    expect(put({ ...required_, Inventory: {}, Breaks: [{ Quantity: 3 }] })).toMatchObject({
      Inventory: { Enabled: false, Level: null },
      Breaks: [{ Quantity: 3, SalePrice: null }],
    })
  })

  it('has property names of any letter case, but keys of xp as they are', () => {
    expect(
      put({ NAME: 'Ann', active: true, inventory: { ENABLED: true }, XP: { Color: 1, color: 2 } }),
    ).toMatchObject({
      Name: 'Ann',
      Inventory: { Enabled: true },
      xp: { Color: 1, color: 2 },
    })
  })

  it('loses what is unknown, read-only or not the wire’s', () => {
    const body = put({
      ...required_,
      Foo: 1,
      DateCreated: 'x',
      Key: 'k',
      Inventory: { Updated: 'x', Bar: 1 },
    })
    for (const name of ['Foo', 'DateCreated', 'Key']) expect(body).not.toHaveProperty(name)
    expect(body.Inventory).toEqual({ Enabled: false, Level: null })
  })

  it('reads an empty reference as none, enumerations in any case, and keeps the places of money', () => {
    const body = put({ ...required_, BuyerID: '', Status: 'oPEN', UnitPrice: 1.23456789, Total: 1.005 })
    expect(body).toMatchObject({ BuyerID: null, Status: 'Open', UnitPrice: 1.234568, Total: 1.01 })
  })

  it('writes moments in the wire’s form', () => {
    expect(put({ ...required_, Since: '2024-02-08T20:51:14+02:00' }).Since).toBe(
      '2024-02-08T18:51:14.000+00:00',
    )
  })

  it.each<[Body, string[]]>([
    [{}, ['Name Required', 'Active Required']],
    [{ Name: null, Active: null }, ['Name Required', 'Active Required']],
    [{ Name: '', Active: true }, ['Name Required']],
    [{ ...required_, Name: 'elevenchars' }, ['Name MaxLength']],
    [{ ...required_, Name: 5, Returnable: 'yes' }, ['Name Type', 'Returnable Type']],
    [{ ...required_, Quantity: 1.5 }, ['Quantity Type']],
    [{ ...required_, Quantity: -1, MinQuantity: 0 }, ['Quantity Range', 'MinQuantity Range']],
    [{ ...required_, Quantity: 2_147_483_648 }, ['Quantity Range']],
    [{ ...required_, UnitPrice: -1 }, ['UnitPrice Range']],
    [{ ...required_, UnitPrice: 8_000_000_001, Total: 1e15 }, ['UnitPrice Range', 'Total Range']],
    [{ ...required_, Total: '5' }, ['Total Type']],
    [{ ...required_, Status: 'Lost' }, ['Status Enum']],
    [{ ...required_, ID: 'a b' }, ['ID Pattern']],
    [{ ...required_, ID: 'x'.repeat(101) }, ['ID MaxLength']],
    [{ ...required_, Since: 'soon' }, ['Since Type']],
    [{ ...required_, Tags: 'a' }, ['Tags Type']],
    [{ ...required_, Tags: ['a', 'toolong'] }, ['Tags.1 MaxLength']],
    [{ ...required_, Breaks: [{}] }, ['Breaks.0.Quantity Required']],
    [{ ...required_, Inventory: 5 }, ['Inventory Type']],
    [{ ...required_, Inventory: { Level: 'x' } }, ['Inventory.Level Type']],
    [{ ...required_, xp: [] }, ['xp Type']],
    [{ ...required_, xp: 'x' }, ['xp Type']],
    [{ ...required_, xp: { a: 'x'.repeat(7993) } }, ['xp MaxLength']],
  ])('is refused property by property: %o', (body, expected) => {
    expect(issues(() => put(body))).toEqual(expected)
  })

  it('may have xp of exactly 8000 bytes', () => {
    expect(issues(() => put({ ...required_, xp: { a: 'x'.repeat(7992) } }))).toEqual([])
    expect(issues(() => put({ ...required_, xp: { a: 'é'.repeat(3997) } }))).toEqual(['xp MaxLength'])
  })

  it.each([null, [], 'text', 5, true])('must be an object, not %o', (body) => {
    expect(issues(() => put(body))).toEqual(['Request.InvalidRequestBody'])
  })

  it('must not be nested so deep that nothing could read it again', () => {
    const nested = (levels: number) => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`) as unknown
    expect(issues(() => put({ ...required_, xp: { a: nested(98) } }))).toEqual([])
    for (const levels of [99, 1000, 100_000])
      expect(issues(() => put({ ...required_, xp: { a: nested(levels) } }))).toEqual([
        'Request.InvalidRequestBody',
      ])
  })

  it('stays as it is when it is sent again', () => {
    fc.assert(
      fc.property(wholeBodies, (body) => {
        expect(put(put(body))).toEqual(put(body))
      }),
    )
  })
})

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
