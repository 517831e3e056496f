import { describe, expect, it } from 'vitest'
import { code } from '../support/answers.ts'
import type { User } from '../support/marketplace.ts'
import { buyer, m, order, useOrders } from './order-shop.ts'

useOrders()

describe('an order of a buyer', () => {
  it('is created with defaults, in the caller’s name, to the marketplace owner', async () => {
    const { status, body, headers } = await m.api('POST', '/orders/Outgoing', { ID: 'O-1' }, buyer.user)
    expect(status).toBe(201)
    expect(headers.get('Location')).toMatch(/\/v1\/orders\/Outgoing\/O-1$/)
    expect(body).toMatchObject({
      ID: 'O-1',
      FromCompanyID: 'B1',
      FromUserID: buyer.user.ID,
      ToCompanyID: m.id,
      Status: 'Unsubmitted',
      IsSubmitted: false,
      LineItemCount: 0,
      Subtotal: 0,
      Total: 0,
      DateSubmitted: null,
      xp: null,
    })
    expect(body.FromUser).toMatchObject({
      ID: buyer.user.ID,
      CompanyID: 'B1',
      AvailableRoles: null,
      Password: null,
    })
    expect(await m.api('POST', '/orders/Outgoing', { ID: 'o-1' }, buyer.user)).toMatchObject({ status: 409 })
  })

  it('keeps header totals current with every line write', async () => {
    const { ID } = await m.order(buyer.user, [
      ['TEN', 3],
      ['TWENTY', 2],
    ])
    const lines = (await m.must('GET', order(`${ID}/lineitems`), undefined, buyer.user)).Items
    expect(lines.map((l: { LineTotal: number }) => l.LineTotal)).toEqual([30, 40])
    await m.must('PATCH', order(`${ID}/lineitems/${lines[0].ID}`), { Quantity: 5 }, buyer.user)
    expect(await m.must('GET', order(ID), undefined, buyer.user)).toMatchObject({
      Subtotal: 90,
      Total: 90,
      LineItemCount: 2,
    })
    await m.must('DELETE', order(`${ID}/lineitems/${lines[1].ID}`), undefined, buyer.user)
    expect(await m.must('GET', order(ID), undefined, buyer.user)).toMatchObject({
      Subtotal: 50,
      Total: 50,
      LineItemCount: 1,
    })
  })

  it('rounds a subtotal once, from the unrounded price', async () => {
    const { ID } = await m.order(buyer.user, [['THIRDS', 3]])
    expect(await m.must('GET', order(ID), undefined, buyer.user)).toMatchObject({ Subtotal: 10, Total: 10 })
  })

  it('does not merge lines of the same product', async () => {
    const { ID, LineItemCount } = await m.order(buyer.user, [
      ['TEN', 1],
      ['TEN', 1],
    ])
    expect(LineItemCount).toBe(2)
    expect((await m.must('GET', order(`${ID}/lineitems`), undefined, buyer.user)).Meta.TotalCount).toBe(2)
  })

  it('refuses a line whose ID another has', async () => {
    const { ID } = await m.order(buyer.user)
    await m.must('POST', order(`${ID}/lineitems`), { ID: 'A', ProductID: 'TEN', Quantity: 5 }, buyer.user)
    for (const [method, path, id] of [
      ['POST', 'lineitems', 'a'],
      ['POST', 'lineitems', 'A'],
      ['PUT', 'lineitems/C', 'A'],
    ] as const)
      expect(
        await m.api(method, order(`${ID}/${path}`), { ID: id, ProductID: 'TWENTY', Quantity: 1 }, buyer.user),
      ).toMatchObject({ status: 409 })
    expect((await m.must('GET', order(`${ID}/lineitems`), undefined, buyer.user)).Items).toMatchObject([
      { ID: 'A', ProductID: 'TEN', Quantity: 5 },
    ])
  })

  it('of a guest keeps the ID that the guest’s token names', async () => {
    const guest = await m.as(buyer.user, { order: 'guest-1' })
    await m.must('POST', '/orders/Outgoing', {}, guest)
    const answer = await m.api('PATCH', order('guest-1'), { ID: 'guest-2' }, guest)
    expect(code(answer)).toBe('Auth.AnonUserProhibited')
    expect(await m.must('PATCH', order('guest-1'), { Comments: 'c' }, guest)).toMatchObject({ ID: 'guest-1' })
  })

  it('refuses what a line may not be', async () => {
    const { ID } = await m.order(buyer.user)
    const add = (body: unknown, as: User = buyer.user) => m.api('POST', order(`${ID}/lineitems`), body, as)
    expect(code(await add({ ProductID: 'nope', Quantity: 1 }))).toBe('NotFound')
    expect(await add({ Quantity: 1 })).toMatchObject({
      status: 400,
      body: { Errors: [{ Data: { Property: 'ProductID', Rule: 'Required' } }] },
    })
    expect(await add({ ProductID: 'TEN', Quantity: 0 })).toMatchObject({ status: 400 })
    expect(await add({ ProductID: 'TEN', UnitPrice: 1 })).toMatchObject({ status: 403 })
    const { body: line } = await add({ ProductID: 'TEN' })
    expect(line).toMatchObject({ Quantity: 1, UnitPrice: 10 })
    const change = await m.api(
      'PATCH',
      order(`${ID}/lineitems/${line.ID}`),
      { ProductID: 'TWENTY' },
      buyer.user,
    )
    expect(code(change)).toBe('LineItem.CannotChangeProductID')
  })

  it('lets who may override a unit price do so, and take it back', async () => {
    const { ID } = await m.order(buyer.user, [['TEN', 2]])
    const [line] = (await m.must('GET', order(`${ID}/lineitems`), undefined, buyer.user)).Items
    const path = `/orders/All/${ID}/lineitems/${line.ID}`
    expect(await m.must('PATCH', path, { UnitPrice: 7.5 })).toMatchObject({
      UnitPrice: 7.5,
      LineTotal: 15,
      PriceOverridden: true,
    })
    // What was read can be put back by somebody without the role.
    const read = await m.must('GET', order(`${ID}/lineitems/${line.ID}`), undefined, buyer.user)
    expect(await m.must('PUT', order(`${ID}/lineitems/${line.ID}`), read, buyer.user)).toMatchObject({
      UnitPrice: 7.5,
      PriceOverridden: true,
    })
    expect(
      await m.api('PATCH', order(`${ID}/lineitems/${line.ID}`), { UnitPrice: null }, buyer.user),
    ).toMatchObject({ status: 403 })
    expect(await m.must('PATCH', path, { UnitPrice: null })).toMatchObject({
      UnitPrice: 10,
      LineTotal: 20,
      PriceOverridden: false,
    })
  })

  it('is renamed by PATCH before it is submitted, lines and all', async () => {
    const { ID } = await m.order(buyer.user, [['TEN', 1]])
    const renamed = await m.must('PATCH', order(ID), { ID: `${ID}-renamed` }, buyer.user)
    expect(renamed.ID).toBe(`${ID}-renamed`)
    expect(await m.api('GET', order(ID), undefined, buyer.user)).toMatchObject({ status: 404 })
    expect(
      (await m.must('GET', order(`${ID}-renamed/lineitems`), undefined, buyer.user)).Meta.TotalCount,
    ).toBe(1)
  })

  it('is created by PUT and replaced by PUT', async () => {
    expect(await m.must('PUT', order('put-1'), { Comments: 'a', xp: { k: 1 } }, buyer.user)).toMatchObject({
      ID: 'put-1',
      Comments: 'a',
    })
    expect(await m.must('PUT', order('put-1'), { Comments: 'b' }, buyer.user)).toMatchObject({
      Comments: 'b',
      xp: null,
    })
  })

  it('takes shipping and tax only from those who may override them', async () => {
    const { ID } = await m.order(buyer.user, [['TEN', 1]])
    expect(code(await m.api('PATCH', order(ID), { ShippingCost: 5 }, buyer.user))).toBe(
      'Order.OverrideShippingPermission',
    )
    expect(code(await m.api('PATCH', order(ID), { TaxCost: 5 }, buyer.user))).toBe(
      'Order.OverrideTaxPermission',
    )
    expect(await m.must('PATCH', order(ID), { ShippingCost: 0, Gratuity: 1.005 }, buyer.user)).toMatchObject({
      Gratuity: 1.01,
      Total: 11.01,
    })
    expect(
      await m.must(
        'PATCH',
        `/orders/Incoming/${ID}`,
        { ShippingCost: 5, TaxCost: 0.5 },
        await m.as(m.seller, { roles: ['FullAccess'] }),
      ),
    ).toMatchObject({ Total: 16.51 })
    // A PUT without the role leaves them standing.
    expect(await m.must('PUT', order(ID), { Gratuity: 0 }, buyer.user)).toMatchObject({
      ShippingCost: 5,
      TaxCost: 0.5,
      Total: 15.5,
    })
  })
})

