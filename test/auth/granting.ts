import { afterEach, beforeAll, vi } from 'vitest'
import { type Marketplace, marketplace, PASSWORD, send, type User } from '../support/marketplace.ts'

export let m: Marketplace
export let buyer: { ID: string; user: User }

/** Makes the marketplace of a file of tests about tokens, and a buyer whose user may shop. */
export function granting() {
  beforeAll(async () => {
    m = await marketplace()
    buyer = await m.buyer()
    await m.must('POST', '/securityprofiles/assignments', { SecurityProfileID: 'shopper', BuyerID: buyer.ID })
  })
  afterEach(() => {
    vi.restoreAllMocks()
  })
}

/** Asks for a token. */
export const grant = (form: Record<string, string>) =>
  send('POST', '/oauth/token', new URLSearchParams(form).toString(), {
    'Content-Type': 'application/x-www-form-urlencoded',
  })

/** The same, with the password of the buyer's user. */
export const byPassword = (more: Record<string, string> = {}) =>
  grant({
    grant_type: 'password',
    client_id: m.clients.storefront,
    username: buyer.user.username,
    password: PASSWORD,
    ...more,
  })

/** A client of its own. */
export const client = (body: Record<string, unknown> = {}) =>
  m.must('POST', '/apiclients', {
    AppName: 'App',
    Active: true,
    AccessTokenDuration: 600,
    AllowAnyBuyer: true,
    AllowSeller: true,
    ...body,
  })
