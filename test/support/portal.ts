import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { vi } from 'vitest'
import { toWire } from '../../src/api/time.ts'
import { createApp } from '../../src/app.ts'
import { signPortalToken } from '../../src/auth/tokens/token.ts'
import type { Env } from '../../src/env.ts'
import { operations } from '../../src/operations.ts'
import { portalAccounts, portalLoginFailures } from '../../src/tables/portal/accounts.ts'
import { eventually } from './eventually.ts'
import { type Answer, ORIGIN, PASSWORD_HASH, send, write } from './marketplace.ts'

export const BASE = '/portal/api/v1'
const LIFE = 3600

/** An address to blame that no other test has. */
export const newIP = () => crypto.randomUUID()

/** Sends a request to the portal; `as` is a token or nobody. */
export const portal = (method: string, path: string, body?: unknown, as?: string, ip = newIP()) =>
  send(method, `${BASE}${path}`, body, {
    'Content-Type': 'application/json',
    'CF-Connecting-IP': ip,
    ...(as ? { Authorization: `Bearer ${as}` } : {}),
  })

/** Signs in, by form. */
export const signIn = (form: Record<string, string>, path = '/oauth/token', ip = newIP()) =>
  send('POST', `${BASE}${path}`, new URLSearchParams(form).toString(), {
    'Content-Type': 'application/x-www-form-urlencoded',
    'CF-Connecting-IP': ip,
  })

