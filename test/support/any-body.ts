import fc from 'fast-check'
import { expect } from 'vitest'
import { merge, normalise, partial, whole } from '../../src/api/body.ts'
import { ApiError } from '../../src/api/errors.ts'
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
} from '../../src/api/field.ts'

/** A model with a property of every kind. */
export const fields = {
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
export type Body = Record<string, unknown>

/** The least that passes. */
export const required_ = { Name: 'Ann', Active: true }
/** A whole body as it is saved. */
export const put = (body: unknown) => whole(normalise(body, fields), fields)
/** What a patch makes of an object. */
export const patch = (present: Body, body: unknown) =>
  merge(present, partial(normalise(body, fields), fields), fields)

/** Property and rule of every entry of the refusal. */
export function issues(run: () => unknown) {
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

/** Any JSON, and an object of xp. */
export const json = fc.jsonValue({ maxDepth: 3, noUnicodeString: true } as never) as fc.Arbitrary<unknown>
const xpKeys = fc.constantFrom('a', 'b', 'c', 'd')
export const xpObject: fc.Arbitrary<Body> = fc.letrec<{ value: unknown; object: Body }>((tie) => ({
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
/** Bodies that may be created, and such as may be patched in. */
export const wholeBodies = bodies(['Name', 'Active'])
export const patches = bodies([])
