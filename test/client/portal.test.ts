import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  Accounts,
  ApiClients,
  Auth,
  Configuration,
  CurrentUser,
  Organizations,
  PortalUsers,
  Teams,
  Tokens,
} from '@ordercloud/portal-javascript-sdk'
import * as OrderCloud from 'ordercloud-javascript-sdk'
import { beforeAll, describe, expect, inject, test, vi } from 'vitest'

const PASSWORD = 'Portal-Journey-2026'
const run = crypto.randomUUID().slice(0, 8)
const name = (who: string) => `${who}-${run}`
const address = (who: string) => `${name(who)}@example.com`
const id = name('quay')

const SEED = `Objects:
  Buyers:
    - { ID: acme, Name: Acme, Active: true }
  Users:
    - { ID: bo, BuyerID: acme, Username: bo, FirstName: Bo, LastName: Uy, Email: bo@example.com, Active: true, Password: ${PASSWORD} }
  SecurityProfiles:
    - { ID: shopper, Name: Shopper, Roles: [Shopper, MeAdmin] }
  PriceSchedules:
    - { ID: rope, Name: Rope, PriceBreaks: [{ Quantity: 1, Price: 12.5 }] }
  Products:
    - { ID: rope, Name: Rope, Active: true, DefaultPriceScheduleID: rope }
Assignments:
  SecurityProfileAssignments:
    - { SecurityProfileID: shopper, BuyerID: acme }
  ProductCatalogAssignments:
    - { CatalogID: acme, ProductID: rope }
`

beforeAll(() => {
  Configuration.Set({ baseApiUrl: `${inject('url')}/portal/api/v1` })
  OrderCloud.Configuration.Set({ baseApiUrl: inject('url') })
})

/** The code of the newest mail of a kind to an address: development prints them. */
const codeOf = (To: string, Kind: string): Promise<string> =>
  vi.waitFor(
    async () => {
      const lines = (await readFile(inject('output'), 'utf8')).match(/\{"To":.*\}/g) ?? []
      const mail = lines.map((line) => JSON.parse(line)).findLast((m) => m.To === To && m.Kind === Kind)
      if (!mail) throw new Error(`no mail ${Kind} to ${To}`)
      return mail.Data.Code
    },
    { timeout: 10_000, interval: 100 },
  )

/** Makes an account and returns the options of calls as it. */
async function newAccount(who: string) {
  await Accounts.Register({ Email: address(who) })
  const Code = await codeOf(address(who), 'Register')
  await Accounts.Verify({ Code, Username: name(who), Password: PASSWORD, Name: who })
  return { accessToken: (await Auth.Login(name(who), PASSWORD)).access_token }
}

const errorOf = (call: Promise<unknown>) =>
  call.then(
    () => expect.unreachable('the call succeeded'),
    // biome-ignore lint/suspicious/noExplicitAny: the package does not export its error
    (error: any) => error,
  )

