import {
  ApiClients,
  Auth,
  Buyers,
  ForgottenCredentials,
  Me,
  MessageSenders,
  Users,
  XpIndices,
} from 'ordercloud-javascript-sdk'
import { describe, expect, test } from 'vitest'
import { integration, PASSWORD, storefront } from '../../scripts/demo/demo.ts'
import { admin, BUYER, person, resources, url, useOrganizations } from './organization-resources.ts'
import { errorOf } from './sdk.ts'

useOrganizations()

test.each(Object.entries(resources))(
  '%s are created, listed, patched, assigned and deleted',
  async (_, { api, parents = [], body, change, filter, assigned = [] }) => {
    const created = await api.Create(...parents, body, admin)
    expect(created).toMatchObject(body)
    const at = [...parents, created.ID]
    const changed = { ...body, ...change }
    expect(await api.Patch(...at, change, admin)).toMatchObject(changed)
    expect(await api.Get(...at, admin)).toMatchObject(changed)
    const filters = { ...filter, ID: created.ID }
    const { Items, Meta } = await api.List(
      ...parents,
      { filters, search: created.ID, sortBy: ['!ID'] },
      admin,
    )
    expect(Items).toMatchObject([changed])
    expect(Meta.TotalCount).toBe(1)
    for (const { save, list, remove, shown } of assigned) {
      await save(created.ID)
      expect((await list(created.ID)).Items).toMatchObject([shown])
      await remove(created.ID)
      expect((await list(created.ID)).Items).toEqual([])
    }
    expect(await api.Save(...at, { ...created, ...body }, admin)).toMatchObject(body)
    await api.Delete(...at, admin)
    expect((await errorOf(api.Get(...at, admin))).status).toBe(404)
  },
)

describe('beside that', () => {
  test('secrets of API clients are shown once, and expire', async () => {
    const Expiration = '2099-01-01T00:00:00.000+00:00'
    const { ID, ClientSecret } = await ApiClients.CreateSecret(
      integration,
      { Name: 'SDK', Expiration },
      admin,
    )
    expect(ClientSecret).toMatch(/^[\w-]{40}$/)
    expect(await ApiClients.GetSecret(integration, ID, admin)).toEqual({ ID, Name: 'SDK', Expiration })
    expect((await Auth.ClientCredentials(ClientSecret, integration)).access_token).toBeDefined()
    await ApiClients.DeleteSecret(integration, ID, admin)
    expect((await errorOf(Auth.ClientCredentials(ClientSecret, integration))).status).toBe(401)
  })

  test('users are moved, unlocked and signed out', async () => {
    await Buyers.Create({ ID: 'sdk-other', Name: 'Other', Active: true }, admin)
    await Users.Create(BUYER, { ID: 'mover', Username: 'mover', Password: PASSWORD, ...person }, admin)
    expect(await Users.Move(BUYER, 'mover', 'sdk-other', { orders: 'None' }, admin)).toMatchObject({
      CompanyID: 'sdk-other',
    })
    const { Items } = await Users.ListAcrossBuyers({ filters: { Username: 'mover' } } as never, admin)
    expect(Items).toMatchObject([{ ID: 'mover', CompanyID: 'sdk-other' }])
    await Users.UnlockUserAccount('sdk-other', 'mover', admin)
    const own = { accessToken: (await Auth.Login('mover', PASSWORD, storefront)).access_token }
    expect((await Me.Get(own)).Buyer.ID).toBe('sdk-other')
    await Users.RevokeUserTokens('sdk-other', 'mover', admin)
    expect((await errorOf(Me.Get(own))).errorCode).toBe('Auth.TokenRevoked')
  })

  test('copies of messages are listed by their assignment', async () => {
    const sender = {
      ID: 'sdk-cc',
      Name: 'Mailer',
      URL: url,
      SharedKey: 'key',
      MessageTypes: ['OrderSubmitted'],
    }
    await MessageSenders.Create(sender as never, admin)
    const assignment = { MessageSenderID: 'sdk-cc', BuyerID: BUYER }
    await MessageSenders.SaveAssignment(assignment, admin)
    const copy = {
      MessageSenderAssignment: assignment,
      MessageType: 'OrderSubmitted' as const,
      UserID: 'member',
    }
    await MessageSenders.SaveCCListenerAssignment({ ...copy, BuyerID: BUYER }, admin)
    const filters = { BuyerID: BUYER }
    const { Items } = await MessageSenders.ListCCListenerAssignments({ filters, search: 'member' }, admin)
    expect(Items).toMatchObject([copy])
    await MessageSenders.Delete('sdk-cc', admin)
    expect((await MessageSenders.ListCCListenerAssignments({ filters }, admin)).Items).toEqual([])
  })

  test('keys of xp are indexed and not', async () => {
    await XpIndices.Put({ ThingType: 'Order', Key: 'SDK' }, admin)
    const list = async () => (await XpIndices.List({ search: 'SDK', sortBy: ['Key'] }, admin)).Items
    expect(await list()).toEqual([{ ThingType: 'Order', Key: 'SDK' }])
    await XpIndices.Delete('Order', 'SDK', admin)
    expect(await list()).toEqual([])
  })

  test('guests register and hand over their orders; strangers ask for what they forgot', async () => {
    const guest = (await Auth.Anonymous(storefront)).access_token
    const Username = 'sdk-registered'
    const { access_token } = await Me.Register({ Username, ...person }, { anonUserToken: guest } as never, {
      accessToken: guest,
    })
    const own = { accessToken: access_token }
    expect((await Me.Get(own)).Username).toBe(Username)
    const other = (await Auth.Anonymous(storefront)).access_token
    await Me.TransferAnonUserOrder({ anonUserToken: other } as never, own)
    const ask = { ClientID: storefront, Username }
    await ForgottenCredentials.SendVerificationCode(ask)
    await ForgottenCredentials.SendOneTimePassword(ask)
    await ForgottenCredentials.RetrieveUsername({ clientID: storefront, email: person.Email } as never)
    const reset = { ...ask, Password: PASSWORD }
    const wrong = await errorOf(ForgottenCredentials.ResetPasswordByVerificationCode('wrong', reset))
    expect(wrong.errorCode).toBe('PasswordReset.InvalidVerification')
  })
})
