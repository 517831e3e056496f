import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { signature } from '../../src/store/outbox/signature.ts'
import { PASSWORD } from '../support/marketplace.ts'
import { account, deployed, newIP, organization, outbox, portal, signIn } from '../support/portal.ts'

const SETUP_SECRET = 'a secret of the set-up'
const URL_OF_MAILS = 'https://mail.example.com/wharf'
const mails: { url: string; body: string; hash: string | null }[] = []
let printed: ReturnType<typeof outbox>

beforeEach(() => {
  mails.length = 0
  printed = outbox()
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const body = new TextDecoder().decode(init.body as Uint8Array)
    mails.push({ url, body, hash: new Headers(init.headers).get('X-oc-hash') })
    return new Response(null, { status: 202 })
  })
})
afterEach(() => vi.unstubAllGlobals())

const unique = () => `c${crypto.randomUUID().slice(0, 8)}`
const person = (Username: string, more: Record<string, unknown>) => ({
  Username,
  Password: PASSWORD,
  ...more,
})
const deliver = { PORTAL_MAIL_URL: URL_OF_MAILS, PORTAL_MAIL_KEY: 'key of mails' }
const me = async (username: string) => {
  const { body } = await signIn({ grant_type: 'password', username, password: PASSWORD })
  return (await portal('GET', '/me', undefined, body.access_token)).body
}

// The first account of the installation is made here, so this comes before what makes others.
describe('the first account', () => {
  it('is made with the secret of the set-up, owns the installation, and what was made in it by hand', async () => {
    await env.DB.prepare(
      "insert into marketplaces (ID, Name, Active, HookVersion, AccessVersion, CatalogVersion, Version) values ('by-hand', 'By hand', 1, 0, 0, 0, 1)",
    ).run()
    const name = unique()
    const Email = `${name}@example.com`
    const answers = await Promise.all(
      [name, `${name}-2`].map((n) =>
        deployed({ SETUP_SECRET }, '/verify', person(n, { Code: SETUP_SECRET, Email: `${n}@example.com` })),
      ),
    )
    expect(answers.map((a) => a.status)).toEqual([204, 204])
    const both = [await me(name), await me(`${name}-2`)]
    expect(both.map((m) => m.SCAdmin).sort()).toEqual([false, true])
    // Nobody has shown yet that the address is theirs.
    expect(both[0]).toMatchObject({ Email, Verified: false })
    const owner = both.find((m) => m.SCAdmin)!.Username
    const { body } = await signIn({ grant_type: 'password', username: owner, password: PASSWORD })
    const list = await portal('GET', '/organizations', undefined, body.access_token)
    expect(list.body.Items).toMatchObject([{ Id: 'by-hand', Owner: { Username: owner } }])
  })
})

describe('a deployed installation', () => {
  it('takes no other secret, and none where none is set', async () => {
    const Email = `${unique()}@example.com`
    for (const [variables, Code] of [
      [{ SETUP_SECRET }, 'another secret'],
      [{ SETUP_SECRET }, SETUP_SECRET.toUpperCase()],
      [{}, SETUP_SECRET],
      [{ SETUP_SECRET: '' }, 'undefined'],
    ] as const)
      expect((await deployed(variables, '/verify', person(unique(), { Code, Email }))).status).toBe(400)
    const guess = { Code: 'guess', Email }
    const ip = newIP()
    const answers = []
    for (let i = 0; i < 21; i++)
      answers.push(await deployed({ SETUP_SECRET }, '/verify', person(unique(), guess), ip))
    expect(answers.at(-1)!.status).toBe(429)
    const right = await deployed(
      { SETUP_SECRET },
      '/verify',
      person(unique(), { ...guess, Code: SETUP_SECRET }),
      ip,
    )
    expect(right.status).toBe(429)
  })

  it('wants an address with the secret', async () => {
    const answer = await deployed({ SETUP_SECRET }, '/verify', person(unique(), { Code: SETUP_SECRET }))
    expect([answer.status, answer.body.Errors[0].Data.Property]).toEqual([400, 'Email'])
  })

  it('sends no code to who was not invited, and does not tell', async () => {
    const answer = await deployed(deliver, '/register', { Email: `${unique()}@example.com` })
    expect([answer.status, answer.body, mails]).toEqual([204, null, []])
  })

  it('sends one to who was invited to a marketplace or a team, by signed post, and logs nothing', async () => {
    const owner = await account()
    const id = await organization(owner)
    const invited = [`${unique()}@Example.com`, `${unique()}@example.com`]
    await owner.must('PUT', `/organizations/${id}/access/users/${invited[0]}`, { Roles: ['ProductReader'] })
    await owner.must('PUT', `/teams/${id}`, { Id: id, Name: 'Crew' })
    await owner.must('POST', `/teams/${id}/members`, { Username: invited[1] })
    mails.length = 0
    printed.spy.mockClear()
    for (const Email of invited) {
      expect((await deployed(deliver, '/register', { Email })).status).toBe(204)
      const sent = mails.pop()!
      expect([sent.url, sent.hash]).toEqual([
        URL_OF_MAILS,
        signature('key of mails', new TextEncoder().encode(sent.body)),
      ])
      const { To, Kind, Subject, Data } = JSON.parse(sent.body)
      expect([To, Kind, Subject]).toEqual([Email, 'Register', expect.any(String)])
      const name = unique()
      expect((await deployed(deliver, '/verify', person(name, { Code: Data.Code }))).status).toBe(204)
      const { body } = await signIn({ grant_type: 'password', username: name, password: PASSWORD })
      const own = await Promise.all(
        ['orginvites', 'teaminvites'].map((what) =>
          portal('GET', `/me/${what}`, undefined, body.access_token),
        ),
      )
      expect(own.flatMap((a) => a.body.map((i: { Id: string }) => i.Id))).toEqual([id])
    }
    expect(printed.spy).not.toHaveBeenCalled()
  })

  it('loses a mail rather than log its code, where there is no mail service', async () => {
    const there = await account()
    expect((await deployed({}, '/forgotpassword', { Email: there.Email })).status).toBe(204)
    expect(printed.spy).not.toHaveBeenCalled()
    expect(mails).toEqual([])
  })
})
