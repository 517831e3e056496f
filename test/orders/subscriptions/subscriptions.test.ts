import { describe, expect, it } from 'vitest'
import { SHOPPER_ROLES } from '../../support/marketplace.ts'
import { DAILY, subscribing } from '../../support/subscribing.ts'

describe('a subscription', () => {
  it('is of a buyer’s user, who must be said', async () => {
    const { market, buyer } = await subscribing()
    const required = [400, 'Subscription.CreateRequiresFromUser']
    expect(await market.outcome('POST', '/subscriptions', DAILY)).toEqual(required)
    expect(await market.outcome('PUT', '/subscriptions/new', { ...DAILY, FromCompanyID: buyer.ID })).toEqual(
      required,
    )
    const nobody = { FromCompanyID: buyer.ID, FromUserID: 'nobody' }
    expect(await market.outcome('POST', '/subscriptions', { ...DAILY, ...nobody })).toEqual([
      404,
      'Buyer.UserNotFound',
    ])
    const made = await market.must('POST', '/subscriptions', {
      ...DAILY,
      FromCompanyID: buyer.ID,
      FromUserID: buyer.user.ID,
    })
    expect(made).toMatchObject({
      Active: true,
      FromUserID: buyer.user.ID,
      ToCompanyID: market.id,
      ProjectedSubtotal: 0,
      LastOrderDate: null,
      Payment: null,
    })
    expect(await market.must('GET', `/subscriptions/${made.ID}`)).toEqual(made)
  })

  it('has its items as an order has lines, and is worth what they are', async () => {
    const { market, buyer, mug } = await subscribing()
    const { ID } = await market.must('POST', '/me/subscriptions', DAILY, buyer.user)
    const items = `/me/subscriptions/${ID}/items`
    const item = { ID: 'mugs', ProductID: mug, Quantity: 3 }
    const added = await market.must('POST', items, item, buyer.user)
    // What a subscriber pays, and not what others do.
    expect(added).toMatchObject({ ...item, UnitPrice: 8, LineSubtotal: 24, Product: { ID: mug } })
    const path = `/subscriptions/${ID}/items`
    expect((await market.must('GET', path)).Items).toEqual([added])
    expect(await market.must('GET', `${path}/mugs`)).toEqual(added)
    await market.must('PATCH', `${path}/mugs`, { Quantity: 2 })
    expect(await market.must('GET', `/subscriptions/${ID}`)).toMatchObject({ ProjectedSubtotal: 16 })
    await market.must('PUT', `${items}/mugs`, { ...item, Quantity: 1 }, buyer.user)
    await market.must('PUT', `${items}/more`, { ProductID: mug }, buyer.user)
    await market.must('DELETE', `${path}/more`)
    expect(await market.must('GET', `/me/subscriptions/${ID}`, undefined, buyer.user)).toMatchObject({
      ProjectedSubtotal: 8,
    })
    expect(await market.outcome('GET', `${path}/more`)).toEqual([404, 'NotFound'])
    expect(await market.outcome('POST', '/subscriptions/none/items', item)).toEqual([404, 'NotFound'])
  })

  it('has bundles, too, and takes them off as a whole', async () => {
    const { market, buyer, mug } = await subscribing()
    await market.must('POST', '/bundles', { ID: 'kit', Name: 'Kit', Active: true })
    await market.must('POST', '/catalogs/bundleassignments', { CatalogID: buyer.ID, BundleID: 'kit' })
    const content = { BundleID: 'kit', ProductID: mug, Required: true, DefaultQuantity: 2 }
    await market.must('POST', '/bundles/productassignments', content)
    const { ID } = await market.must('POST', '/me/subscriptions', DAILY, buyer.user)
    const mine = `/me/subscriptions/${ID}`
    const heading = await market.must('POST', `${mine}/items/bundles/kit`, {}, buyer.user)
    expect(heading).toMatchObject({ ProductID: 'kit', IsBundle: true })
    expect(await market.must('GET', mine, undefined, buyer.user)).toMatchObject({ ProjectedSubtotal: 16 })
    const remove = `/items/bundles/kit/${heading.ID}`
    expect(await market.outcome('DELETE', `${mine}${remove}`, undefined, buyer.user)).toBe(204)
    const again = await market.must('POST', `/subscriptions/${ID}/bundles/kit`, {})
    expect(await market.outcome('DELETE', `/subscriptions/${ID}/bundles/kit/${again.ID}`)).toBe(204)
    expect((await market.must('GET', `/subscriptions/${ID}/items`)).Items).toEqual([])
  })

  it('goes where and is paid by what it says, and lets go of it', async () => {
    const { market, buyer, mug } = await subscribing()
    const { ID: dock } = await market.address(buyer)
    const { ID: CreditCardID } = await market.must(
      'POST',
      '/me/creditcards',
      { CardholderName: 'Uma' },
      buyer.user,
    )
    const Payment = { Type: 'CreditCard', CreditCardID, SpendingAccountID: null }
    const said = { ShippingAddressID: dock, BillingAddressID: dock, Payment }
    const made = await market.must('POST', '/me/subscriptions', { ...DAILY, ...said }, buyer.user)
    expect(made).toMatchObject(said)
    const mine = `/me/subscriptions/${made.ID}`
    const item = await market.must('POST', `${mine}/items`, { ProductID: mug }, buyer.user)
    expect(item.ShippingAddressID).toBe(dock)
    await market.must('PATCH', `/buyers/${buyer.ID}/addresses/${dock}`, { ID: 'quay' })
    expect(await market.must('GET', mine, undefined, buyer.user)).toMatchObject({
      ShippingAddressID: 'quay',
      BillingAddressID: 'quay',
    })
    const changes = { Payment: { Type: 'PurchaseOrder', CreditCardID: null }, ShippingAddressID: null }
    expect(await market.must('PATCH', mine, changes, buyer.user)).toMatchObject({
      Payment: { Type: 'PurchaseOrder', CreditCardID: null },
      ShippingAddressID: null,
      BillingAddressID: 'quay',
    })
    const { Payment: none } = await market.must('PATCH', mine, { Payment: null }, buyer.user)
    expect(none).toBeNull()
    const refusals = [
      [{ Payment: { CreditCardID } }, 'ValidationFailure'],
      [{ Payment: { Type: 'CreditCard', CreditCardID: 'none' } }, 'NotFound'],
      [{ Payment: { Type: 'SpendingAccount' } }, 'Payment.SpendingAccountIdMissing'],
      [{ BillingAddressID: 'none' }, 'NotFound'],
    ] as const
    for (const [body, code] of refusals)
      expect(((await market.outcome('PATCH', mine, body, buyer.user)) as unknown[])[1]).toBe(code)
  })

  it('of another user is seen and made with the roles for it only', async () => {
    const { market, buyer } = await subscribing()
    const { ID } = await market.must('POST', '/me/subscriptions', DAILY, buyer.user)
    const few = await market.as(market.seller, { roles: ['SubscriptionAdmin', 'OrderAdmin'] })
    const enough = await market.as(market.seller, {
      roles: [...few.identity.roles, 'UnsubmittedOrderReader'],
    })
    const of = { FromCompanyID: buyer.ID, FromUserID: buyer.user.ID }
    expect(await market.outcome('POST', '/subscriptions', { ...DAILY, ...of }, few)).toEqual([
      403,
      'Auth.InsufficientRoles',
    ])
    expect(await market.outcome('GET', `/subscriptions/${ID}`, undefined, few)).toEqual([404, 'NotFound'])
    expect(await market.outcome('GET', `/subscriptions/${ID}/items`, undefined, few)).toEqual([
      404,
      'NotFound',
    ])
    expect((await market.must('GET', '/subscriptions', undefined, few)).Meta.TotalCount).toBe(0)
    expect((await market.must('GET', '/subscriptions', undefined, enough)).Meta.TotalCount).toBe(1)
    expect(await market.outcome('POST', '/subscriptions', { ...DAILY, ...of }, enough)).toBe(201)
    const colleague = await market.user('Buyer', buyer.ID, ['MeSubscriptionAdmin'])
    expect(await market.outcome('GET', `/me/subscriptions/${ID}`, undefined, colleague)).toEqual([
      404,
      'NotFound',
    ])
    const stranger = await market.buyer({}, ['SubscriptionAdmin', 'OrderAdmin', 'UnsubmittedOrderReader'])
    expect((await market.must('GET', '/subscriptions', undefined, stranger.user)).Meta.TotalCount).toBe(0)
    expect(await market.outcome('POST', '/subscriptions', { ...DAILY, ...of }, stranger.user)).toEqual([
      404,
      'Buyer.UserNotFound',
    ])
  })

  it('is read by shoppers and whoever is given a role of the name, and written with its own role', async () => {
    const { market, buyer } = await subscribing()
    for (const [role, reads, writes] of [
      ['Shopper', 200, false],
      ['MeSubscriptionReader', 200, false],
      ['MeSubscriptionAdmin', 200, true],
    ] as const) {
      const user = await market.as(buyer.user, { roles: [role] })
      expect(await market.outcome('GET', '/me/subscriptions', undefined, user)).toBe(reads)
      const made = await market.outcome('POST', '/me/subscriptions', DAILY, user)
      expect(made === 201).toBe(writes)
    }
  })

  it('ends when its user moves to another buyer, and stays with this one', async () => {
    const { market, buyer, mug } = await subscribing()
    const { ID } = await market.must('POST', '/me/subscriptions', DAILY, buyer.user)
    const { ID: dock } = await market.address(buyer)
    await market.must('PATCH', `/subscriptions/${ID}`, { ShippingAddressID: dock })
    await market.must('POST', `/subscriptions/${ID}/items`, { ProductID: mug })
    const other = await market.buyer()
    await market.must('POST', `/buyers/${buyer.ID}/users/${buyer.user.ID}/moveto/${other.ID}?orders=All`)
    expect(await market.must('GET', `/subscriptions/${ID}`)).toMatchObject({
      Active: false,
      FromCompanyID: buyer.ID,
      ShippingAddressID: dock,
    })
    const moved = await market.as(buyer.user, { company: other.ID, generation: 1 })
    expect((await market.must('GET', '/me/subscriptions', undefined, moved)).Meta.TotalCount).toBe(0)
    const missing = [404, 'NotFound']
    expect(await market.outcome('GET', `/me/subscriptions/${ID}/items`, undefined, moved)).toEqual(missing)
    expect(await market.outcome('DELETE', `/me/subscriptions/${ID}`, undefined, moved)).toEqual(missing)
  })

  it('is no order to anybody who looks for orders, and keeps the items of a product that is deleted', async () => {
    const { market, buyer, mug } = await subscribing()
    const { ID } = await market.must('POST', '/me/subscriptions', { ...DAILY, ID: 'sub' }, buyer.user)
    await market.must('POST', `/me/subscriptions/${ID}/items`, { ID: 'mugs', ProductID: mug }, buyer.user)
    const shopper = await market.as(buyer.user, { roles: [...SHOPPER_ROLES, 'FullAccess'] })
    for (const [as, lists] of [
      ['seller', ['/orders/Incoming', '/orders/Outgoing', '/orders/All']],
      [shopper, ['/orders/Outgoing', '/orders/All', '/me/orders']],
    ] as const)
      for (const list of lists)
        for (const Status of ['Unsubmitted', '*']) {
          const { Meta } = await market.must('GET', `${list}?Status=${Status}`, undefined, as)
          expect([list, Meta.TotalCount]).toEqual([list, 0])
        }
    expect(await market.outcome('GET', '/orders/All/sub')).toEqual([404, 'NotFound'])
    expect((await market.must('GET', '/cart', undefined, shopper)).ID).toBeNull()
    await market.must('DELETE', `/products/${mug}`)
    expect((await market.must('GET', `/subscriptions/${ID}/items`)).Items).toMatchObject([
      { ID: 'mugs', ProductID: mug, Product: null },
    ])
    // What is not there any more may be taken off, and all of it.
    expect(await market.outcome('DELETE', `/subscriptions/${ID}/items/mugs`)).toBe(204)
    expect(await market.outcome('DELETE', `/subscriptions/${ID}`)).toBe(204)
    expect(await market.outcome('GET', `/subscriptions/${ID}`)).toEqual([404, 'NotFound'])
  })
})