/** The same Worker with other bindings. */
async function throughApp(
  bindings: Partial<Env>,
  method: string,
  path: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<Answer> {
  const context = createExecutionContext()
  const response = await createApp(operations).request(
    `${ORIGIN}${BASE}${path}`,
    {
      method,
      body: body === undefined ? undefined : JSON.stringify(body),
      headers: { 'Content-Type': 'application/json', ...headers },
    },
    { ...env, ...bindings },
    context,
  )
  const text = await response.text()
  await waitOnExecutionContext(context)
  return { status: response.status, body: text ? JSON.parse(text) : null, headers: response.headers }
}

/** Posts to the same Worker with other variables: a deployed one is not in development. */
export const deployed = (variables: Partial<Env>, path: string, body: unknown, ip = newIP()) =>
  throughApp({ DEVELOPMENT: undefined, ...variables }, 'POST', path, body, { 'CF-Connecting-IP': ip })

/**
 * Calls the portal, and lets something happen between what it reads and what it writes.
 * @param between runs when the first batch has come back
 */
export async function interleaved(
  method: string,
  path: string,
  body: unknown,
  token: string,
  between: () => Promise<unknown>,
): Promise<Answer> {
  let happened = false
  const withSession = (constraint?: D1SessionConstraint) => {
    const session = env.DB.withSession(constraint)
    return {
      prepare: (sql: string) => session.prepare(sql),
      batch: async (statements: D1PreparedStatement[]) => {
        const results = await session.batch(statements)
        if (!happened) {
          happened = true
          await between()
        }
        return results
      },
    }
  }
  const DB = { prepare: (sql: string) => env.DB.prepare(sql), withSession } as never
  return throughApp({ DB }, method, path, body, { Authorization: `Bearer ${token}` })
}

let made = 0

/** An account with the password `PASSWORD`, signed in. */
export async function account(more: Record<string, unknown> = {}) {
  const Username = (more.Username as string) ?? `person${++made}-${crypto.randomUUID().slice(0, 8)}`
  const Key = crypto.randomUUID()
  const row = { Key, Username, Email: `${Username}@example.com`, Name: 'Pia Ortal', Verified: true, ...more }
  const now = toWire(Date.now())
  const password = { PasswordHash: PASSWORD_HASH, PasswordLastSetDate: now }
  await write('', [[portalAccounts, { ...row, ...password, Active: true, DateCreated: now }]])
  const token = await tokenOf(Key, Username)
  const api = (method: string, path: string, body?: unknown) => portal(method, path, body, token)
  /** Calls the portal where it must succeed. */
  // biome-ignore lint/suspicious/noExplicitAny: a test looks where it likes
  const must = async (method: string, path: string, body?: unknown): Promise<any> => {
    const answer = await api(method, path, body)
    if (answer.status >= 300)
      throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  return { ...row, token, api, must }
}

export type Account = Awaited<ReturnType<typeof account>>

/** A token of an account. */
export const tokenOf = (key: string, username: string, generation = 0) =>
  signPortalToken(env, { key, generation, username }, LIFE, ORIGIN, Date.now())

/** A new marketplace of an account, by its ID. */
export async function organization(of: Account, id = `org-${crypto.randomUUID().slice(0, 12)}`) {
  await of.must('PUT', `/organizations/${id}`, { Name: 'Quay & Sons' })
  return id
}

/** Makes an administrator of a marketplace, and a client with a secret that signs in as them; the client's ID. */
export async function administered(of: Account, id: string): Promise<string> {
  const { access_token } = await of.must('GET', `/organizations/${id}/token`)
  const made = async (path: string, body: object) => {
    const answer = await core(access_token, 'POST', path, body)
    if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  const person = { FirstName: 'Ada', LastName: 'Min', Email: 'admin@example.com', Active: true }
  await made('/adminusers', { ...person, ID: 'admin', Username: 'admin' })
  await made('/securityprofiles', { ID: 'full-access', Name: 'Full access', Roles: ['FullAccess'] })
  await made('/securityprofiles/assignments', { SecurityProfileID: 'full-access', UserID: 'admin' })
  const client = await made('/apiclients', {
    AppName: 'Integration',
    Active: true,
    AllowSeller: true,
    AccessTokenDuration: 600,
    DefaultContextUserName: 'admin',
    ClientSecret: crypto.randomUUID(),
  })
  return client.ID
}

/** Gives an account access to a marketplace, and accepts it. */
export async function join(owner: Account, id: string, who: Account, rights: Record<string, unknown> = {}) {
  await owner.must('PUT', `/organizations/${id}/access/users/${who.Username}`, rights)
  await who.must('POST', `/me/orginvites/${id}/accept`)
}

/** Makes an account a member of a team. */
export async function joinTeam(owner: Account, id: string, who: Account, IsAdmin = false) {
  await owner.must('POST', `/teams/${id}/members`, { Username: who.Username })
  await who.must('POST', `/me/teaminvites/${id}/accept`)
  if (IsAdmin) await owner.must('PUT', `/teams/${id}/members/${who.Username}`, { IsAdmin })
}

/** Counts sign-ins under a name as failed; the hash of a password takes its time. */
export const failedSignIns = (Username: string, Attempts: number) =>
  write('', [[portalLoginFailures, { Username, Attempts }]])

/** Calls the API below `/v1` with a token for a marketplace. */
export const core = (token: string, method: string, path: string, body?: unknown) =>
  send(method, path, body, { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` })

export interface Sent {
  To: string
  Kind: string
  Data: Record<string, string>
}

/** What prints, whatever stands in its place by now. */
const log = console.log.bind(console)

/** The mails that development prints, from now on. */
export function outbox() {
  const mails: Sent[] = []
  const spy = vi.spyOn(console, 'log').mockImplementation((line: unknown) => {
    if (typeof line === 'string' && line.includes('"Kind"')) mails.push(JSON.parse(line))
    else log(line)
  })
  return {
    mails,
    spy,
    /** The newest mail of a kind to an address; it is sent after the response. */
    async last(To: string, Kind: string): Promise<Sent> {
      return eventually(() => {
        const found = mails.findLast((m) => m.To === To && m.Kind === Kind)
        if (!found) throw new Error(`no mail ${Kind} to ${To}`)
        return found
      })
    },
    async code(To: string, Kind: string) {
      return (await this.last(To, Kind)).Data.Code!
    },
  }
}
