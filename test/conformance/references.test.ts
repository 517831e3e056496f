import { beforeAll, describe, expect, it } from 'vitest'
import { pathParams } from '../../src/api/operation.ts'
import { operations } from '../../src/operations.ts'
import type { Operation } from '../../src/resource/operation.ts'
import { referencesOf } from '../../src/tables/reference.ts'
import { storedFields, type Table, tableNamed, tables } from '../../src/tables/table.ts'
import { callerOf, idOf, pathIn } from './requests.ts'
import { order as makeOrder, makeWorld, type World } from './world.ts'

// biome-ignore lint/suspicious/noExplicitAny: answers of every operation
type Json = any

/** Columns that name something and declare no reference, and why. */
const WITHOUT_REFERENCE: Record<string, string> = {
  'line_items.BundleItemID': 'of a line of the same order, whose rename writes them all',
  'addresses.PrivateOrderID':
    'the order as the token of its guest names it, which keeps its ID as long as it is theirs',
  'credit_cards.PrivateOrderID':
    'the order as the token of its guest names it, which keeps its ID as long as it is theirs',
  'branch_products.OwnerID': 'follows the product’s by triggers',
  'listed_products.OwnerID': 'follows the product’s by triggers',
  'audiences.BuyerID': 'made anew by whoever is of another buyer',
  'refresh_tokens.ClientID': 'clients keep their IDs',
  'one_time_codes.ClientID': 'clients keep their IDs',
  'order_invitations.ClientID': 'clients keep their IDs',
  'openid_connects.ConnectClientID': 'of somebody else’s system',
  'events.LogID': 'of a request',
  'audit.LogID': 'of a request',
  'audit.OperationID': 'of an endpoint',
  ...Object.fromEntries(
    ['ObjectID', 'CompanyID', 'UserID', 'ClientID'].map((name) => [`audit.${name}`, 'as it was called then']),
  ),
}

const isWithAnother = (t: Table, column: string) =>
  t.references.some((r) => r.columns.slice(0, -1).includes(column))

describe('a column that names something', () => {
  const naming = tables()
    .filter((t) => !t.control)
    .flatMap((t) =>
      Object.entries(storedFields(t))
        .filter(
          ([name, f]) =>
            name !== 'ID' && (f.reference || ((f.kind.isText || f.kind.isSecret) && name.endsWith('ID'))),
        )
        .map(([name, f]) => ({
          column: `${t.name}.${name}`,
          // Of a key of several columns the last one holds the reference.
          declared: referencesOf({ [name]: f }).length > 0 || isWithAnother(t, name),
        })),
    )

  it.each(naming.map((n) => [n.column, n.declared] as const))(
    '%s declares what it refers to, or has a reason',
    (column, declared) => {
      expect(declared || column in WITHOUT_REFERENCE).toBe(true)
    },
  )

  it('has a reason only where it declares nothing', () => {
    const bare = naming.filter((n) => !n.declared).map((n) => n.column)
    expect(Object.keys(WITHOUT_REFERENCE).sort()).toEqual(bare.sort())
  })

  it('names as many columns as the key has that it refers to', () => {
    for (const t of tables())
      for (const { columns, to } of t.references)
        expect([t.name, columns, columns.length]).toEqual([t.name, columns, tableNamed(to).keys.length])
  })
})

/** What can be renamed: an object of each resource whose ID a PATCH may change. */
const renames = operations.filter(
  (o) =>
    o.method === 'PATCH' &&
    o.path.endsWith('}') &&
    o.roles !== 'portal' &&
    o.body?.model.fields.ID?.readOnly === undefined &&
    o.body?.model.fields.ID &&
    // The server picks it.
    o.id !== 'ApiClients.PatchSecret',
)

/** What is read: all that tells of the marketplace as it is. */
const reads = operations.filter(
  (o) =>
    o.method === 'GET' &&
    o.status === 200 &&
    o.response &&
    o.roles !== 'portal' &&
    o.roles !== 'anonymous' &&
    // A log, and a token.
    !/\.ListDeliveries$|^UserInfo\.GetToken$/.test(o.id),
)

let world: World
/** The IDs that objects have now, by those the world gave them. */
const now = new Map<string, string>()

const KINDS: Record<string, string> = { buyers: 'Buyer', suppliers: 'Supplier', me: 'Buyer' }

/** Which object a parameter of a path means. Users, groups, addresses and rules are of kinds of organisations. */
function objectOf(o: Operation, param: string, orderID: string): string {
  const id = param === 'orderID' ? orderID : idOf(world, o, param)
  const kind = ['addressID', 'userID', 'userGroupID', 'approvalRuleID'].includes(param)
    ? (KINDS[o.path.split('/')[1]!] ?? 'Seller')
    : param === 'lineItemID'
      ? orderID
      : ''
  return `${kind} ${param} ${id}`
}

const pathOf = (o: Operation, orderID = 'order', query: Record<string, string> = {}) => {
  const known = pathParams(o.path).flatMap((p): [string, string][] => {
    const id = now.get(objectOf(o, p, orderID)) ?? (p === 'orderID' ? orderID : undefined)
    return id === undefined ? [] : [[p, id]]
  })
  return pathIn(world, o, Object.fromEntries(known), query)
}

/** Lines of what was agreed tell of it; only what they name beside that follows. */
const COPIED = ['Specs', 'Variant', 'DefaultSupplierID', 'ParentID']
const MOVING = ['LastUpdated', 'LastActive']

