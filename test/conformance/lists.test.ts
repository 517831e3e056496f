import { beforeAll, describe, expect, it } from 'vitest'
import type { Field, Fields } from '../../src/api/field.ts'
import { operations } from '../../src/operations.ts'
import type { Operation } from '../../src/resource/operation.ts'
import { callerOf, callIn, pathIn, toldOf } from './requests.ts'
import { mismatches } from './schema.ts'
import { makeWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await makeWorld()
})

const lists = operations.filter((o) => o.list)
const queried = lists.filter((o) => !o.list!.pagesOnly)
const named = (some: readonly Operation[]) => some.map((o) => [o.id, o] as const)
const fieldsOf = (o: Operation): Fields => toldOf(o, o.listFields ?? o.response!.fields)

const list = (operation: Operation, query: Record<string, string>) =>
  callIn(world, operation, { path: pathIn(world, operation, {}, query), as: callerOf(world, operation) })

/** Status and code of an answer, beside the query that led to it. */
async function outcome(operation: Operation, query: Record<string, string>) {
  const { status, body } = await list(operation, query)
  return [query, status, body.Errors?.[0].ErrorCode]
}

const accepts = async (operation: Operation, query: Record<string, string>) =>
  expect(await outcome(operation, query)).toEqual([query, 200, undefined])
const refuses = async (operation: Operation, query: Record<string, string>, code: string) =>
  expect(await outcome(operation, query)).toEqual([query, 400, code])

describe('the pages', () => {
  it.each(named(lists))('of %s have the envelope and stable totals', async (_, operation) => {
    const whole = (await list(operation, { pageSize: '100', depth: 'all' })).body
    expect(mismatches(operation, whole)).toEqual([])
    expect(whole.Meta).toMatchObject({ Page: 1, PageSize: 100 })
    // Accounts and teams are found by everybody, those of other tests too: they may fill more than the page.
    expect(Math.min(whole.Meta.TotalCount, 100)).toBe(whole.Items.length)
    const { body } = await list(operation, { PAGESIZE: '1', depth: 'all' })
    expect(mismatches(operation, body)).toEqual([])
    expect(body.Meta).toMatchObject({ PageSize: 1, TotalCount: whole.Meta.TotalCount })
    expect(body.Items).toEqual(whole.Items.slice(0, 1))
    const past = (await list(operation, { page: '50', depth: 'all' })).body
    expect(past).toMatchObject({ Items: [], Meta: { Page: 50, TotalCount: whole.Meta.TotalCount } })
    expect(mismatches(operation, past)).toEqual([])
  })

  it.each(named(lists))('of %s are in range', async (_, operation) => {
    for (const pageSize of ['0', '101', '-1', '2.5', 'many'])
      await refuses(operation, { pageSize }, 'List.InvalidPageSize')
    for (const page of ['0', '-1', 'first']) await refuses(operation, { page }, 'List.InvalidType')
    await refuses(operation, { pageKey: 'no key' }, 'Search.InvalidQuery')
    await accepts(operation, { page: '', pageSize: '', search: '', searchOn: '', sortBy: '', pageKey: '' })
  })

  it.each(named(lists.filter((o) => o.list!.pagesOnly)))(
    'of %s ignore what is not theirs',
    async (_, operation) => {
      await accepts(operation, { Nonsense: '1', search: 'x', sortBy: 'Nonsense', searchOn: 'Nonsense' })
    },
  )
})

const isUnqueried = (f: Field) => f.writeOnly || f.hidden || f.kind.isSecret || f.computed === true

