import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { toWire } from '../../src/api/time.ts'
import { PASSWORD } from '../support/marketplace.ts'
import { type Account, account, core, join, joinTeam, outbox } from '../support/portal.ts'
import { shop, tokenFor } from './shop.ts'

beforeEach(() => {
  outbox()
})

const codes = (answer: { body: { Errors: { ErrorCode: string }[] } }) =>
  answer.body.Errors.map((e) => e.ErrorCode)

describe('tokens for a marketplace die with the access', () => {
  /** Somebody with access to a shop and both kinds of token for it. */
  async function letIn(rights: object = { Roles: ['Shopper', 'ImpersonateBuyer'] }) {
    const made = await shop()
    const who = await account()
    await join(made.owner, made.id, who, rights as never)
    const tokens = [
      (await tokenFor(who, made.id)).access_token,
      (await tokenFor(who, made.id, made.query)).access_token,
    ] as string[]
    for (const token of tokens) expect((await core(token, 'GET', '/me')).status).toBe(200)
    return { ...made, who, tokens }
  }
  async function areDead(tokens: string[]) {
    for (const token of tokens) {
      expect(codes(await core(token, 'GET', '/me'))).toEqual(['Auth.TokenRevoked'])
      expect((await core(token, 'DELETE', '/me/tokens')).status).toBe(401)
    }
  }

  it('that was taken away', async () => {
    const { owner, id, who, tokens } = await letIn()
    await owner.must('DELETE', `/organizations/${id}/access/users/${who.Username}`)
    await areDead(tokens)
    expect((await who.api('GET', `/organizations/${id}/token`)).status).toBe(404)
  })

  it('that was given up', async () => {
    const { id, who, tokens } = await letIn()
    await who.must('DELETE', `/organizations/${id}/access/users/${who.Username}`)
    await areDead(tokens)
  })

  it('that is taken away while one asks for them', async () => {
    const { owner, id, who, query } = await letIn()
    const [gone, ...asked] = await Promise.all([
      owner.api('DELETE', `/organizations/${id}/access/users/${who.Username}`),
      ...['', query, '', query].map((q) => who.api('GET', `/organizations/${id}/token${q}`)),
    ])
    expect(gone.status).toBe(204)
    for (const answer of asked) expect([200, 404]).toContain(answer.status)
    await areDead(asked.flatMap((a) => a.body?.access_token ?? []))
  })

  it('that became another', async () => {
    const { owner, id, who, tokens } = await letIn()
    await owner.must('PUT', `/organizations/${id}/access/users/${who.Username}`, { Roles: ['Shopper'] })
    await areDead(tokens)
    expect((await core((await tokenFor(who, id)).access_token, 'GET', '/me')).status).toBe(200)
  })

  it('of an owner who gave the marketplace away', async () => {
    const { owner, id, who, query } = await letIn()
    const tokens = [(await tokenFor(owner, id)).access_token, (await tokenFor(owner, id, query)).access_token]
    await owner.must('POST', `/organizations/${id}/transfer`, { Username: who.Username })
    await areDead(tokens)
  })

  it('of a marketplace that is deleted', async () => {
    const mail = outbox()
    const { owner, id, tokens } = await letIn()
    await owner.must('DELETE', `/organizations/${id}`)
    await owner.must('POST', '/confirmation', { Code: await mail.code(owner.Email, 'DeleteOrganization') })
    for (const token of tokens)
      expect(codes(await core(token, 'GET', '/me'))).toEqual(['Auth.SellerNotActive'])
  })

  it('of a marketplace that another has the ID of by now', async () => {
    const { id, tokens } = await letIn()
    expect((await core(tokens[0]!, 'GET', '/me')).status).toBe(200)
    await env.DB.prepare('update marketplaces set DateCreated = ? where ID = ?')
      .bind(toWire(Date.now() + 5000), id)
      .run()
    for (const token of tokens) expect(codes(await core(token, 'GET', '/me'))).toEqual(['InvalidToken'])
  })

  it('of an account whose password has changed', async () => {
    const { who, tokens } = await letIn()
    const change = { CurrentPassword: PASSWORD, NewPassword: 'Another-Quay-2026' }
    expect((await who.api('PUT', '/me/password', { ...change, CurrentPassword: 'wrong' })).status).toBe(401)
    for (const token of tokens) expect((await core(token, 'GET', '/me')).status).toBe(200)
    await who.must('PUT', '/me/password', change)
    await areDead(tokens)
    expect(codes(await who.api('GET', '/me'))).toEqual(['Auth.TokenRevoked'])
  })

  it.each([
    ['leaves it', (t: string, who: Account) => who.must('DELETE', `/teams/${t}/members/${who.Username}`)],
    [
      'is sent away',
      (t: string, who: Account, owner: Account) =>
        owner.must('DELETE', `/teams/${t}/members/${who.Username}`),
    ],
    ['sees it deleted', (t: string, _: Account, owner: Account) => owner.must('DELETE', `/teams/${t}`)],
    [
      'sees its access taken',
      (t: string, _: Account, owner: Account) =>
        owner.must('DELETE', `/organizations/${t}/access/teams/${t}`),
    ],
    [
      'sees its access changed',
      (t: string, _: Account, owner: Account) =>
        owner.must('PUT', `/organizations/${t}/access/teams/${t}`, { Roles: [] }),
    ],
  ])('of a member of a team who %s', async (_, lose) => {
    const { owner, id, query } = await shop()
    const who = await account()
    await owner.must('PUT', `/teams/${id}`, { Name: 'Crew' })
    await joinTeam(owner, id, who)
    await owner.must('PUT', `/organizations/${id}/access/teams/${id}`, {
      Roles: ['Shopper', 'ImpersonateBuyer'],
    })
    await owner.must('POST', `/teams/${id}/orginvites/${id}/accept`)
    const tokens = [(await tokenFor(who, id)).access_token, (await tokenFor(who, id, query)).access_token]
    for (const token of tokens) expect((await core(token, 'GET', '/me')).status).toBe(200)
    await lose(id, who, owner)
    await areDead(tokens)
  })
})
