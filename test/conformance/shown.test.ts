import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Field, Fields } from '../../src/api/field.ts'
import { findProperty } from '../../src/api/lists/filter.ts'
import { operations } from '../../src/operations.ts'
import type { Operation } from '../../src/resource/operation.ts'
import { type Table, tables } from '../../src/tables/table.ts'
import { callerOf, callIn, pathIn, toldOf } from './requests.ts'
import { sampleBody } from './samples.ts'
import { breaks, makeWorld, submitted, type World } from './world.ts'

type Values = Record<string, unknown>

let world: World
beforeAll(async () => {
  world = await makeWorld()
  const { must } = world.market
  await fill(world.market.id, sampleText)
  await must('POST', '/priceschedules', {
    ID: 'foreign',
    Name: 'Foreign',
    Currency: 'EUR',
    PriceBreaks: breaks,
  })
  const acting = { ClientID: world.ids.apiClientID, SecurityProfileID: 'shopping' }
  const group = {
    BuyerID: 'acme',
    GroupID: 'crew',
    ImpersonationBuyerID: 'acme',
    ImpersonationGroupID: 'crew',
  }
  const user = { BuyerID: 'acme', UserID: 'uma', ImpersonationBuyerID: 'acme', ImpersonationUserID: 'uma' }
  await must('POST', '/impersonationconfig', { ...acting, ...group })
  await must('POST', '/impersonationconfig', { ...acting, ...user })
  for (const party of [
    { BuyerID: 'acme', UserGroupID: 'crew' },
    { SupplierID: 'northwind', UserID: 'uma' },
  ])
    await must('POST', '/messagesenders/CCListenerAssignments', {
      MessageSenderAssignment: { MessageSenderID: 'mailer', BuyerID: 'acme' },
      MessageType: 'ForgottenPassword',
      ...party,
    })
  // Its line copies what has been filled in.
  await submitted(world, 'filled')
  const item = { OrderID: 'filled', LineItemID: 'line', QuantityShipped: 1 }
  await must('POST', '/shipments/parcel/items', item)
  const { OutgoingOrders } = await must('POST', '/orders/Incoming/filled/forward')
  await must('PATCH', `/orders/Outgoing/${OutgoingOrders[0].ID}`, { ID: 'forwarded' })
  await fill(world.market.id, sampleCopy)
})

/** Sets columns of every object of the world, where there is something to set them to. */
async function fill(marketplace: string, sampleIn: (t: Table, name: string, f: Field) => string | undefined) {
  const statements = tables().flatMap((t) =>
    Object.entries(t.fields as Fields).flatMap(([name, f]) => {
      const value = sampleIn(t, name, f)
      return value ? [`update "${t.name}" set "${name}" = ${value} where Marketplace = ?`] : []
    }),
  )
  await env.DB.batch(statements.map((sql) => env.DB.prepare(sql).bind(marketplace)))
}

/** Text that a person may write, where there is none; a currency would change the world's prices. */
function sampleText(t: Table, name: string, f: Field): string | undefined {
  if (t.control || f.hidden || f.computed) return undefined
  if (f.kind.free === 'whole') return `json_set(coalesce("${name}", '{}'), '$.Color', 'Blue')`
  const refers = f.reference || t.keys.includes(name) || t.references.some((r) => r.columns.includes(name))
  return f.kind.isText && f.nullable && !f.readOnly && !refers && name !== 'Currency'
    ? `coalesce("${name}", 'Something')`
    : undefined
}

/** What orders, lines and shipments have copied, and what only the server would write. */
function sampleCopy(t: Table, name: string, f: Field): string | undefined {
  // What is over, nobody is shown.
  if (name === 'DateDelivered' || (name === 'ExpirationDate' && t.name !== 'promotions'))
    return `'2026-02-03T04:05:06.000+00:00'`
  if (['Route', 'MessageType', 'Comments'].includes(name) && f.readOnly) return `'forwarded'`
  if (!['orders', 'line_items', 'shipments'].includes(t.name) || f.hidden || f.computed) return undefined
  const fields = f.fields ?? f.of?.fields
  if (!fields) return undefined
  const value = sampleBody(fields, () => 'else')
  return `'${JSON.stringify(f.of ? [value] : value)}'`
}

