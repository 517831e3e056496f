import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { send } from '../../support/marketplace.ts'
import { newIP } from '../../support/portal.ts'
import {
  alice,
  bob,
  claimsOf,
  inDays,
  invite,
  m,
  order,
  path,
  rope,
  tokenFor,
  useGroups,
} from './group-shop.ts'

useGroups()

let orderID: string
let invitation: string
let carl: string
/** A line of alice's own, and one by another invitation. */
let others: string[]

beforeEach(async () => {
  orderID = await order()
  invitation = await invite(orderID)
  carl = await tokenFor(invitation)
  const dora = await tokenFor(await invite(orderID))
  const add = (as: typeof alice | string) => m.must('POST', path(orderID, '/lineitems'), rope, as)
  others = [(await add(alice)).ID, (await add(dora)).ID]
})

/** The two places where a contributor finds the order. */
const places = () => ['/cart', path(orderID)]
const lineIDs = async (as: typeof alice | string, query = '') =>
  (await m.must('GET', path(orderID, `/lineitems${query}`), undefined, as)).Items.map(
    (l: { ID: string }) => l.ID,
  )

const expire = (ID: string) =>
  env.DB.prepare('update order_invitations set ExpirationDate = ? where ID = ?').bind(inDays(-1), ID).run()

describe('a contributor', () => {
  it('has one role, as the user who invited, on the client they invited with', () => {
    const { identity } = alice
    expect(claimsOf(carl)).toMatchObject({
      role: 'OrderContributor',
      inv: invitation,
      u: identity.key,
      cid: identity.client,
    })
  })

  it('reaches no order that waits for the groups of who has invited them', async () => {
    await m.must('POST', '/buyers/acme/usergroups', { ID: 'managers', Name: 'Managers' })
    const member = { UserGroupID: 'managers', UserID: 'alice' }
    await m.must('POST', '/buyers/acme/usergroups/assignments', member)
    const rule = { ID: 'all', RuleExpression: "order.FromUserID = 'bob'", ApprovingGroupID: 'managers' }
    await m.must('POST', '/buyers/acme/approvalrules', rule)
    const waiting = await order(bob)
    await m.must('POST', path(waiting, '/lineitems'), rope, bob)
    await m.must('POST', path(waiting, '/submit'), undefined, bob)
    const plain = await m.as(alice, { roles: ['Shopper'] })
    expect(await m.outcome('GET', path(waiting), undefined, plain)).toBe(200)
    for (const [method, below, body] of [
      ['GET', ''],
      ['GET', '/lineitems'],
      ['POST', '/lineitems', rope],
    ] as const)
      expect(await m.outcome(method, path(waiting, below), body, carl)).toEqual([404, 'NotFound'])
  })

  it('reaches the order they were invited to, whatever the cart of its user is', async () => {
    const other = await order()
    for (const place of places())
      expect(await m.must('GET', place, undefined, carl)).toMatchObject({ ID: orderID, FromUserID: 'alice' })
    for (const below of ['', '/lineitems', `/lineitems/${others[0]}`])
      expect(await m.outcome('GET', path(other, below), undefined, carl)).toEqual([404, 'NotFound'])
    expect(await m.outcome('POST', path(other, '/lineitems'), rope, carl)).toEqual([404, 'NotFound'])
    expect(await m.outcome('GET', `/orders/Incoming/${orderID}`, undefined, carl)).toEqual([404, 'NotFound'])
  })

  it('adds, sees, changes and removes lines of their own, in both places', async () => {
    for (const place of places()) {
      const { ID, ...line } = await m.must('POST', `${place}/lineitems`, rope, carl)
      expect(line).toMatchObject({ InvitationID: invitation, UnitPrice: 10 })
      const at = `${place}/lineitems/${ID}`
      expect(await lineIDs(carl)).toEqual([ID])
      expect(await m.must('PATCH', at, { Quantity: 2 }, carl)).toMatchObject({ LineTotal: 20 })
      expect(await m.must('PUT', at, { ...rope, Quantity: 3 }, carl)).toMatchObject({
        LineTotal: 30,
        InvitationID: invitation,
      })
      expect(await m.must('GET', at, undefined, carl)).toMatchObject({ Quantity: 3 })
      expect(await lineIDs(alice, `?InvitationID=${invitation}`)).toEqual([ID])
      expect(await m.must('GET', place, undefined, carl)).toMatchObject({ Subtotal: 50, LineItemCount: 3 })
      await m.must('DELETE', at, undefined, carl)
      expect(await lineIDs(carl)).toEqual([])
    }
  })

  it('finds no line of others, nor says that one of theirs is', async () => {
    for (const place of places())
      for (const ID of others) {
        const at = `${place}/lineitems/${ID}`
        for (const method of ['GET', 'PUT', 'PATCH', 'DELETE'])
          expect([method, await m.outcome(method, at, method === 'GET' ? undefined : rope, carl)]).toEqual([
            method,
            [404, 'NotFound'],
          ])
      }
    const InvitationID = await invite(orderID)
    const made = await m.must('POST', path(orderID, '/lineitems'), { ...rope, InvitationID }, carl)
    expect(made).toMatchObject({ InvitationID: invitation })
    const patched = { InvitationID: null, ID: others[0] }
    expect(await m.outcome('PATCH', `/cart/lineitems/${made.ID}`, patched, carl)).toEqual([409, 'IdExists'])
    expect(await lineIDs(alice)).toHaveLength(3)
  })

  it('is told of no line of others by filters, searches and totals', async () => {
    for (const query of ['', '?search=rope', `?ID=${others.join('|')}`, '?InvitationID=!none'])
      expect((await m.must('GET', `/cart/lineitems${query}`, undefined, carl)).Meta.TotalCount).toBe(0)
  })

  it('buys what the user who invited may buy, at their prices', async () => {
    expect(await m.outcome('POST', '/cart/lineitems', { ProductID: 'none' }, carl)).toEqual([404, 'NotFound'])
    expect(await m.outcome('POST', '/cart/lineitems', { ...rope, UnitPrice: 1 }, carl)).toEqual([
      403,
      'Auth.InsufficientRoles',
    ])
  })

  it('sends lines where the order goes, and learns no other address of its user by it', async () => {
    const address = { Street1: '1 Quay', City: 'Hamburg', Country: 'DE', Shipping: true }
    const owner = await m.as(alice, { roles: ['FullAccess'] })
    const save = async () => (await m.must('POST', '/me/addresses', address, owner)).ID
    const [home, office] = [await save(), await save()]
    await m.must('PATCH', path(orderID), { ShippingAddressID: office }, alice)
    const lines = '/cart/lineitems'
    const to = (ShippingAddressID: string) => ({ ...rope, ShippingAddressID })
    const made = await m.must('POST', lines, to(office), carl)
    expect(made.ShippingAddress).toMatchObject({ ID: office })
    const refused = [403, 'Auth.InsufficientRoles']
    for (const ID of [home, 'none']) {
      expect(await m.outcome('POST', lines, to(ID), carl)).toEqual(refused)
      expect(await m.outcome('PUT', `${lines}/${made.ID}`, to(ID), carl)).toEqual(refused)
      expect(await m.outcome('PATCH', `${lines}/${made.ID}`, to(ID), carl)).toEqual(refused)
    }
  })

  it('leaves whole bundles to their own invitation', async () => {
    const BundleID = `kit-${orderID}`
    await m.must('POST', '/bundles', { ID: BundleID, Name: 'Kit', Active: true })
    await m.must('POST', '/bundles/productassignments', { BundleID, ProductID: 'rope', Required: false })
    await m.must('POST', '/catalogs/bundleassignments', { BundleID, CatalogID: 'acme' })
    await m.must('POST', '/bundles/assignments', { BundleID, BuyerID: 'acme' })
    const bundle = `/cart/bundles/${BundleID}`
    const heading = await m.must('POST', bundle, { LineItems: [rope] }, carl)
    expect(await lineIDs(carl)).toHaveLength(2)
    const dora = await tokenFor(await invite(orderID))
    expect(await m.outcome('DELETE', `${bundle}/${heading.ID}`, undefined, dora)).toEqual([404, 'NotFound'])
    await m.must('DELETE', `${bundle}/${heading.ID}`, undefined, carl)
    expect(await lineIDs(carl)).toEqual([])
  })

  it('does not submit, and looks at what was submitted', async () => {
    const { ID } = await m.must('POST', '/cart/lineitems', rope, carl)
    for (const place of places())
      expect(await m.outcome('POST', `${place}/submit`, {}, carl)).toEqual([403, 'Auth.InsufficientRoles'])
    await m.must('POST', path(orderID, '/submit'), {}, alice)
    for (const place of places()) {
      expect(await m.must('GET', place, undefined, carl)).toMatchObject({ ID: orderID, Status: 'Open' })
      expect(await m.must('GET', `${place}/lineitems/${ID}`, undefined, carl)).toMatchObject({ Quantity: 1 })
      for (const [method, below] of [
        ['POST', ''],
        ['PUT', `/${ID}`],
        ['PUT', '/new'],
        ['PATCH', `/${ID}`],
        ['PATCH', `/${others[0]}`],
        ['DELETE', `/${ID}`],
      ] as const)
        expect(await m.outcome(method, `${place}/lineitems${below}`, rope, carl)).toEqual([
          403,
          'GroupOrder.CannotModifySubmittedOrder',
        ])
    }
  })

  it('is shut out with the invitation, and with the user who invited', async () => {
    const eve = await m.user('Buyer', 'acme', ['Shopper'])
    const at = `/buyers/acme/users/${eve.ID}`
    const ID = await invite(await order(eve), {}, eve)
    const token = await tokenFor(ID)
    const call = () => m.outcome('POST', '/cart/lineitems', rope, token)
    await expire(ID)
    expect(await call()).toEqual([401, 'Auth.TokenRevoked'])
    expect(await m.outcome('POST', `/grouporders/${ID}/token`, undefined, 'nobody')).toEqual([
      400,
      'GroupOrderInvitation.InvitationExpired',
    ])
    await m.must('PATCH', `/me/orderinvitations/${ID}`, { ExpirationDate: inDays(2) }, eve)
    expect(await call()).toBe(201)
    await m.must('PATCH', at, { Active: false })
    expect(await call()).toEqual([401, 'Auth.UserNotActive'])
    await m.must('PATCH', at, { Active: true })
    await m.must('DELETE', `${at}/tokens`)
    expect(await call()).toEqual([401, 'Auth.TokenRevoked'])
    expect(await m.outcome('GET', '/cart', undefined, await tokenFor(ID))).toBe(200)
  })

  it('is answered nothing that the user was under the same key', async () => {
    const key = { 'Idempotency-Key': crypto.randomUUID() }
    const add = (as: typeof alice | string) => m.api('POST', path(orderID, '/lineitems'), rope, as, key)
    const [own, contributed] = [await add(alice), await add(carl)]
    expect(contributed.status).toBe(201)
    expect(contributed.body.ID).not.toBe(own.body.ID)
    expect((await add(carl)).body).toEqual(contributed.body)
  })
})

it('the user whose order it is edits every line', async () => {
  const { ID } = await m.must('POST', '/cart/lineitems', rope, carl)
  const at = path(orderID, `/lineitems/${ID}`)
  expect(await m.must('PATCH', at, { Quantity: 5 }, alice)).toMatchObject({ InvitationID: invitation })
  expect(await m.must('GET', at, undefined, bob)).toMatchObject({ Quantity: 5, InvitationID: invitation })
  await m.must('DELETE', at, undefined, alice)
  expect(await lineIDs(alice)).toEqual(expect.arrayContaining(others))
})

it('guesses at invitations have a limit, and right ones do not count', async () => {
  const ask = async (ID: string, ip: string) =>
    (await send('POST', `/grouporders/${ID}/token`, undefined, { 'CF-Connecting-IP': ip })).status
  const [guesser, office] = [newIP(), newIP()]
  const asked = (ID: string, ip: string) => Array.from({ length: 25 }, () => ask(ID, ip))
  const guesses = await Promise.all(asked('none', guesser))
  expect(guesses.filter((s) => s === 404)).toHaveLength(20)
  expect(await ask(invitation, guesser)).toBe(429)
  for (let i = 0; i < 25; i++) expect(await ask(invitation, office)).toBe(200)
})
