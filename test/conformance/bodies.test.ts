import { beforeAll, describe, expect, it } from 'vitest'
import type { Field, Fields } from '../../src/api/field.ts'
import type { Operation } from '../../src/api/operation.ts'
import { collectionPath } from '../../src/api/resource.ts'
import { operations } from '../../src/operations.ts'
import { bodyIn, callerOf, callIn, pathIn } from './requests.ts'
import { beyondLimits, missing, type Wrong, writable, wrongTypes } from './samples.ts'
import { makeWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await makeWorld()
})

const withBody = operations.filter((o) => o.body && !o.body.form)
const named = (some: readonly Operation[]) => some.map((o) => [o.id, o] as const)
const fieldsOf = (o: Operation) => o.body!.model.fields
/** Operations with a body that can be wrong in some way. */
const fallible = (wrong: (fields: Fields) => [unknown, Wrong[]]) =>
  withBody.filter((o) => wrong(fieldsOf(o))[1].length > 0)
const demanding = withBody.filter((o) => !o.body!.partial && missing(fieldsOf(o)).length > 0)

const call = (operation: Operation, body: unknown) =>
  callIn(world, operation, { path: pathIn(world, operation), as: callerOf(world, operation), body })

/** The field of a property's path, in lists and objects too. */
const fieldAt = (fields: Fields, path: string) =>
  path
    .split('.')
    .reduce<Partial<Field> | undefined>((at, key) => (/^\d+$/.test(key) ? at?.of : at?.fields?.[key]), {
      fields,
    })

/** What the answer to a body says is wrong with it. */
async function wrongsOf(operation: Operation, body: unknown): Promise<Wrong[]> {
  const answer = await call(operation, body)
  expect(answer.status).toBe(400)
  return answer.body.Errors.map(
    (e: { ErrorCode: string; Message: string; Data: { Property: string; Rule: string } }) => {
      const own = e.Data.Rule === 'Range' ? fieldAt(fieldsOf(operation), e.Data.Property)?.tooLow : undefined
      expect(e.ErrorCode).toBe(own ?? 'ValidationFailure')
      expect(e.Message).toContain(e.Data.Property)
      return { property: e.Data.Property, rule: e.Data.Rule }
    },
  )
}

const sorted = (wrongs: Wrong[]) => wrongs.map((w) => `${w.property} ${w.rule}`).sort()

describe('a body', () => {
  it.each(named(withBody))('of %s must be a JSON object', async (_, operation) => {
    for (const body of ['{', '{"Name":', 'Name=x', '[]', 'null', '12', '"text"']) {
      const answer = await call(operation, body)
      expect([answer.status, answer.body.Errors[0].ErrorCode]).toEqual([400, 'Request.InvalidRequestBody'])
    }
  })

  it.each(named(demanding))('of %s must be there', async (_, operation) => {
    const answer = await call(operation, '')
    expect([answer.status, answer.body.Errors[0].ErrorCode]).toEqual([400, 'Request.InvalidRequestBody'])
  })

  it.each(named(demanding))('of %s must have what is required', async (_, operation) => {
    const required = writable(fieldsOf(operation)).filter(([, f]) => f.required)
    const own = required.map(([, f]) => f.missing).find(Boolean)
    if (own) {
      const answer = await call(operation, {})
      expect([answer.status, answer.body.Errors[0].ErrorCode]).toEqual([400, own])
      return
    }
    const expected = sorted(missing(fieldsOf(operation)))
    expect(sorted(await wrongsOf(operation, {}))).toEqual(expected)
    expect(sorted(await wrongsOf(operation, nulls(required)))).toEqual(expected)
    const texts = required.filter(([, f]) => f.kind === 'text')
    if (texts.length === 0) return
    const empty = Object.fromEntries(texts.map(([name]) => [name, '']))
    expect(sorted(await wrongsOf(operation, empty))).toEqual(expected)
  })

  it.each(named(fallible(wrongTypes)))('of %s must have values of the right types', async (_, operation) => {
    const [body, wrongs] = wrongTypes(fieldsOf(operation))
    expect(sorted(await wrongsOf(operation, body))).toEqual(sorted(wrongs))
    const lower = Object.fromEntries(Object.entries(body).map(([name, value]) => [name.toLowerCase(), value]))
    expect(sorted(await wrongsOf(operation, lower))).toEqual(sorted(wrongs))
  })

  it.each(named(fallible(beyondLimits)))('of %s must keep within the limits', async (_, operation) => {
    const [body, wrongs] = beyondLimits(fieldsOf(operation))
    const found = await wrongsOf(operation, body)
    expect(sorted(found.filter((w) => w.rule !== 'Required'))).toEqual(sorted(wrongs))
  })

  const identified = withBody.filter((o) => writableID(fieldsOf(o)))
  it.each(named(identified))('of %s must have an ID of the right alphabet', async (_, operation) => {
    for (const ID of ['a b', 'a/b', 'ä', 'a.b', '{open', '{a b}'])
      expect(await wrongsOf(operation, { ID })).toContainEqual({ property: 'ID', rule: 'Pattern' })
  })

  const partial = withBody.filter((o) => o.body!.partial && missing(fieldsOf(o)).length > 0)
  it.each(named(partial.filter((o) => getterOf(o))))(
    'of %s cannot clear what is required',
    async (_, operation) => {
      // A password is required of nobody who has one.
      const required = writable(fieldsOf(operation)).filter(([, f]) => f.required && !f.writeOnly)
      expect(sorted(await wrongsOf(operation, nulls(required)))).toEqual(
        sorted(required.map(([property]) => ({ property, rule: 'Required' }))),
      )
    },
  )

  const creators = identified.filter((o) => o.creates)
  it.each(named(creators))('of %s cannot take an ID that is taken', async (_, operation) => {
    const item = operations.find(
      (o) => o.method === 'GET' && o.path.endsWith('}') && collectionPath(o.path) === operation.path,
    )!
    const ID = pathIn(world, item).split('/').at(-1)!
    const body = { ...bodyIn(world, operation), ID: ID.toUpperCase() }
    const answer = await call(operation, body)
    expect([answer.status, answer.body.Errors[0].ErrorCode]).toEqual([409, 'IdExists'])
    expect(answer.body.Errors[0].Data).toEqual({ ObjectType: expect.any(String), ObjectID: ID.toUpperCase() })
  })
})

const nulls = (some: [string, unknown][]) => Object.fromEntries(some.map(([name]) => [name, null]))
const writableID = (fields: Fields) => fields.ID && !fields.ID.readOnly
const getterOf = (operation: Operation) =>
  operations.find((o) => o.method === 'GET' && o.path === operation.path)