const queried = operations.filter((o) => o.list && !o.list.pagesOnly).map((o) => [o.id, o] as const)
const fieldsOf = (o: Operation): Fields => toldOf(o, o.listFields ?? o.response!.fields)

/** Parts of an answer that a request has to ask for. */
const asking = (o: Operation): Values => ({
  pageSize: '100',
  depth: 'all',
  ...('include' in (o.query ?? {}) ? { include: 'Order' } : {}),
  ...('includeAddress' in (o.query ?? {}) ? { includeAddress: 'true' } : {}),
})

async function items(o: Operation, query: Record<string, string> = {}): Promise<Values[]> {
  const params: Record<string, string> = o.id === 'LineItems.ListAcrossOrders' ? { direction: 'All' } : {}
  const path = pathIn(world, o, params, { ...asking(o), ...query } as Record<string, string>)
  const { status, body } = await callIn(world, o, { path, as: callerOf(world, o) })
  expect([path, status, body.Errors]).toEqual([path, 200, undefined])
  return body.Items
}

/** The same, and of orders the lines, which a list of orders is asked about and other lists show. */
async function wholeItems(o: Operation): Promise<Values[]> {
  const all = await items(o)
  if (!('LineItems' in fieldsOf(o))) return all
  const linesOf = async ({ ID }: Values) =>
    (await world.market.must('GET', `/orders/Outgoing/${ID}/lineitems`, undefined, world.buyer)).Items
  return Promise.all(all.map(async (order) => ({ ...order, LineItems: await linesOf(order) })))
}

/** The names of what is no object, list or free JSON, nested models included. */
const scalars = (fields: Fields, above = ''): [name: string, field: Field][] =>
  Object.entries(fields).flatMap(([name, f]): [string, Field][] =>
    f.fields
      ? scalars(f.fields, `${above}${name}.`)
      : f.kind.column.form === 'json'
        ? []
        : [[above + name, f]],
  )

/** The names of what a search may look at below lists and in xp. */
const freeNames = (fields: Fields, above = ''): string[] =>
  Object.entries(fields).flatMap(([name, f]): string[] => {
    if (f.kind.free === 'whole') return [`${above}${name}.Color`]
    const below = f.fields ?? f.of?.fields
    if (!below) return f.of ? [above + name] : []
    const under = `${above}${name}.`
    return [...(f.of ? scalars(below, under).map(([n]) => n) : []), ...freeNames(below, under)]
  })

/** What an item shows under a dotted name: elements of lists each. */
const shownAt = (item: unknown, [name, ...below]: string[]): unknown[] =>
  Array.isArray(item)
    ? item.flatMap((i) => shownAt(i, name === undefined ? [] : [name, ...below]))
    : name === undefined
      ? [item]
      : item === null || typeof item !== 'object'
        ? []
        : shownAt((item as Values)[name], below)

const values = (item: Values, name: string) =>
  shownAt(item, name.split('.')).filter((v) => v !== null && v !== undefined)

/** What may be asked about though no item shows it, or not under that name, and why. */
const unseen: [operations: RegExp, property: RegExp, why: string][] = [
  [/Product|Bundle|Entries/, /^(BundleID|InventoryRecords\b.*)$/, 'products are found by bundles and stock'],
  [/^Me\.List(Products|ProductCollectionEntries)$/, /^OwnerID$/, 'shoppers look for what one seller owns'],
  [/^PortalTeams\.ListMembers$/, /^(Username|Name|Email)$/, 'shown as the user’s'],
  [/^LineItems\.ListAcrossOrders$/, /^Order\.(DateDeclined|IsSubmitted)$/, 'asks for what is not listed'],
]

/** Whether a property is to be asked about: a parameter of the operation's own is no filter. */
const isAsked = (o: Operation, name: string) =>
  findProperty(fieldsOf(o), name) !== undefined &&
  !Object.keys(o.query ?? {}).some((q) => q.toLowerCase() === name.toLowerCase()) &&
  !unseen.some(([of, property]) => of.test(o.id) && property.test(name))

const queryable = (o: Operation) => scalars(fieldsOf(o)).filter(([name]) => isAsked(o, name))

const identities = (some: Values[]) => some.map(({ LineItems: _, ...i }) => JSON.stringify(i)).sort()

