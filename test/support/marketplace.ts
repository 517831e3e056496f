import { env, exports } from 'cloudflare:workers'
import type { CommerceRole } from '../../src/api/operation.ts'
import { toWire } from '../../src/api/time.ts'
import { type Identity, signToken } from '../../src/auth/tokens/token.ts'
import { compile } from '../../src/store/compile.ts'
import { insert } from '../../src/store/rows.ts'
import { apiClients } from '../../src/tables/organizations/api-clients.ts'
import { companies } from '../../src/tables/organizations/companies.ts'
import {
  securityProfileAssignments,
  securityProfiles,
} from '../../src/tables/organizations/security-profiles.ts'
import { users } from '../../src/tables/organizations/users.ts'
import { marketplaces } from '../../src/tables/portal/marketplaces.ts'
import type { Table } from '../../src/tables/table.ts'

/** Origin of the API in tests. */
export const ORIGIN = 'https://api.example.com'
/** Password of every user made here. */
export const PASSWORD = 'Wharf-Tests-2026'
/** Its hash: how much one costs stands in it, and this one costs next to nothing. */
export const PASSWORD_HASH =
  'scrypt$1024$8$1$xXqWtsko9sjr6lycdK+5z7AdzD8LPx4xIU9DyOT57Lg=$iCAbpGVJvDOhu6ma4/0D5Zd8BpA+7v9nJx6TvlVbERI='
/** Seconds a token of a test lives. */
const LIFE = 3600

/** What a buyer's user may do, unless a test says otherwise. */
export const SHOPPER_ROLES = ['Shopper', 'MeAdmin', 'MeXpAdmin', 'MeAddressAdmin']
/** What a supplier's user may do, unless a test says otherwise. */
export const SUPPLIER_ROLES = ['OrderAdmin', 'ShipmentAdmin', 'ProductAdmin', 'PriceScheduleAdmin']

// biome-ignore lint/suspicious/noExplicitAny: a test looks where it likes
type Json = any

export interface Answer {
  status: number
  body: Json
  headers: Headers
}

/** Somebody signed in. */
export interface User {
  ID: string
  username: string
  token: string
  identity: Identity
}

/** Whose token a request carries: the seller's user who may do everything, another user, a raw token, or none. */
export type As = 'seller' | 'nobody' | User | string

/** Sends a request as it is; paths are below `/v1` unless they are the root's own. */
export async function send(method: string, path: string, body: unknown, headers: Record<string, string>) {
  const root = /^\/(oauth|portal|env$|\.well-known|ocrp)/i.test(path) ? '' : '/v1'
  const sent = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body)
  const request = new Request(`${ORIGIN}${root}${path}`, { method, headers, body: sent, redirect: 'manual' })
  const response = await exports.default.fetch(request)
  const text = await response.text()
  return { status: response.status, body: parsed(text, response), headers: response.headers }
}

/** A body as JSON where it says that it is, else as text. */
const parsed = (text: string, { headers }: Response) =>
  /html/.test(headers.get('Content-Type') ?? '') ? text : text ? JSON.parse(text) : null

/** Writes rows as they are, whatever the API would say to them. */
export async function write(marketplaceID: string, rows: [Table, Record<string, unknown>][]): Promise<void> {
  await env.DB.batch(
    rows.map(([t, values]) => {
      const { sql, params } = compile(insert(t, marketplaceID, values).sql)
      return env.DB.prepare(sql).bind(...params)
    }),
  )
}

let made = 0