describe('who sees an order', () => {
  it('is its user, and the seller once it is submitted', async () => {
    const { ID } = await m.order(buyer.user, [['TEN', 1]])
    const reader = await m.as(m.seller, { roles: ['OrderReader'] })
    expect(await m.api('GET', `/orders/Incoming/${ID}`, undefined, reader)).toMatchObject({ status: 404 })
    expect(
      await m.api(
        'GET',
        `/orders/Incoming/${ID}`,
        undefined,
        await m.as(m.seller, { roles: ['OrderReader', 'UnsubmittedOrderReader'] }),
      ),
    ).toMatchObject({ status: 200 })
    await m.must('POST', order(`${ID}/submit`), undefined, buyer.user)
    expect(await m.api('GET', `/orders/Incoming/${ID}`, undefined, reader)).toMatchObject({ status: 200 })
    expect(await m.api('GET', `/orders/Outgoing/${ID}`, undefined, reader)).toMatchObject({ status: 404 })
    expect(await m.api('GET', `/orders/incoming/${ID.toLowerCase()}`, undefined, reader)).toMatchObject({
      status: 200,
    })
  })

  it('is no colleague without a role, nor another buyer', async () => {
    const { ID } = await m.order(buyer.user, [['TEN', 1]])
    await m.must('POST', order(`${ID}/submit`), undefined, buyer.user)
    const colleague = await m.user('Buyer', 'B1', ['Shopper'])
    const stranger = (await m.buyer()).user
    for (const somebody of [colleague, stranger]) {
      expect(await m.api('GET', order(ID), undefined, somebody)).toMatchObject({ status: 404 })
      expect(await m.api('PATCH', order(ID), { Comments: 'x' }, somebody)).toMatchObject({ status: 404 })
      expect(await m.api('GET', order(`${ID}/lineitems`), undefined, somebody)).toMatchObject({ status: 404 })
    }
    expect(
      await m.api('GET', order(ID), undefined, await m.as(colleague, { roles: ['OrderReader'] })),
    ).toMatchObject({ status: 200 })
  })

  it('lists submitted orders unless a filter asks for others, never both', async () => {
    const b = await m.buyer()
    await m.product(b, { ID: 'PL', price: 2 })
    const open = await m.order(b.user, [['PL', 1]])
    await m.must('POST', order(`${open.ID}/submit`), undefined, b.user)
    const draft = await m.order(b.user, [['PL', 1]], { xp: { Color: 'Blue' } })
    const ids = async (query: string) =>
      (await m.must('GET', `/me/orders?${query}`, undefined, b.user)).Items.map((o: { ID: string }) => o.ID)
    expect(await ids('')).toEqual([open.ID])
    expect(await ids('IsSubmitted=false')).toEqual([draft.ID])
    expect(await ids('Status=Unsubmitted')).toEqual([draft.ID])
    expect(await ids('Status=!Unsubmitted')).toEqual([open.ID])
    expect(await ids('Status=Unsubmitted&xp.Color=!Blue')).toEqual([])
    expect(code(await m.api('GET', '/me/orders?Status=Unsubmitted|Open', undefined, b.user))).toBe(
      'Order.CannotMixSubmittedAndUnsubmitted',
    )
    expect((await m.must('GET', `/orders/Incoming?buyerID=${b.ID}`)).Items).toHaveLength(1)
    expect(await m.api('GET', '/orders/Outgoing', undefined, b.user)).toMatchObject({ status: 403 })
  })
})