describe('the filters', () => {
  it.each(named(queried))('of %s are its properties', async (_, operation) => {
    const names = Object.keys(fieldsOf(operation))
    await refuses(operation, { Nonsense: '1' }, 'List.InvalidProperty')
    await refuses(operation, { [`${names[0]}|Nonsense`]: '1' }, 'List.InvalidProperty')
    for (const [name, f] of Object.entries(fieldsOf(operation)))
      if (isUnqueried(f)) await refuses(operation, { [name]: 'x' }, 'List.InvalidProperty')
  })

  it.each(named(queried))('of %s read operands by type', async (_, operation) => {
    for (const [name, f] of Object.entries(fieldsOf(operation))) {
      if (isUnqueried(f) || f.kind.free === 'below') continue
      if (f.kind.free) {
        for (const value of ['Blue', '!Blue', '>1', '!*', 'B*'])
          await accepts(operation, { [`${name}.Color`]: value })
        await accepts(operation, { [`${name}.Deep.Key`]: 'true' })
        continue
      }
      if (!f.kind.comparing) continue
      const { fit, unfit } = f.kind.examples.operands!(f)
      for (const value of fit) await accepts(operation, { [name.toLowerCase()]: value })
      if (unfit) await refuses(operation, { [name]: unfit }, 'List.InvalidType')
    }
  })

  it.each(named(queried))('of %s reach into nested models', async (_, operation) => {
    for (const [name, f] of Object.entries(fieldsOf(operation))) {
      if (!f.fields || isUnqueried(f)) continue
      for (const [below, g] of Object.entries(f.fields))
        if (!isUnqueried(g) && g.kind.comparing)
          await accepts(operation, {
            [`${name}.${below}`]: g.values?.at(-1) ?? g.kind.examples.operands!(g).fit[0]!,
          })
    }
  })
})

describe('the sorts', () => {
  it.each(named(queried))('of %s are those declared, both ways', async (_, operation) => {
    await refuses(operation, { sortBy: 'Nonsense' }, 'List.InvalidSortProperty')
    // Lists over orders and lines sort by something of the order first.
    const lead = operation.list!.order[0]!.startsWith('Order.') ? 'Order.ID,' : ''
    for (const name of sortsOf(operation)) {
      await accepts(operation, { sortBy: lead + name })
      await accepts(operation, { sortBy: `${lead}!${name.toLowerCase()}` })
      if ('xp' in fieldsOf(operation)) await accepts(operation, { sortBy: `${lead}xp.Color,!!${name}` })
    }
  })
})

/** The properties a list sorts by. */
const sortsOf = (operation: Operation): readonly string[] => {
  const { sort } = operation.list!
  if (sort !== 'any') return sort
  return Object.entries(operation.response!.fields)
    .filter(([, f]) => !isUnqueried(f) && f.kind.comparing)
    .map(([name]) => name)
}

describe('a parameter that is sent more than once', () => {
  const path = (operation: Operation, query: string) => {
    const needed = singles(operation).filter(([name]) => operation.query?.[name]?.required)
    const whole = pathIn(world, operation, {}, Object.fromEntries(needed))
    return `${whole}${whole.includes('?') ? '&' : '?'}${query}`
  }
  const ask = (operation: Operation, query: string) =>
    callIn(world, operation, { path: path(operation, query), as: callerOf(world, operation) })
  /** Parameters of one value, and a value that would do. */
  const singles = (o: Operation): [string, string][] => [
    ...Object.entries(o.query ?? {})
      .filter(([, f]) => !f.of)
      .map(([name, f]): [string, string] => [name, f.values?.[0] ?? (f.kind.zero === 0 ? '1' : 'true')]),
    ...(o.list ? [['page', '1'] as [string, string], ['pageSize', '5'] as [string, string]] : []),
    ...(o.list && !o.list.pagesOnly ? [['search', 'rope'] as [string, string]] : []),
    ...(o.list?.searchType ? [['searchType', 'AnyTerm'] as [string, string]] : []),
  ]

  const some = operations.filter((o) => singles(o).length > 0)
  it.each(named(some))('is refused by %s where it has one value', async (_, operation) => {
    for (const [name, value] of singles(operation))
      for (const [first, second] of [
        [`${name}=${value}`, `${name}=${value}`],
        [`${name}=${value}`, `${name.toUpperCase()}=`],
      ]) {
        const { status, body } = await ask(operation, `${first}&${second}`)
        expect([name, status, body.Errors?.[0]]).toEqual([
          name,
          400,
          expect.objectContaining({ ErrorCode: 'ValidationFailure', Data: { Property: name, Rule: 'Rule' } }),
        ])
      }
  })

  it.each(named(queried))('is joined by %s where it is a list of names', async (_, operation) => {
    for (const query of ['sortBy=Nonsense&sortBy=', 'sortBy=&SORTBY=Nonsense', 'sortBy=ID&sortBy=Nonsense'])
      expect((await ask(operation, query)).status).toBe(400)
    const { search } = operation.list!
    const names = search === 'any' ? ['ID', 'Name'] : search
    for (const query of [names.join(), names.join('&searchOn='), `&searchOn=${names.join('&SearchOn=')}`])
      expect((await ask(operation, `search=x&searchOn=${query}`)).status).toBe(200)
    for (const query of [`Nonsense&searchOn=${names[0] ?? ''}`, `${names[0] ?? ''}&searchOn=Nonsense`])
      expect((await ask(operation, `search=x&searchOn=${query}`)).status).toBe(400)
  })

  it.each(named(queried))('narrows %s further where it filters', async (_, operation) => {
    const own = Object.keys(operation.query ?? {}).map((name) => name.toLowerCase())
    const [name] =
      Object.entries(fieldsOf(operation)).find(
        ([n, f]) => f.kind.isText && !isUnqueried(f) && !own.includes(n.toLowerCase()),
      ) ?? []
    if (!name) return
    const answer = await ask(operation, `${name}=*&${name}=!*`)
    expect([answer.body.Errors, answer.body.Items]).toEqual([undefined, []])
  })
})