/** Sorted by a property: lists over orders and lines by something of the order first, which is the same in all of them. */
const sortedBy = (o: Operation, by: string): Record<string, string> =>
  o.id === 'LineItems.ListAcrossOrders'
    ? { sortBy: `Order.FromCompanyID,${by}`, buyerID: 'acme' }
    : { sortBy: by }

/** A value as lists sort it. */
const comparable = (value: unknown) => (typeof value === 'string' ? value.toLowerCase() : (value ?? null))
const inOrder = (a: unknown, b: unknown) =>
  a === b ? 0 : a === null ? -1 : b === null ? 1 : (a as number) < (b as number) ? -1 : 1

/** A word of a value. */
const wordOf = (value: unknown) =>
  value === undefined || typeof value === 'object' ? undefined : /[\p{L}\p{N}]+/u.exec(String(value))?.[0]

describe('what a list may be asked about is what it shows', () => {
  it.each(queried)('by the filters of %s', async (_, o) => {
    const all = await items(o)
    for (const [name] of queryable(o)) {
      const shown = all.filter((i) => values(i, name).length > 0)
      expect([name, identities(await items(o, { [name]: '*' }))]).toEqual([name, identities(shown)])
    }
  })

  it.each(queried)('by the sorts of %s', async (_, o) => {
    const { sort } = o.list!
    const sorted = async (by: string, name: string) =>
      (await items(o, sortedBy(o, by))).map((i) => comparable(values(i, name)[0]))
    for (const [name] of queryable(o)) {
      if (sort !== 'any' && !sort.includes(name)) continue
      const rising = await sorted(name, name)
      expect([name, rising]).toEqual([name, [...rising].sort(inOrder)])
      expect([name, await sorted(`!${name}`, name)]).toEqual([name, [...rising].reverse()])
    }
  })

  it.each(queried)('by the searches of %s', async (_, o) => {
    const all = await wholeItems(o)
    const { search } = o.list!
    const texts = queryable(o).flatMap(([name, f]) => (f.kind.isText ? [name] : []))
    for (const name of [...(search === 'any' ? texts : search), ...freeNames(fieldsOf(o))]) {
      if (!isAsked(o, name)) continue
      const item = all.find((i) => wordOf(values(i, name)[0]) !== undefined)
      // Of a user it is the name they sign in with that is searched.
      if (search !== 'any' && search.includes(name) && name !== 'Approver')
        expect([name, item]).toEqual([name, expect.anything()])
      if (!item) continue
      const found = await items(o, { search: wordOf(values(item, name)[0])!, searchOn: name })
      expect([name, identities(found)]).toEqual([name, expect.arrayContaining(identities([item]))])
    }
  })
})

describe('an order', () => {
  it('is found by every property of its lines', async () => {
    const o = operations.find(({ id }) => id === 'Me.ListOrders')!
    const [filled] = (await wholeItems(o)).filter(({ ID }) => ID === 'filled')
    const lines = (fieldsOf(o).LineItems as Field).of!.fields!
    for (const [name] of [
      ...scalars(lines, 'LineItems.'),
      ['LineItems.xp.Color'],
      ['LineItems.Product.xp.Color'],
    ] as const) {
      const [value] = values(filled!, name)
      if (value === undefined || !isAsked(o, name)) continue
      const found = async (query: Record<string, string>) => (await items(o, query)).map(({ ID }) => ID)
      expect([name, value, await found({ [name]: String(value) })]).toEqual([
        name,
        value,
        expect.arrayContaining(['filled']),
      ])
      const word = wordOf(value)
      if (word)
        expect([name, word, await found({ search: word, searchOn: name })]).toEqual([
          name,
          word,
          expect.arrayContaining(['filled']),
        ])
    }
  })

  it('does not tell its buyer through which orders a line was forwarded', async () => {
    for (const id of ['Me.ListOrders', 'LineItems.List']) {
      const o = operations.find((one) => one.id === id)!
      const name = `${id === 'LineItems.List' ? '' : 'LineItems.'}OutgoingOrderID`
      expect(await items(o, { [name]: 'forwarded' })).toEqual([])
    }
    const across = operations.find(({ id }) => id === 'LineItems.ListAcrossOrders')!
    expect((await items(across, { OutgoingOrderID: 'forwarded' })).length).toBeGreaterThan(0)
  })
})
