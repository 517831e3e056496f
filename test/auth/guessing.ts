import { afterEach, beforeAll, beforeEach, vi } from 'vitest'
import { type Answer, type Marketplace, marketplace, send, type User } from '../support/marketplace.ts'
import { outbox } from '../support/portal.ts'

export let m: Marketplace
export let buyer: { ID: string; user: User }
/** A client with a secret. */
export let closed: string
export const SECRET = 'keep-this-to-yourself'

const MINUTE = 60_000

/** Makes the marketplace of a file of tests about guesses, whose minute does not end in the middle of a test. */
export function guessing() {
  beforeAll(async () => {
    m = await marketplace()
    buyer = await m.buyer()
    const client = {
      AppName: 'Server',
      Active: true,
      AccessTokenDuration: 600,
      AllowAnyBuyer: true,
      ClientSecret: SECRET,
      DefaultContextUserName: buyer.user.username,
    }
    closed = (await m.must('POST', '/apiclients', client)).ID
  })
  beforeEach(() => {
    const minute = Math.ceil(Date.now() / MINUTE) * MINUTE
    vi.spyOn(Date, 'now').mockReturnValue(minute + 1000)
    outbox()
  })
  afterEach(() => {
    vi.restoreAllMocks()
  })
}

export const grant = (form: Record<string, string>, ip: string) =>
  send('POST', '/oauth/token', new URLSearchParams(form).toString(), {
    'Content-Type': 'application/x-www-form-urlencoded',
    'CF-Connecting-IP': ip,
  })
export const byPassword = (
  username: string,
  password: string,
  ip: string,
  more: Record<string, string> = {},
) => grant({ grant_type: 'password', client_id: m.clients.storefront, username, password, ...more }, ip)

/** What an answer comes to: all is well, or the code of its refusal. */
export const code = ({ status, body }: Answer) => (status < 300 ? 'ok' : (body.Errors[0].ErrorCode as string))
