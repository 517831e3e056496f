import type { Fields } from './field.ts'
import type { ListSpec } from './lists/list.ts'
import type { Model } from './model.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Buyer, supplier or seller side of the marketplace; `usrtype` in a token calls the seller `admin`. */
export type CommerceRole = 'Buyer' | 'Seller' | 'Supplier'

/** What a request names before anything is read: enough for the lock's name. */
export interface Named {
  params: Record<string, string>
  caller: { kind: CommerceRole; company: string; user: string; marketplace: string; order: string | null }
}

/** An endpoint, as a value: router, published document, role checks, webhooks and tests all read it. */
export interface Endpoint<F extends Fields = Fields> {
  /** The SDK's `Resource.Method`. */
  readonly id: string
  readonly method: Method
  /** As OpenAPI writes it, below `/v1` (or from the root with `root`). */
  readonly path: string
  /** The path stands outside `/v1`. */
  readonly root?: boolean
  /**
   * Any of these suffices (FullAccess always does); `any` token of a marketplace; `portal`: the token of an account of the
   * portal, which no other operation takes; `anonymous`: no token is looked at.
   */
  readonly roles: readonly string[] | 'any' | 'anonymous' | 'portal'
  /** Kinds of user that may call it, whatever their roles; all when absent. */
  readonly users?: readonly CommerceRole[]
  /** Checks by itself which organisation a path may name (impersonation crosses buyers). */
  readonly anyCompany?: boolean
  /** An anonymous shopper's token may not call it. */
  readonly noGuests?: boolean
  readonly query?: Fields
  readonly list?: ListSpec
  /** What filters may name, where that is more than the response shows. */
  readonly listFields?: Fields
  readonly body?: { model: Model<F>; partial?: boolean; form?: boolean }
  readonly response?: Model
  /** The response is a page of a list of `response`; `array`: all of it, without an envelope. */
  readonly page?: 'plain' | 'facets' | 'array'
  /** What it is about may be missing, though no ID names it: there is at most one of it. */
  readonly mayBeMissing?: boolean
  /** 302: `run` answers a `Response` of its own. */
  readonly status: 200 | 201 | 204 | 302
  /** A GET that uses something up: HEAD, which link checkers send, does not reach it. */
  readonly noHead?: boolean
  /** One sentence for the published document. */
  readonly summary: string
  /** Name of the object that runs it alone; from the path and the token only. */
  readonly lock?: (named: Named) => string
  /** Answers 201 with a `Location`. */
  readonly creates?: boolean
  /** Its answer tells a secret, which is not kept: a repeat under the same `Idempotency-Key` is refused. */
  readonly toldOnce?: boolean
  /** What tracking events are told of it, with its answer. */
  readonly tracks?: 'LineItemAdded' | 'LineItemUpdated' | 'OrderSubmitted'
  /**
   * May be one of many in a call of `Bulk.Save`: the parameters and properties that name what it changes, for those that
   * name the same wait for each other.
   */
  readonly inBulk?: readonly string[]
  /** Never fires webhooks (sign-in, documents, calculations without a write). */
  readonly silent?: boolean
}

/** Where the portal stands, from the root. */
export const PORTAL = '/portal/api/v1'

/** Whether an operation belongs to the portal: what stands there without a token (sign-in) too. */
export const isOfPortal = (o: Pick<Endpoint, 'path'>) => o.path.startsWith(`${PORTAL}/`)

/** Names in braces of a path, in order. */
export const pathParams = (path: string) => [...path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]!)

/** The path from the root, as routed and as webhooks name it. */
export const fullPath = (o: Pick<Endpoint, 'path' | 'root'>) => (o.root ? o.path : `/v1${o.path}`)
