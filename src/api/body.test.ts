import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Body, fields, issues, put, required_, wholeBodies } from '../../test/support/any-body.ts'
import { normalise, sentAt } from './body.ts'

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

it('of half a character, a text keeps the sign that stands for it', () =>
  expect(normalise({ name: 'a\ud800b😀' }, fields)).toEqual({ Name: 'a\ufffdb😀' }))

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
