import { beforeAll, describe, expect, it } from 'vitest'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'

let m: Marketplace
let b: { ID: string; user: User }
let colleague: User
let path: string

beforeAll(async () => {
  m = await marketplace()
  b = await m.buyer()
  colleague = await m.user('Buyer', b.ID, ['Shopper'])
  path = `/buyers/${b.ID}/costcenters`
  await m.must('POST', `/buyers/${b.ID}/usergroups`, { ID: 'sales', Name: 'Sales' })
  await m.must('POST', `/buyers/${b.ID}/usergroups/assignments`, { UserGroupID: 'sales', UserID: b.user.ID })
  for (const ID of ['travel', 'office', 'unassigned']) await m.must('POST', path, { ID, Name: `${ID} costs` })
  await m.must('POST', `${path}/assignments`, { CostCenterID: 'travel', UserGroupID: 'sales' })
  await m.must('POST', `${path}/assignments`, { CostCenterID: 'office' })
})

const mine = async (as: User, query = '') =>
  (await m.must('GET', `/me/costcenters${query}`, undefined, as)).Items.map((c: { ID: string }) => c.ID)

describe('cost centers', () => {
  it('are seen by the groups they are assigned to, and by the whole buyer where no group is named', async () => {
    expect(await mine(b.user)).toEqual(['office', 'travel'])
    expect(await mine(colleague)).toEqual(['office'])
    expect(await mine((await m.buyer()).user)).toEqual([])
  })

  it('appear once under /me, however often they are assigned', async () => {
    await m.must('POST', `${path}/assignments`, { CostCenterID: 'travel' })
    expect(await mine(b.user, '?search=TRAVEL')).toEqual(['travel'])
    await m.must('DELETE', `${path}/travel/assignments`)
    expect(await mine(colleague)).toEqual(['office'])
    expect(await mine(b.user)).toEqual(['office', 'travel'])
  })

  it('are not assigned to single users, whose removal takes nothing from their company', async () => {
    const body = { CostCenterID: 'travel', UserID: b.user.ID }
    expect(await m.api('POST', `${path}/assignments`, body)).toMatchObject({
      status: 400,
      body: { Errors: [{ ErrorCode: 'PartyAssignment.UserLevelNotAllowed' }] },
    })
    await m.must('DELETE', `${path}/office/assignments?userID=${b.user.ID}`)
    expect(await mine(colleague)).toEqual(['office'])
  })

  it('list their assignments by level and party', async () => {
    const levels = async (query: string) => (await m.must('GET', `${path}/assignments?${query}`)).Items
    expect(await levels('level=Group')).toEqual([{ CostCenterID: 'travel', UserGroupID: 'sales' }])
    expect(await levels('level=Company')).toEqual([{ CostCenterID: 'office', UserGroupID: null }])
    expect(await levels('costCenterID=unassigned')).toEqual([])
  })

  it('go with their buyer, follow its groups’ new names, and leave no assignment behind', async () => {
    await m.must('PATCH', `/buyers/${b.ID}/usergroups/sales`, { ID: 'selling' })
    await m.must('PATCH', `${path}/travel`, { ID: 'trips' })
    expect((await m.must('GET', `${path}/assignments?userGroupID=selling`)).Items).toEqual([
      { CostCenterID: 'trips', UserGroupID: 'selling' },
    ])
    await m.must('DELETE', `${path}/trips`)
    expect(await mine(b.user)).toEqual(['office'])
    expect((await m.must('GET', `${path}/assignments`)).Meta.TotalCount).toBe(1)
  })
})