/** A marketplace of its own for a test: its owner, one user of the owner, and the API clients to sign in with. */
export async function marketplace(id = `m${++made}-${crypto.randomUUID().slice(0, 8)}`) {
  const clients = {
    backOffice: crypto.randomUUID(),
    storefront: crypto.randomUUID(),
    guests: crypto.randomUUID(),
  }
  const now = toWire(Date.now())
  const owner = { Kind: 'Seller', Company: id }
  const admin = { ...owner, ID: 'admin', Key: crypto.randomUUID(), Username: 'admin' }
  const client = { Active: true, AccessTokenDuration: 600 }
  await write(id, [
    [marketplaces, { ID: id, Name: id, Active: true, DateCreated: now }],
    [companies, { Kind: 'Seller', ID: id, Name: 'Seller', Active: true, DateCreated: now }],
    [
      users,
      {
        ...admin,
        FirstName: 'Ada',
        LastName: 'Min',
        Email: 'admin@example.com',
        Active: true,
        DateCreated: now,
        PasswordHash: PASSWORD_HASH,
        PasswordLastSetDate: now,
      },
    ],
    [
      securityProfiles,
      { ID: 'full-access', Name: 'Full access', Roles: ['FullAccess'], AllRoles: ['FullAccess'] },
    ],
    [securityProfiles, { ID: 'shopper', Name: 'Shopper', Roles: SHOPPER_ROLES, AllRoles: SHOPPER_ROLES }],
    [securityProfileAssignments, { ...owner, SecurityProfileID: 'full-access' }],
    [
      apiClients,
      {
        ...client,
        ID: clients.backOffice,
        AppName: 'Back office',
        AllowSeller: true,
        AllowAnySupplier: true,
      },
    ],
    [
      apiClients,
      {
        ...client,
        ID: clients.storefront,
        AppName: 'Storefront',
        AllowAnyBuyer: true,
        RefreshTokenDuration: 60,
      },
    ],
    [
      apiClients,
      { ...client, ID: clients.guests, AppName: 'Guests', AllowAnyBuyer: true, IsAnonBuyer: true },
    ],
  ])

  const signed = async (identity: Identity): Promise<User> => ({
    ID: identity.user,
    username: identity.username,
    identity,
    token: await signToken(env, identity, LIFE, ORIGIN, Date.now()),
  })
  const identity = {
    marketplace: id,
    client: clients.backOffice,
    key: admin.Key,
    kind: 'Seller' as const,
    company: id,
    user: admin.ID,
    username: admin.Username,
    roles: ['FullAccess'],
    generation: 0,
    order: null,
    impersonator: null,
    depth: 0,
  }
  const seller = await signed(identity)

  /** The token behind `as`. */
  const tokenOf = (as: As) => (typeof as === 'object' ? as.token : as === 'seller' ? seller.token : as)

  /** Calls the API; a string as body is sent as it is. */
  async function api(
    method: string,
    path: string,
    body?: unknown,
    as: As = 'seller',
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    return send(method, path, body, {
      'Content-Type': 'application/json',
      ...(as === 'nobody' ? {} : { Authorization: `Bearer ${tokenOf(as)}` }),
      ...headers,
    })
  }

  /** Calls the API where it may refuse. @returns the status, or status and code of a refusal */
  async function outcome(method: string, path: string, body?: unknown, as: As = 'seller') {
    const answer = await api(method, path, body, as)
    return answer.status < 400 ? answer.status : [answer.status, answer.body.Errors[0].ErrorCode]
  }

  /** Calls the API where it must succeed. */
  async function must(method: string, path: string, body?: unknown, as: As = 'seller'): Promise<Json> {
    const answer = await api(method, path, body, as)
    if (answer.status >= 300)
      throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }

  /** The same user with other roles, or any other claims. */
  const as = (user: User, claims: Partial<Identity>) => signed({ ...user.identity, ...claims })

  /** Signs a user in who is there, with these roles (password: `PASSWORD`). */
  async function signIn(kind: CommerceRole, company: string, ID: string, roles: string[]): Promise<User> {
    const row = (await env.DB.prepare(
      'update users set PasswordHash = ?5, PasswordLastSetDate = ?6 where Marketplace = ?1 and Kind = ?2 and Company = ?3 and ID = ?4 returning Key, Username',
    )
      .bind(id, kind, company, ID, PASSWORD_HASH, now)
      .first<{ Key: string; Username: string }>())!
    return signed({
      ...identity,
      client: kind === 'Buyer' ? clients.storefront : clients.backOffice,
      key: row.Key,
      kind,
      company,
      user: ID,
      username: row.Username,
      roles,
    })
  }

  /** A new user of an organisation, made through the API and signed in with these roles (password: `PASSWORD`). */
  async function user(
    kind: CommerceRole,
    company: string,
    roles: string[],
    more: Record<string, unknown> = {},
  ): Promise<User> {
    const ID = (more.ID as string) ?? `u${++made}`
    const path = {
      Buyer: `/buyers/${company}/users`,
      Supplier: `/suppliers/${company}/users`,
      Seller: '/adminusers',
    }
    await must('POST', path[kind], {
      ID,
      Username: `${company}-${ID}`,
      FirstName: 'Uma',
      LastName: 'Ser',
      Email: `${ID}@example.com`,
      Active: true,
      ...more,
    })
    return signIn(kind, company, ID, roles)
  }

  /** A buyer with a catalogue of its own, all of whose products its users see, and a first user. */
  async function buyer(more: Record<string, unknown> = {}, roles = SHOPPER_ROLES) {
    const { ID } = await must('POST', '/buyers', {
      ID: `buyer${++made}`,
      Name: 'Buyer',
      Active: true,
      ...more,
    })
    return { ID: ID as string, user: await user('Buyer', ID, roles) }
  }

  /** A supplier that sells to every buyer, and a first user. */
  async function supplier(more: Record<string, unknown> = {}, roles = SUPPLIER_ROLES) {
    const body = { ID: `supplier${++made}`, Name: 'Supplier', Active: true, AllBuyersCanOrder: true, ...more }
    const { ID } = await must('POST', '/suppliers', body)
    return { ID: ID as string, user: await user('Supplier', ID, roles) }
  }

  /**
   * A product that every user of a buyer sees, with a price schedule of the same ID as its default.
   * @param price of one, in units of currency
   */
  async function product(
    to: { ID: string },
    { price = 10, ...more }: { price?: number } & Record<string, unknown> = {},
  ): Promise<Json> {
    const ID = (more.ID as string) ?? `p${++made}`
    await must('POST', '/priceschedules', { ID, Name: ID, PriceBreaks: [{ Quantity: 1, Price: price }] })
    const body = { ID, Name: `Product ${ID}`, Active: true, DefaultPriceScheduleID: ID, ...more }
    const created = await must('POST', '/products', body)
    await must('POST', '/catalogs/productassignments', { CatalogID: to.ID, ProductID: ID })
    return created
  }

  /** An address of a buyer that all its users may ship and bill to. */
  async function address(of: { ID: string }, more: Record<string, unknown> = {}): Promise<Json> {
    const body = { Street1: '1 Quay', City: 'Hamburg', Country: 'DE', AddressName: 'Dock', ...more }
    const created = await must('POST', `/buyers/${of.ID}/addresses`, body)
    await must('POST', `/buyers/${of.ID}/addresses/assignments`, {
      AddressID: created.ID,
      IsShipping: true,
      IsBilling: true,
    })
    return created
  }

  /** An unsubmitted order of a buyer's user, with a line for each product and quantity. */
  async function order(
    of: User,
    lines: [productID: string, quantity: number][] = [],
    more: Record<string, unknown> = {},
  ): Promise<Json> {
    const { ID } = await must('POST', '/orders/Outgoing', more, of)
    for (const [ProductID, Quantity] of lines)
      await must('POST', `/orders/Outgoing/${ID}/lineitems`, { ProductID, Quantity }, of)
    return must('GET', `/orders/Outgoing/${ID}`, undefined, of)
  }

  return {
    id,
    clients,
    seller,
    api,
    outcome,
    must,
    as,
    user,
    signIn,
    buyer,
    supplier,
    product,
    address,
    order,
  }
}

export type Marketplace = Awaited<ReturnType<typeof marketplace>>
