import { sentAt } from '../api/body.ts'
import type { Account, AccountState, Caller } from '../api/caller.ts'
import { fail, invalid, invalidToken, notFound } from '../api/errors.ts'
import type { ListRequest } from '../api/lists/list.ts'
import { isID } from '../api/names.ts'
import { type Endpoint, fullPath } from '../api/operation.ts'
import type { CallerState, Input } from '../api/request.ts'
import { toWire } from '../api/time.ts'
import type { Env } from '../env.ts'
import { type SQL, sql } from '../tables/sql.ts'
import type { Guard } from '../tables/statements.ts'
import {
  type AccountRow,
  accountQuery,
  answeredQuery,
  type IncrementorRow,
  incrementorQuery,
  type LiveRow,
  type StateRow,
} from './caller/caller-state.ts'
import { stateRead } from './caller/standings.ts'
import { stateOf } from './caller/state-of.ts'
import type { Reads, Results } from './fact.ts'
import { redact } from './outbox/redact.ts'
import { TOO_LARGE } from './outbox/row-json.ts'
import { CallerMoved, HooksChanged, Replay } from './restarts.ts'
import { Session } from './session.ts'
import { bindingOf, control, databases, forget, shard } from './shard.ts'
import type { Query } from './sql/sql.ts'

/** One run of an operation: its input, its database session, and what it writes. */
export class Call<B = unknown> {
  readonly operation: Endpoint
  readonly input: Input
  readonly env: Env
  readonly session: Session
  /** Which webhooks `r` hear of it when it is done, as a condition; none where none can. */
  readonly hooks: SQL | undefined
  /** When it began, in milliseconds since 1970. */
  readonly began = Date.now()
  /** Tasks for after the response. */
  readonly later: (() => Promise<unknown>)[] = []
  /** Deliveries that are made before the response, if they can. */
  readonly due: string[] = []
  /** Guards of the facts that were relied on: the commit adds them. */
  readonly relied: Guard[] = []
  /** Number allotted per incrementor token; kept over a second run, so that a retry burns no numbers. */
  readonly numbers: Map<string, Allotted>
  #state: CallerState | null = null
  #account: AccountState | null = null
  #incrementors: IncrementorRow[] = []

  constructor(
    operation: Endpoint,
    input: Input,
    env: Env,
    numbers: Map<string, Allotted> = new Map(),
    session?: Session,
  ) {
    this.operation = operation
    this.input = input
    this.env = env
    this.numbers = numbers
    const database = () =>
      input.account ? control(env) : shard(env, input.caller?.marketplace ?? input.home ?? '')
    const { seen } = input
    const from = (database: D1Database) =>
      seen && seen.place === bindingOf(env, database) ? seen.bookmark : undefined
    this.session = session ?? new Session(database(), operation.id, from)
    this.hooks = hooksOf(operation, input)
  }