describe('a query that asks for very much', () => {
  const path = (names: number) => Array.from({ length: names }, () => 'a').join('.')
  const hostile = (operation: Operation): Record<string, string>[] => {
    const fields = fieldsOf(operation)
    const text = Object.entries(fields).find(([, f]) => f.kind.isText && !isUnqueried(f))?.[0]
    const free = Object.entries(fields).flatMap(([name, f]) => [
      ...(f.kind.free === 'whole' ? [name] : []),
      ...(f.of?.fields?.xp ? [`${name}.xp`] : []),
    ])
    return [
      ...(text ? hostileText.map((value) => ({ [text]: value })) : []),
      ...free.flatMap((name) => [
        ...hostileText.map((value) => ({ [`${name}.a`]: value })),
        ...[50, 51, 70, 1200].flatMap((names): Record<string, string>[] => [
          { [`${name}.${path(names)}`]: '!1' },
          { sortBy: `${name}.${path(names)}` },
          { search: 'x', searchOn: `${name}.${path(names)}` },
        ]),
      ]),
      { search: 'word '.repeat(10_000) },
      { search: 'w'.repeat(100_000) },
    ]
  }
  const hostileText = [
    'i|'.repeat(100_000),
    'i|'.repeat(4999),
    '!'.repeat(50_001),
    'a*'.repeat(20_000),
    '>1|'.repeat(99),
    '\\'.repeat(10_001),
  ]

  it.each(named(queried))('of %s is answered or refused', async (_, operation) => {
    for (const query of hostile(operation)) {
      const { status, body } = await list(operation, query)
      const asked = Object.entries(query).map(([name, value]) => `${name}=${value}`.slice(0, 50))
      expect([asked, status, body.Errors?.[0].Message.slice(0, 100)]).toEqual([
        asked,
        expect.toBeOneOf([200, 400]),
        status === 200 ? undefined : expect.any(String),
      ])
    }
  })
})

describe('the search', () => {
  it.each(named(queried))('of %s looks where it may', async (_, operation) => {
    const { search, searchType } = operation.list!
    await accepts(operation, { search: `it's "here" % _ [x] 100` })
    await refuses(operation, { search: 'x', searchOn: 'Nonsense' }, 'List.InvalidSearchProperty')
    await accepts(operation, { searchOn: 'Nonsense' })
    for (const name of search === 'any' ? ['ID', 'Name', 'xp.Color'] : search)
      await accepts(operation, { search: 'x', searchOn: name.toLowerCase() })
    if (search !== 'any' && search.length > 1)
      await accepts(operation, { search: 'x', searchOn: search.join() })
    if (!searchType) return refuses(operation, { searchType: 'AnyTerm' }, 'List.InvalidProperty')
    for (const type of [
      'AnyTerm',
      'allTermsAnyField',
      'AllTermsSameField',
      'ExactPhrase',
      'ExactPhrasePrefix',
    ])
      await accepts(operation, { search: 'some words', searchType: type })
    await refuses(operation, { search: 'x', searchType: 'Nonsense' }, 'List.InvalidType')
  })
})

describe('the parameters', () => {
  const isNoText = (f: Field) => !f.of && !f.kind.isText
  const chosen = operations.filter(
    (o) => o.method === 'GET' && o.list && Object.values(o.query ?? {}).some(isNoText),
  )
  it.each(named(chosen))('of %s take no name that every object has of itself', async (_, operation) => {
    for (const [name, f] of Object.entries(operation.query!))
      if (isNoText(f))
        for (const value of ['constructor', 'toString', '__proto__', 'hasOwnProperty'])
          await refuses(operation, { [name]: value }, 'ValidationFailure')
  })
})
