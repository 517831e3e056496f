import { beforeAll, describe, expect, it } from 'vitest'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'
import { sentDuring } from '../support/observe.ts'

let market: Marketplace
let buyer: { ID: string; user: User }
/** Of the same buyer, and in no group. */
let colleague: User

const rules = { EligibleExpression: 'true', ValueExpression: '10' }
const create = (ID: string, more: Record<string, unknown> = {}) =>
  market.must('POST', '/promotions', { ID, Code: `code-${ID}`, Name: ID, ...rules, ...more })
const assign = (PromotionID: string, more: Record<string, unknown> = {}) =>
  market.must('POST', '/promotions/assignments', { PromotionID, BuyerID: buyer.ID, ...more })

beforeAll(async () => {
  market = await marketplace()
  buyer = await market.buyer()
  colleague = await market.user('Buyer', buyer.ID, ['Shopper'])
  for (const ID of ['crew', 'others'])
    await market.must('POST', `/buyers/${buyer.ID}/usergroups`, { ID, Name: ID })
  const UserID = buyer.user.ID
  await market.must('POST', `/buyers/${buyer.ID}/usergroups/assignments`, { UserGroupID: 'crew', UserID })
  await create('all', { AllowAllBuyers: true, OwnerID: market.id })
  await create('buyers')
  await create('crews')
  await create('both', { AllowAllBuyers: true })
  await create('other-groups')
  await create('nobodys')
  await create('off', { AllowAllBuyers: true, Active: false })
  const past = '2020-01-01T00:00:00Z'
  const future = '2120-01-01T00:00:00Z'
  await create('over', { AllowAllBuyers: true, ExpirationDate: past })
  await create('coming', { AllowAllBuyers: true, StartDate: future })
  await create('running', { AllowAllBuyers: true, StartDate: past, ExpirationDate: future })
  await assign('buyers')
  await assign('crews', { UserGroupID: 'crew' })
  await assign('other-groups', { UserGroupID: 'others' })
  await assign('both')
  await assign('both', { UserGroupID: 'crew' })
})

const mine = async (as: User, query = '') =>
  (await market.must('GET', `/me/promotions${query}`, undefined, as)).Items.map((p: { ID: string }) => p.ID)

describe('promotions of a shopper', () => {
  it('are those for all buyers, for their own or for a group of theirs; active, begun, and not over', async () => {
    expect(await mine(buyer.user)).toEqual(['all', 'both', 'buyers', 'crews', 'running'])
    expect(await mine(colleague)).toEqual(['all', 'both', 'buyers', 'running'])
    expect(await mine((await market.buyer()).user)).toEqual(['all', 'both', 'running'])
  })

  it('are read one by one as far as they are listed', async () => {
    const status = async (ID: string, as: User) =>
      (await market.api('GET', `/me/promotions/${ID}`, undefined, as)).status
    for (const ID of ['all', 'both', 'buyers', 'crews', 'running'])
      expect([ID, await status(ID, buyer.user)]).toEqual([ID, 200])
    for (const ID of ['other-groups', 'nobodys', 'off', 'over', 'coming', 'none'])
      expect([ID, await status(ID, buyer.user)]).toEqual([ID, 404])
    expect(await status('crews', colleague)).toBe(404)
    expect(await market.api('GET', '/me/promotions/off', undefined, buyer.user)).toMatchObject({
      body: { Errors: [{ ErrorCode: 'NotFound', Data: { ObjectType: 'Promotion', ObjectID: 'off' } }] },
    })
  })

  it('do not tell whose they are, nor let that be found out', async () => {
    const shown = await market.must('GET', '/me/promotions/all', undefined, buyer.user)
    expect(shown).toMatchObject({ ...rules, Code: 'code-all', OwnerID: null, RedemptionCount: 0 })
    expect(
      (await market.api('GET', `/me/promotions?OwnerID=${market.id}`, undefined, buyer.user)).status,
    ).toBe(400)
  })

  it('are searched, filtered and sorted', async () => {
    expect(await mine(buyer.user, '?search=crew')).toEqual(['crews'])
    expect(await mine(buyer.user, '?Code=code-b*&sortBy=!Code')).toEqual(['buyers', 'both'])
    expect(await mine(buyer.user, '?ID=off|all')).toEqual(['all'])
  })

  it('are seen by guests of the buyer, and by nobody who is no buyer’s', async () => {
    const guest = await market.as(colleague, { order: crypto.randomUUID() })
    expect(await mine(guest)).toEqual(['all', 'both', 'buyers', 'running'])
    expect((await market.api('GET', '/me/promotions')).status).toBe(403)
  })

  it('come and go at once with what says whom they are for', async () => {
    await create('moving')
    await assign('moving', { UserGroupID: 'crew' })
    expect(await mine(buyer.user)).toContain('moving')
    await market.must('DELETE', `/promotions/moving/assignments?buyerID=${buyer.ID}&userGroupID=crew`)
    expect(await mine(buyer.user)).not.toContain('moving')
    await market.must('PATCH', '/promotions/moving', { AllowAllBuyers: true })
    expect(await mine(buyer.user)).toContain('moving')
    await market.must('PATCH', '/promotions/moving', { Active: false })
    expect(await mine(buyer.user)).not.toContain('moving')
    await market.must('DELETE', '/promotions/moving')
  })

  it('cost what is for the caller, be there ever so many for others', async () => {
    const rows = async () => {
      const sent = await sentDuring(() => market.must('GET', '/me/promotions', undefined, buyer.user))
      return sent.flatMap((s) => s.batches.flat()).reduce((sum, s) => sum + s.rowsRead, 0)
    }
    const before = await rows()
    const others = await market.buyer()
    for (let i = 0; i < 30; i++) {
      await create(`theirs-${i}`)
      await market.must('POST', '/promotions/assignments', {
        PromotionID: `theirs-${i}`,
        BuyerID: others.ID,
      })
    }
    expect(await mine(others.user, '?pageSize=100')).toHaveLength(33)
    expect(await rows()).toBeLessThanOrEqual(before + 5)
  })

  it('are one round trip', async () => {
    for (const path of ['/me/promotions', '/me/promotions/all']) {
      const sent = await sentDuring(() => market.must('GET', path, undefined, buyer.user))
      expect(sent.flatMap((s) => s.batches)).toHaveLength(1)
    }
  })
})
