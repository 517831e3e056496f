import { beforeAll, describe, expect, it } from 'vitest'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'

let m: Marketplace
let b: { ID: string; user: User }
let path: string

beforeAll(async () => {
  m = await marketplace()
  b = await m.buyer()
  path = `/buyers/${b.ID}/spendingaccounts`
})

const DAY = 86_400_000
const inDays = (n: number) => new Date(Date.now() + n * DAY).toISOString()

/** A spending account that all of the buyer may use. */
async function account(ID: string, more: Record<string, unknown> = {}) {
  const made = await m.must('POST', path, { ID, Name: ID, Balance: 50, ...more })
  await m.must('POST', `${path}/assignments`, { SpendingAccountID: ID })
  return made
}
const mine = async (as: User) =>
  (await m.must('GET', '/me/spendingAccounts', undefined, as)).Items.map((a: { ID: string }) => a.ID)

describe('spending accounts', () => {
  it('must have a name and a balance, which is kept to the cent', async () => {
    const { body } = await m.api('POST', path, {})
    expect(body.Errors.map((e: { Data: { Property: string } }) => e.Data.Property).sort()).toEqual([
      'Balance',
      'Name',
    ])
    expect(await m.must('POST', path, { Name: 'gift', Balance: 12.345 })).toMatchObject({
      Balance: 12.35,
      AllowAsPaymentMethod: false,
      RedemptionCode: null,
    })
    expect(await m.must('POST', path, { Name: 'overdrawn', Balance: -3 })).toMatchObject({ Balance: -3 })
  })

  it('are hidden from shoppers before they start and after they end', async () => {
    await account('open')
    await account('running', { StartDate: inDays(-1), EndDate: inDays(1) })
    await account('over', { EndDate: inDays(-1) })
    await account('early', { StartDate: inDays(1) })
    expect(await mine(b.user)).toEqual(['open', 'running'])
    const status = async (ID: string) =>
      (await m.api('GET', `/me/spendingaccounts/${ID}`, undefined, b.user)).status
    expect([await status('running'), await status('over'), await status('early')]).toEqual([200, 404, 404])
    await m.must('PATCH', `${path}/over`, { EndDate: null })
    expect(await status('over')).toBe(200)
    expect((await m.must('GET', `${path}/early`)).ID).toBe('early')
  })

  it('are seen by whom they are assigned to', async () => {
    const colleague = await m.user('Buyer', b.ID, ['Shopper'])
    await m.must('POST', path, { ID: 'personal', Name: 'personal', Balance: 1 })
    const own = { SpendingAccountID: 'personal', UserID: colleague.ID }
    await m.must('POST', `${path}/assignments`, own)
    expect(await mine(colleague)).toContain('personal')
    expect(await mine(b.user)).not.toContain('personal')
    expect((await m.api('GET', '/me/spendingaccounts/personal', undefined, b.user)).status).toBe(404)
  })

  it('may be overdrawn where an assignment says so: the last save of a party stands', async () => {
    await m.must('POST', path, { ID: 'wide', Name: 'wide', Balance: 1 })
    const whole = { SpendingAccountID: 'wide' }
    for (const AllowExceed of [true, false, true])
      await m.must('POST', `${path}/assignments`, { ...whole, AllowExceed })
    expect((await m.must('GET', `${path}/assignments?spendingAccountID=wide`)).Items).toEqual([
      { ...whole, UserID: null, UserGroupID: null, AllowExceed: true },
    ])
  })

  it('have a redemption code that no other account of the buyer has', async () => {
    const code = { RedemptionCode: 'GIFT-1', Name: 'gift', Balance: 10 }
    await m.must('POST', path, { ...code, ID: 'gift-1' })
    await m.must('POST', path, { ...code, ID: 'gift-2', RedemptionCode: 'GIFT-2' })
    const refusal = {
      status: 400,
      body: { Errors: [{ Data: { Property: 'RedemptionCode', Rule: 'Unique' } }] },
    }
    expect(await m.api('POST', path, { ...code, RedemptionCode: 'gift-1' })).toMatchObject(refusal)
    expect(await m.api('PATCH', `${path}/gift-2`, { RedemptionCode: 'GIFT-1' })).toMatchObject(refusal)
    expect(await m.api('POST', path, { ...code, ID: 'gift-1', RedemptionCode: 'GIFT-3' })).toMatchObject({
      status: 409,
    })
    const other = await m.buyer()
    await m.must('POST', `/buyers/${other.ID}/spendingaccounts`, code)
  })
})