/** An answer without what is not asked for here, in an order that depends on nothing but what is in it. */
function plain(body: Json, without: string[]): Json {
  const text = JSON.stringify(body, (name, value) => (without.includes(name) ? undefined : value))
  const { Items, ...rest } = JSON.parse(text)
  return Array.isArray(Items) ? { ...rest, Items: Items.map((i) => JSON.stringify(i)).sort() } : rest
}

/** Everything there is to read. */
async function everything(): Promise<[string, Json][]> {
  const out: [string, Json][] = []
  for (const o of reads) {
    const ofOrder = o.path.includes('{orderID}')
    for (const order of ofOrder ? ['order', 'sent', 'shipped', 'supplied'] : ['order']) {
      const path = pathOf(o, order, o.list ? { pageSize: '100', depth: 'all' } : {})
      const { status, body } = await world.market.api('GET', path, undefined, callerOf(world, o))
      const agreed = /lineitems|items|worksheet/i.test(o.path) && (order !== 'order' || !ofOrder)
      if (status !== 200) continue
      out.push([`${o.id} of ${order}`, plain(body, [...MOVING, ...(agreed ? COPIED : [])])])
    }
  }
  return out
}

const same = (a: Json, b: Json) => JSON.stringify(a) === JSON.stringify(b)

/** The same with one ID for another. */
const replaced = (answers: [string, Json][], from: string, to: string) =>
  answers.map(([name, body]): [string, Json] => {
    const { Items, ...rest } = body
    const anew = (text: string) => text.replaceAll(JSON.stringify(from), JSON.stringify(to))
    return [
      name,
      {
        ...JSON.parse(anew(JSON.stringify(rest))),
        ...(Items && { Items: Items.map(anew).sort() }),
      },
    ]
  })

/** Names an object anew. @returns the ID it had */
async function rename(o: Operation, anew: (now: string) => string): Promise<[string, string]> {
  const object = objectOf(o, pathParams(o.path).at(-1)!, 'order')
  const from = now.get(object) ?? object.split(' ').at(-1)!
  const to = anew(from)
  const { ID } = await world.market.must('PATCH', pathOf(o), { ID: to }, callerOf(world, o))
  expect([o.id, ID]).toEqual([o.id, to])
  now.set(object, to)
  return [from, to]
}

/** Orders and products that name an address wherever they can, of each kind of owner. */
async function nameAddresses() {
  const { must } = world.market
  await must('PATCH', '/products/rope', { ShipFromAddressID: 'dock' })
  const twine = { ID: 'twine', Name: 'Twine', Active: true, DefaultPriceScheduleID: 'rope' }
  await must('POST', '/products', { ...twine, ShipFromAddressID: 'dock' })
  await must('POST', '/catalogs/productassignments', { CatalogID: 'industrial', ProductID: 'twine' })
  await makeOrder(world, 'sent')
  for (const order of ['order', 'sent']) {
    const path = `/orders/Outgoing/${order}`
    await must('POST', `${path}/lineitems`, { ID: 'twine', ProductID: 'twine', Quantity: 1 }, world.buyer)
    await must('PATCH', path, { BillingAddressID: 'dock', ShippingAddressID: 'dock' }, world.buyer)
    await must('PATCH', `/orders/Incoming/${order}/lineitems/line`, { ShipFromAddressID: 'dock' })
  }
  await must('POST', '/orders/Outgoing/sent/submit', {}, world.buyer)
  const { Items } = await must('GET', '/orders/Incoming/sent/lineitems')
  for (const line of Items)
    expect(line).toMatchObject({ ShippingAddress: { ID: 'dock' }, ShipFromAddress: { ID: 'dock' } })
  const parcel = { ID: 'addressed', BuyerID: 'acme', FromAddressID: 'dock', ToAddressID: 'dock' }
  await must('POST', '/shipments', parcel)
  await must('POST', '/shipments', { ...parcel, ID: 'theirs', OwnerID: 'northwind' })
}

describe('objects that are renamed', () => {
  let before: [string, Json][]
  const former: string[] = []

  beforeAll(async () => {
    world = await makeWorld()
    await nameAddresses()
    // No two of one ID, or of one that stands in something else's.
    for (const [i, o] of renames.entries()) former.push((await rename(o, () => `only-${i}-`))[0])
    before = await everything()
  }, 120_000)

  it('are told by none of the IDs they had', () => {
    // Lines and payments of other orders have those yet.
    const gone = former.filter((id) => id !== 'line' && id !== 'payment').map((id) => JSON.stringify(id))
    const told = before.flatMap(([name, body]) => {
      const text = [body.Items ?? JSON.stringify(body)].flat().join()
      return gone.filter((id) => text.includes(`:${id}`)).map((id) => `${name} tells ${id}`)
    })
    expect(told).toEqual([])
  })

  it.each<[string, (now: string) => string]>([
    ['their new IDs', (now) => `${now}anew`],
    ['another letter case', (now) => now.toUpperCase()],
  ])('are told by %s everywhere', async (_, anew) => {
    let expected = before
    for (const o of renames) expected = replaced(expected, ...(await rename(o, anew)))
    before = await everything()
    const differing = before.filter(([, body], i) => !same(body, expected[i]![1])).map(([name]) => name)
    const those = (answers: [string, Json][]) => answers.filter(([name]) => differing.includes(name))
    expect(those(before)).toEqual(those(expected))
  })
})