describe('on behalf of a buyer', () => {
  it('needs to say of whom', async () => {
    expect(code(await m.api('POST', '/orders/Incoming', {}))).toBe('Order.CreateIncomingRequiresFromUser')
    expect(code(await m.api('POST', '/orders/Incoming', { FromCompanyID: 'B1', FromUserID: 'nobody' }))).toBe(
      'Buyer.UserNotFound',
    )
    const { ID } = await m.must('POST', '/orders/Incoming', {
      FromCompanyID: 'B1',
      FromUserID: buyer.user.ID,
    })
    await m.must('POST', `/orders/Incoming/${ID}/lineitems`, { ProductID: 'TEN', Quantity: 1 })
    expect(await m.must('GET', order(ID), undefined, buyer.user)).toMatchObject({
      Total: 10,
      FromUserID: buyer.user.ID,
    })
  })
})

describe('completing and deleting', () => {
  it('completes an open order by hand', async () => {
    const { ID } = await m.order(buyer.user, [['TEN', 1]])
    expect(code(await m.api('POST', `/orders/All/${ID}/complete`))).toBe('Order.CannotCompleteBadStatus')
    await m.must('POST', order(`${ID}/submit`), undefined, buyer.user)
    expect(await m.must('POST', `/orders/Incoming/${ID}/complete`)).toMatchObject({ Status: 'Completed' })
  })

  it('lets its user delete what was never submitted, an administrator anything', async () => {
    const { ID } = await m.order(buyer.user, [['TEN', 1]])
    await m.must('POST', order(`${ID}/submit`), undefined, buyer.user)
    expect(await m.api('DELETE', order(ID), undefined, buyer.user)).toMatchObject({ status: 403 })
    await m.must('DELETE', `/orders/Incoming/${ID}`)
    expect(await m.api('GET', order(ID), undefined, buyer.user)).toMatchObject({ status: 404 })
    const draft = await m.order(buyer.user)
    await m.must('DELETE', order(draft.ID), undefined, buyer.user)
  })
})
