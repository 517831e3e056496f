import { exports } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import document from '../../public/openapi.json' with { type: 'json' }
import type { Field, Fields } from '../../src/api/field.ts'
import { operations } from '../../src/operations.ts'
import type { Operation } from '../../src/resource/operation.ts'
import { collectionPath } from '../../src/resource/resource.ts'
import { ORIGIN } from '../support/marketplace.ts'
import { bodyIn, callerOf, callIn, pathIn, requestIn } from './requests.ts'
import { beyondLimits, listsOf, missing, numbersOf, type Wrong, writable, wrongTypes } from './samples.ts'
import { makeWorld, type World } from './world.ts'

type Values = Record<string, unknown>

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
      const { tooLow, missing } = fieldAt(fieldsOf(operation), e.Data.Property) ?? {}
      const own = { Range: tooLow, Required: missing }[e.Data.Rule]
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
    const texts = required.filter(([, f]) => f.kind.isText || f.kind.isSecret)
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

  // A password is required of nobody who has one, and what is said once is not looked at again.
  const isAsked = (f: Field) => f.required && !f.writeOnly && !f.createOnly
  const asked = (o: Operation) => writable(fieldsOf(o)).filter(([, f]) => isAsked(f))
  const partial = withBody.filter((o) => o.body!.partial && asked(o).length > 0)
  it.each(named(partial.filter((o) => getterOf(o))))(
    'of %s cannot clear what is required',
    async (_, operation) => {
      const required = asked(operation)
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

describe('a list in a body', () => {
  const some = withBody.filter((o) => listsOf(fieldsOf(o)).length > 0)

  it.each(named(some))('of %s has a maximum, beyond which its entries are not looked at', async (_, o) => {
    for (const { property, f, body } of listsOf(fieldsOf(o))) {
      expect(f.max).toBeGreaterThan(0)
      for (const entries of [f.max! + 1, 130_000]) {
        const answer = await call(o, body(entries))
        const told = answer.body.Errors.filter((e: Values) => (e.Data as Values).Property === property)
        expect([answer.status, told]).toEqual([
          400,
          [expect.objectContaining({ Data: { Property: property, Rule: 'Range', Maximum: f.max } })],
        ])
        expect(answer.body.Errors.length).toBeLessThan(20)
      }
    }
  })

  it.each(named(some))('of %s has the maximum that the document tells', (_, o) => {
    const schemas = document.components.schemas as unknown as Record<string, Schema>
    for (const { property, f } of listsOf(fieldsOf(o))) {
      const names = property.split('.').filter((name) => name !== '0')
      let model = schemas[o.body!.model.name]!
      for (const name of names.slice(0, -1)) model = schemas[referenceIn(model.properties![name]!)]!
      expect([property, model.properties![names.at(-1)!]!.maxItems]).toEqual([property, f.max])
    }
  })
})

describe('an answer', () => {
  it.each(named(withBody.filter((o) => fieldsOf(o).xp && !fieldsOf(o).xp!.readOnly)))(
    'of %s tells of a hundred faults at most, and how many more there are',
    async (_, o) => {
      const xp = Array.from({ length: 700 }, (_, i) => `"k${i}":1e400`).join()
      const { status, body } = await call(o, `{"xp":{${xp}}}`)
      expect([status, body.Errors.length]).toEqual([400, 100])
      expect(body.Errors.at(-1).Message).toMatch(/ [56]\d\d\.\)$/)
    },
  )
})

describe('a number', () => {
  const some = withBody.filter((o) => numbersOf(fieldsOf(o)).length > 0)
  it.each(named(some))('in a body of %s is one that can be kept', async (_, o) => {
    for (const { property, body } of numbersOf(fieldsOf(o)))
      for (const beyond of ['1e400', '-1e400', `9${'0'.repeat(400)}`]) {
        const text = JSON.stringify(body('beyond')).replace('"beyond"', beyond)
        const answer = await call(o, text)
        expect(answer.status).toBe(400)
        expect(answer.body.Errors.map((e: Values) => e.Data)).toContainEqual({
          Property: property,
          Rule: 'Range',
        })
      }
  })
})

describe('a body without end', () => {
  const MOST = 2_000_000
  const piece = new Uint8Array(50_000).fill(32)

  /** Calls an operation with an endless body, and tells how much of it was taken. */
  async function flood(operation: Operation) {
    let taken = 0
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        taken += piece.length
        controller.enqueue(piece)
      },
    })
    const as = callerOf(world, operation)
    const { headers = {}, path } = await requestIn(world, operation)
    const type = operation.body!.form ? 'application/x-www-form-urlencoded' : 'application/json'
    const request = new Request(`${ORIGIN}${operation.root ? '' : '/v1'}${path}`, {
      method: operation.method,
      headers: {
        ...headers,
        'Content-Type': type,
        Authorization: `Bearer ${typeof as === 'string' ? as : as.token}`,
      },
      body,
    })
    const { status, code } = await answerOf(await exports.default.fetch(request))
    return { status, code, taken }
  }

  const answerOf = async (response: Response) => {
    const { Errors } = (await response.json()) as { Errors: { ErrorCode: string }[] }
    return { status: response.status, code: Errors[0]!.ErrorCode }
  }

  /** Bodies are read in one place; one operation for each way there. */
  const wayOf = ({ body, roles, lock }: Operation) =>
    [body!.form, body!.partial, roles === 'anonymous' || roles === 'portal' ? roles : 'user', !lock].join()
  const ways = Object.values(
    Object.groupBy(
      operations.filter((o) => o.body),
      wayOf,
    ),
  ).map((some) => some![0]!)

  it.each(named(ways))('is read by %s up to its limit', async (_, operation) => {
    const { status, code, taken } = await flood(operation)
    expect([status, code]).toEqual([413, 'Request.TooLarge'])
    expect(taken).toBeLessThan(MOST + 20 * piece.length)
  })

  it('or too long is measured in bytes', async () => {
    const categories = operations.find((o) => o.id === 'Categories.Create')!
    const long = (euros: number) => call(categories, JSON.stringify({ Nonsense: '€'.repeat(euros) }))
    expect((await long(MOST / 3 - 100)).status).toBe(400)
    expect((await long(MOST / 3 + 100)).body.Errors[0].ErrorCode).toBe('Request.TooLarge')
  })
})

interface Schema {
  properties?: Record<string, Schema>
  items?: Schema
  allOf?: Schema[]
  $ref?: string
  maxItems?: number
}

/** The name of the schema that a property refers to, by itself or for its entries. */
const referenceIn = (s: Schema): string =>
  s.items ? referenceIn(s.items) : (s.$ref ?? s.allOf?.[0]?.$ref ?? '').replace('#/components/schemas/', '')

const nulls = (some: [string, unknown][]) => Object.fromEntries(some.map(([name]) => [name, null]))
const writableID = (fields: Fields) => fields.ID && !fields.ID.readOnly
const getterOf = (operation: Operation) =>
  operations.find((o) => o.method === 'GET' && o.path === operation.path)