  get params() {
    return this.input.params
  }
  get query() {
    // biome-ignore lint/suspicious/noExplicitAny: checked against the operation's own parameters
    return this.input.query as Record<string, any>
  }
  get body() {
    return this.input.body as B
  }
  /**
   * Whether the body had a property, null included: the checked body of a PUT has all of them. The one way to ask, since
   * names come in any letter case.
   * @param path the wire's name; of nested objects and list entries the names and places down to it
   */
  sent(...path: (string | number)[]): boolean {
    return this.asSent(...path) !== undefined
  }
  /** What the body had at a path, unchecked, where null or a name that the model lacks makes a difference. */
  asSent(...path: (string | number)[]): unknown {
    return sentAt(this.input.sent, path)
  }
  /** The checked list query; only operations that declare a list have one. */
  get list(): ListRequest {
    return this.input.list!
  }
  get caller(): Caller {
    return this.input.caller!
  }
  get marketplace() {
    return this.caller.marketplace
  }
  /** Key of the portal's account that calls. */
  get accountKey(): string {
    return this.input.account!.key
  }
  /** The portal's account that calls, as the first read found it. */
  get account(): AccountState {
    if (!this.#account) throw new Error('read before use of the account')
    return this.#account
  }
  /** The moment of the request, in the wire's form. */
  get now() {
    return toWire(this.input.now)
  }
  /** Whether anything was read: the caller's state is known then. */
  get isRead(): boolean {
    return this.#state !== null
  }
  get state(): CallerState {
    if (!this.#state) throw new Error('read before use of state')
    return this.#state
  }

  /** A generated ID: 16 random bytes, URL-safe base64, 22 characters. */
  newID(): string {
    const bytes = crypto.getRandomValues(new Uint8Array(16))
    return btoa(String.fromCharCode(...bytes))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replaceAll('=', '')
  }

  /**
   * Reads in one round trip. The first read of a request also brings the caller's state, the incrementors the body's
   * ID names, and an answer stored under the same idempotency key.
   * @throws ApiError 401 when client, marketplace, organisation or user is inactive or gone, or the token revoked
   */
  async read<R extends Reads>(queries: R): Promise<Results<R>> {
    if (this.input.account && !this.#account) return this.#readAsAccount(this.input.account, queries)
    if (this.#state || !this.input.caller) return this.session.read(queries)
    const caller = this.input.caller
    const tokens = this.#tokens()
    const state = stateRead(caller, this.operation.id, this.hooks, this.input.now)
    const own: Record<string, Query<unknown>> = { $state: state.query }
    if (tokens.length > 0) own.$incrementors = incrementorQuery(caller.marketplace, tokens)
    if (this.input.idempotencyKey) own.$answered = answeredQuery(caller, this.input.idempotencyKey)
    const read = async () => this.session.read({ ...queries, ...own })
    let results = await read()
    const home = () => (results.$state as LiveRow[])[0]
    const isElsewhere = () => Boolean(home()?.Place)
    // It was moved since this isolate looked where it is, or was deleted, and another may bear its ID elsewhere.
    if (isElsewhere() || (!home()?.MarketplaceActive && databases(this.env).length > 1)) {
      forget(this.env, caller.marketplace)
      this.session.move(shard(this.env, caller.marketplace))
      results = await read()
    }
    if (isElsewhere()) throw fail('Api.Busy', 'The marketplace is being moved.', null, { 'Retry-After': '1' })
    const row = home()
    this.#state = this.#stateIn(row && (await state.whole(row, this.session)))
    this.#incrementors = (results.$incrementors as IncrementorRow[] | undefined) ?? []
    const answered = (results.$answered as { Request: string; Answer: string }[] | undefined)?.[0]
    if (answered) {
      if (answered.Request !== (await this.fingerprint()))
        throw fail('Idempotency.KeyReused', 'This Idempotency-Key was used for another request.')
      if (this.operation.toldOnce)
        throw fail(
          'Idempotency.AnswerNotKept',
          'This was done already under this Idempotency-Key. Its answer held a secret, which is told once and not kept.',
        )
      const answer: unknown = JSON.parse(answered.Answer)
      if (answer === TOO_LARGE)
        throw fail(
          'Idempotency.AnswerNotKept',
          'This was done already under this Idempotency-Key. Its answer was too large to be kept.',
        )
      throw new Replay(answer)
    }
    return results as Results<R>
  }

  /** Reads nothing but the state of the caller, or of the portal's account that calls. */
  async checkState(): Promise<void> {
    if (!this.#state && !this.#account) await this.read({})
  }

  async #readAsAccount<R extends Reads>(account: Account, queries: R): Promise<Results<R>> {
    const results = await this.session.read({ ...queries, $account: accountQuery(account) })
    const row = (results.$account as AccountRow[])[0]
    if (!row) throw invalidToken()
    if (!row.Active) throw fail('Auth.UserNotActive', 'The account of this token is not active.')
    if (row.TokenGeneration > account.generation)
      throw fail('Auth.TokenRevoked', 'This access token was revoked.')
    const { Key, Username, Name, Email } = row
    this.#account = { Key, Username, Name, Email, Verified: row.Verified === 1 }
    return results as Results<R>
  }

  /**
   * The final ID of an object: generated when none was sent, incrementor tokens replaced by their next number.
   * @throws ApiError 404 for an unknown incrementor, 400 for an ID outside the alphabet
   */
  async id(sent: string | null | undefined): Promise<string> {
    if (!sent) return this.newID()
    let id = sent
    for (const token of idTokens(sent)) {
      const known = this.#incrementors.find((i) => i.ID.toLowerCase() === token.toLowerCase())
      if (!known) throw notFound('Incrementor', token)
      const key = known.ID.toLowerCase()
      let number = this.numbers.get(key)
      if (!number) {
        const object = this.env.INCREMENTORS.getByName(`${this.marketplace}/${key}`)
        number = { value: await object.next(known.Epoch, known.LastNumber), epoch: known.Epoch }
        this.numbers.set(key, number)
      }
      id = id.replace(`{${token}}`, String(number.value).padStart(known.LeftPaddingCount, '0'))
    }
    if (!isID(id))
      throw invalid(
        'ID',
        'Pattern',
        'ID must have 1 to 100 characters: letters, digits, hyphens and underscores.',
      )
    return id
  }

  /**
   * Hash of what was asked, to tell a repeated request from another under the same key. Without secrets: such a hash is
   * fast, and a password could be found by it.
   */
  async fingerprint(): Promise<string> {
    const { operation, params, query, sent } = this.input
    const bytes = new TextEncoder().encode(JSON.stringify(redact([operation, params, query, sent])))
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
    return Array.from(digest, (b) => b.toString(16).padStart(2, '0')).join('')
  }

  #stateIn(row: StateRow | undefined): CallerState {
    const state = stateOf(this.caller, row, this.now)
    if (state.company !== this.caller.company || state.user !== this.caller.user) throw new CallerMoved(state)
    if (this.hooks && state.hookVersion !== this.input.hookVersion) throw new HooksChanged(state.hookVersion)
    return state
  }

  #tokens(): string[] {
    const id = (this.input.body as { ID?: unknown } | null)?.ID
    return typeof id === 'string' ? idTokens(id) : []
  }
}

function hooksOf({ method, silent, root, path }: Endpoint, { caller }: Input): SQL | undefined {
  if (method === 'GET' || silent || !caller?.client) return undefined
  const route = fullPath({ root, path }).slice(1)
  return sql`r.Marketplace = ${caller.marketplace} and r.Verb = ${method} and r.Route = ${route} and r.ClientID = ${caller.client}
    and r.Before = 0`
}

export interface Allotted {
  value: number
  epoch: number
}

const idTokens = (id: string) => [...new Set([...id.matchAll(/\{([A-Za-z0-9_-]+)\}/g)].map((m) => m[1]!))]