describe('the portal, by its own SDK', () => {
  let owner: { accessToken: string }
  let helper: { accessToken: string }

  test('makes accounts, signs them in and refreshes', async () => {
    owner = await newAccount('ann')
    helper = await newAccount('ben')
    expect(await CurrentUser.Get(owner)).toMatchObject({ Username: name('ann'), Verified: true })
    const session = await Auth.Login(name('ann'), PASSWORD)
    Tokens.SetAccessToken(session.access_token)
    Tokens.SetRefreshToken(session.refresh_token)
    const again = await Auth.RefreshToken(session.refresh_token)
    expect(again.refresh_token).toBe(session.refresh_token)
    expect(await CurrentUser.Get()).toMatchObject({ Email: address('ann') })
    await Auth.Logout(session.refresh_token)
    expect((await errorOf(Auth.RefreshToken(session.refresh_token))).status).toBe(401)
    Tokens.RemoveAccessToken()
    Tokens.RemoveRefreshToken()
    await CurrentUser.Save({ ...(await CurrentUser.Get(owner)), Country: 'DE' }, owner)
    await CurrentUser.AcceptTerms(owner)
    expect((await CurrentUser.Get(owner)).TermsAccepted).toMatch(/^\d{4}-/)
    const found = await PortalUsers.List({ search: name('ben') }, owner)
    expect(found.Items).toEqual([{ Username: name('ben'), Name: 'ben' }])
    expect(await PortalUsers.Get(name('ben'), owner)).toMatchObject({ Name: 'ben' })
  })

  test('tells errors as the SDK understands them', async () => {
    const missing = await errorOf(Organizations.Get('no-such-place', owner))
    expect([missing.status, missing.errorCode, missing.message]).toEqual([
      404,
      'NotFound',
      'Organization no-such-place not found',
    ])
    const wrong = await errorOf(Auth.Login(name('ann'), 'wrong'))
    expect([wrong.status, wrong.errorCode]).toEqual([401, 'Auth.InvalidUsernameOrPassword'])
    const other = await errorOf(Organizations.ListSearchIndexes(id, {}, owner))
    expect([other.status, other.errorCode]).toEqual([501, 'Api.NotImplemented'])
  })

  test('makes a marketplace that is seeded and shopped in', async () => {
    const made = await Organizations.Save(id, { Name: 'Quay' }, owner)
    expect(made).toMatchObject({ Id: id, Name: 'Quay', Owner: { Username: name('ann') } })
    expect((await Organizations.Save(id, { ...made, Name: 'Quay & Sons' }, owner)).Name).toBe('Quay & Sons')
    expect((await Organizations.List({ search: 'Quay', sortBy: 'ID' }, owner)).Items).toHaveLength(1)
    const [region] = (await CurrentUser.ListRegions({}, owner)).Items
    expect(region).toMatchObject({ CanCreateSandbox: true })

    const { access_token: accessToken } = await ApiClients.GetToken(id, undefined, owner)
    const folder = await mkdtemp(join(tmpdir(), 'wharf-seed-'))
    await writeFile(join(folder, 'seed.yml'), SEED)
    await promisify(execFile)(process.execPath, [
      ...['scripts/seed.ts', join(folder, 'seed.yml'), '--url', inject('url'), '--token', accessToken],
    ])
    await rm(folder, { recursive: true })

    const storefront = await OrderCloud.ApiClients.Create(
      { AppName: 'Storefront', Active: true, AllowAnyBuyer: true, AccessTokenDuration: 60 },
      { accessToken },
    )
    const buyer = await OrderCloud.Auth.Login('bo', PASSWORD, storefront.ID!)
    const products = await OrderCloud.Me.ListProducts({}, { accessToken: buyer.access_token })
    expect(products.Items.map((p) => [p.ID, p.PriceSchedule?.PriceBreaks?.[0]?.Price])).toEqual([
      ['rope', 12.5],
    ])

    const users = await ApiClients.ListUsers(id, storefront.ID!, {}, owner)
    expect(users.Items).toMatchObject([{ Username: 'bo', CommerceRole: 'Buyer', CompanyName: 'Acme' }])
    const acting = await ApiClients.GetToken(id, { clientid: storefront.ID!, username: 'bo' }, owner)
    expect(acting.granted_roles).toEqual(['Shopper', 'MeAdmin'])
    const me = await OrderCloud.Me.Get({ accessToken: acting.access_token })
    expect(me.Username).toBe('bo')
  })

  test('shares it with a contributor, who leaves it', async () => {
    await Organizations.SaveUserAssignment(id, name('ben'), { Roles: ['ProductReader'] }, owner)
    expect(await CurrentUser.ListOrgInvites(helper)).toMatchObject([{ Id: id }])
    await CurrentUser.AcceptOrgInvite(id, helper)
    expect((await Organizations.ListUserAssignments(id, {}, helper)).Items).toMatchObject([
      { User: { Username: name('ben') }, Roles: ['ProductReader'], Accepted: true },
    ])
    const contributors = await Organizations.ListContributors(id, { sortBy: 'Username' }, owner)
    expect(contributors.Items.map((u) => u.Username)).toEqual([name('ann'), name('ben')])
    expect(await Organizations.GetContributor(id, name('ben'), owner)).toMatchObject({ IsAdmin: false })
    const { access_token: accessToken } = await ApiClients.GetToken(id, undefined, helper)
    expect((await OrderCloud.Products.List({}, { accessToken })).Items).toHaveLength(1)
    const forbidden = await OrderCloud.Buyers.List({}, { accessToken }).catch((e) => e)
    expect(forbidden.status).toBe(403)
    await Organizations.DeleteUserAssignment(id, name('ben'), helper)
    const dead = await OrderCloud.Products.List({}, { accessToken }).catch((e) => e)
    expect([dead.status, dead.errorCode]).toEqual([401, 'Auth.TokenRevoked'])
    expect((await errorOf(Organizations.Get(id, helper))).status).toBe(404)
  })

  test('shares it with a team', async () => {
    const team = name('crew')
    expect(await Teams.Save(team, { Id: team, Name: 'Crew' }, helper)).toMatchObject({ Id: team })
    expect((await Teams.Search({ search: team }, owner)).Items).toMatchObject([{ Id: team }])
    expect((await Teams.List({ sortBy: 'Name' }, helper)).Items).toHaveLength(1)
    await Organizations.SaveTeamAssignment(id, team, { IsAdmin: true }, owner)
    expect((await Organizations.ListTeamAssignments(id, {}, owner)).Items).toMatchObject([
      { User: { Id: team }, IsAdmin: true, Accepted: false },
    ])
    expect(await CurrentUser.ListOrgTeamInvites(helper)).toMatchObject([{ Org: { Id: id } }])
    await CurrentUser.AcceptOrgTeamInvite(team, id, helper)
    expect((await Organizations.Get(id, helper)).Name).toBe('Quay & Sons')

    await Teams.InviteMember(team, { Username: name('ann') }, helper)
    expect(await CurrentUser.ListTeamInvites(owner)).toMatchObject([{ Id: team }])
    await CurrentUser.AcceptTeamInvite(team, owner)
    expect(await Teams.SaveMember(team, name('ann'), { IsAdmin: true }, helper)).toMatchObject({
      IsAdmin: true,
    })
    expect((await Teams.ListMember(team, {}, owner)).Items).toHaveLength(2)
    expect(await Teams.GetMember(team, name('ben'), owner)).toMatchObject({ User: { Email: address('ben') } })
    expect((await Teams.ListOrganizations(team, {}, owner)).Items).toMatchObject([{ Org: { Id: id } }])
    await Teams.Transfer(team, { Username: name('ann') }, helper)
    expect((await Teams.Get(team, helper)).Owner.Username).toBe(name('ann'))
  })

  test('gives it away, leaves it, and deletes it', async () => {
    await Organizations.Transfer(id, { Username: name('ben') }, owner)
    expect((await Organizations.Get(id, owner)).Owner.Username).toBe(name('ben'))
    expect((await errorOf(Organizations.Delete(id, owner))).status).toBe(403)
    await Teams.DeleteMember(name('crew'), name('ben'), helper)
    await Teams.Delete(name('crew'), owner)
    await Organizations.DeleteUserAssignment(id, name('ann'), owner)
    expect((await errorOf(Organizations.Get(id, owner))).status).toBe(404)
    await Organizations.Delete(id, helper)
    await Accounts.Confirm({ Code: await codeOf(address('ben'), 'DeleteOrganization') }, helper)
    expect((await Organizations.List({}, helper)).Items).toEqual([])
  })

  test('recovers an account', async () => {
    const changed = 'Portal-Changed-2026'
    await CurrentUser.ChangePassword({ CurrentPassword: PASSWORD, NewPassword: changed }, helper)
    expect((await errorOf(CurrentUser.Get(helper))).status).toBe(401)
    await Accounts.ForgotPassword({ Email: address('ben') })
    const Code = await codeOf(address('ben'), 'ResetPassword')
    const reset = await Accounts.ResetPassword({ Email: address('ben'), Password: PASSWORD, Code })
    expect(reset.Username).toBe(name('ben'))
    const again = { accessToken: (await Auth.Login(name('ben'), PASSWORD)).access_token }
    await CurrentUser.ChangeEmail({ Email: address('benny'), Password: PASSWORD }, again)
    await Accounts.Confirm({ Code: await codeOf(address('benny'), 'ChangeEmail') }, again)
    expect((await CurrentUser.Get(again)).Email).toBe(address('benny'))
    await CurrentUser.VerifyEmail({}, again)
    await Accounts.Confirm({ Code: await codeOf(address('benny'), 'VerifyEmail') }, again)
  })
})
