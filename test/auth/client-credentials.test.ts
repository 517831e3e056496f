import { env } from 'cloudflare:workers'
import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { attempts } from '../../src/tables/auth/sign-in.ts'
import { send, write } from '../support/marketplace.ts'
import { beforeItWrites } from '../support/observe.ts'
import { buyer, byPassword, client, grant, granting, m } from './granting.ts'

granting()

describe('client credentials', () => {
  it('act as the default context user, and need a secret', async () => {
    const open = await client({ DefaultContextUserName: 'admin' })
    expect(
      (await grant({ grant_type: 'client_credentials', client_id: open.ID })).body.Errors[0].ErrorCode,
    ).toBe('Auth.OauthError')
    const closed = await client({ ClientSecret: 'keep-this-to-yourself' })
    const form = {
      grant_type: 'client_credentials',
      client_id: closed.ID,
      client_secret: 'keep-this-to-yourself',
    }
    expect((await grant(form)).body.error_description).toBe(
      'Default context user required for client credentials grant',
    )
    await m.must('PATCH', `/apiclients/${closed.ID}`, { DefaultContextUserName: 'admin' })
    expect(decodeJwt((await grant(form)).body.access_token)).toMatchObject({
      usr: 'admin',
      usrtype: 'admin',
      role: 'FullAccess',
    })
    expect((await grant({ ...form, client_secret: 'wrong' })).status).toBe(401)
    // A client that has a secret must show it in every grant.
    expect((await byPassword({ client_id: closed.ID })).status).toBe(401)
    expect((await byPassword({ client_id: closed.ID, client_secret: 'keep-this-to-yourself' })).status).toBe(
      200,
    )
  })

  it('are for a user who is there: not one who is deleted while they are named', async () => {
    const { ID } = await client({ ClientSecret: 'quay-side' })
    const gone = await m.user('Buyer', buyer.ID, [])
    beforeItWrites(() => m.must('DELETE', `/buyers/${buyer.ID}/users/${gone.ID}`))
    const named = await m.api('PATCH', `/apiclients/${ID}`, { DefaultContextUserName: gone.username })
    expect(named.status).toBe(404)
  })

  it('are refused where many guesses at once use up the attempts of a minute', async () => {
    const { ID } = await client({
      ClientSecret: 'quay-side',
      DefaultContextUserName: buyer.user.username,
    })
    const form = { grant_type: 'client_credentials', client_id: ID, client_secret: 'quay-side' }
    const ip = { 'CF-Connecting-IP': crypto.randomUUID() }
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded', ...ip }
    const guess = () => send('POST', '/oauth/token', new URLSearchParams(form).toString(), headers)
    beforeItWrites(async () => {
      const Subject = `address ${ip['CF-Connecting-IP']} ${ID}`.toLowerCase()
      await write('', [[attempts, { Subject, Minute: Math.floor(Date.now() / 60_000), Count: 20 }]])
    })
    expect((await guess()).status).toBe(429)
  })

  it('take an empty secret for none', async () => {
    const own = await client({ DefaultContextUserName: 'admin', ClientSecret: '' })
    expect(own.ClientSecret).toBeNull()
    const signIn = (more = {}) => grant({ grant_type: 'client_credentials', client_id: own.ID, ...more })
    const refused = { status: 401, body: { error_description: expect.stringContaining('no secret') } }
    expect(await signIn()).toMatchObject(refused)
    await env.DB.prepare("update api_clients set ClientSecret = '' where ID = ?").bind(own.ID).run()
    expect(await signIn()).toMatchObject(refused)
    expect(await signIn({ client_secret: '' })).toMatchObject(refused)
    expect((await byPassword({ client_id: own.ID })).status).toBe(200)
  })

  it('take any live secret of the client, whose value is shown once', async () => {
    const { ID } = await client({ DefaultContextUserName: 'admin' })
    const secret = await m.must('POST', `/apiclients/${ID}/secrets`, { Name: 'ci' })
    expect(await m.must('GET', `/apiclients/${ID}/secrets/${secret.ID}`)).toEqual({
      ID: secret.ID,
      Name: 'ci',
      Expiration: null,
    })
    const form = { grant_type: 'client_credentials', client_id: ID, client_secret: secret.ClientSecret }
    expect((await grant(form)).status).toBe(200)
    await m.must('DELETE', `/apiclients/${ID}/secrets/${secret.ID}`)
    expect((await grant(form)).status).toBe(401)
    for (let i = 0; i < 5; i++) await m.must('POST', `/apiclients/${ID}/secrets`, { Name: `s${i}` })
    expect(
      (await m.api('POST', `/apiclients/${ID}/secrets`, { Name: 'one more' })).body.Errors[0].ErrorCode,
    ).toBe('ApiClientSecret.MaximumClientSecretsReached')
  })
})

describe('anonymous shopping', () => {
  it('gives a token of the context user for one order', async () => {
    await m.product(buyer, { ID: 'anon-product' })
    await m.must('PATCH', `/apiclients/${m.clients.guests}`, { DefaultContextUserName: buyer.user.username })
    const { status, body } = await grant({
      grant_type: 'client_credentials',
      client_id: m.clients.guests,
      anonuserid: 'visitor-1',
    })
    expect(status).toBe(200)
    expect(body.refresh_token).toBeUndefined()
    const claims = decodeJwt(body.access_token)
    expect(claims).toMatchObject({
      usr: buyer.user.username,
      anonuserid: 'visitor-1',
      orderid: expect.stringMatching(/^[\w-]{22}$/),
    })
    const guest = body.access_token as string
    const order = await m.must('POST', '/orders/Outgoing', {}, guest)
    expect(order.ID).toBe(claims.orderid)
    await m.must('POST', `/orders/Outgoing/${order.ID}/lineitems`, { ProductID: 'anon-product' }, guest)
    expect((await m.api('POST', '/orders/Outgoing', {}, guest)).status).toBe(400)
    const other = await m.order(buyer.user)
    expect((await m.api('GET', `/orders/Outgoing/${other.ID}`, undefined, guest)).status).toBe(404)
    expect((await m.api('PATCH', '/me', { FirstName: 'x' }, guest)).body.Errors[0].ErrorCode).toBe(
      'Auth.AnonUserProhibited',
    )
    expect(
      await m.must(
        'PATCH',
        `/orders/Outgoing/${order.ID}/fromuser`,
        { FirstName: 'Guest', Email: 'g@example.com' },
        guest,
      ),
    ).toMatchObject({ FromUser: { FirstName: 'Guest', Email: 'g@example.com' } })
    expect((await m.must('GET', '/me', undefined, guest)).FirstName).not.toBe('Guest')
  })

  it('needs a buyer user as context', async () => {
    expect(
      (
        await m.api('POST', '/apiclients', {
          AppName: 'x',
          AccessTokenDuration: 60,
          IsAnonBuyer: true,
          DefaultContextUserName: 'admin',
        })
      ).body.Errors[0].ErrorCode,
    ).toBe('ApiClient.RequiredNotAnonBuyer')
  })
})
