import type { Context, Hono } from 'hono'
import { ApiError, busy, fail, invalid, invalidToken } from './api/errors.ts'
import { parseList } from './api/lists/list.ts'
import { parametersOf, repeated } from './api/lists/query.ts'
import { fullPath, isOfPortal, pathParams } from './api/operation.ts'
import type { Input, Outcome, Usage } from './api/request.ts'
import { bytesUpTo } from './api/stream.ts'
import { fieldsFor } from './api/withheld.ts'
import { authorize, callerFor } from './auth/authorize.ts'
import { verifyPortalToken, verifyToken } from './auth/tokens/token.ts'
import type { Env } from './env.ts'
import { deliverNow } from './integration/deliver.ts'
import { callBeforeHooks, knownHooks, loadHooks } from './integration/webhooks/before-hooks.ts'
import { locked } from './locked.ts'
import { keepSeen, seenBy } from './near.ts'
import { askedBy, asPortal, outcomeOf, refusal } from './outcome.ts'
import { refuseTooMany, type Who } from './request-limit.ts'
import type { Operation } from './resource/operation.ts'
import { checkedBody } from './resource/writing.ts'
import { respond } from './respond.ts'
import { Call } from './store/call.ts'
import type { Gathering } from './store/gathering.ts'
import { homeNamedIn } from './store/shard.ts'

export type Bindings = { Bindings: Env; Variables: { requestID: string } }

/** Bytes a request body may have. */
const MOST_BODY = 2_000_000

/** Starts of one request, as before-hooks or the user's own name change under it. */
const MOST_STARTS = 4
/** Milliseconds a request waits for deliveries that it made; they go on in the background. */
const LONGEST_DELIVERY = 10_000
/** Times a customer's server is asked for one request. */
const MOST_ASKED = 2

/** Registers every operation with the router: lower-cased paths, literals before parameters. */
export function mount(app: Hono<Bindings>, operations: readonly Operation[]): void {
  for (const operation of [...operations].sort(byPath))
    app.on(
      operation.method,
      fullPath(operation)
        .toLowerCase()
        .replace(/\{(\w+)\}/g, ':$1'),
      (c) => handle(operation, c),
    )
}

/** At the first segment that differs, a literal comes before a parameter. */
function byPath(a: Operation, b: Operation): number {
  const [x, y] = [fullPath(a).split('/'), fullPath(b).split('/')]
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const [p, q] = [x[i]!.startsWith('{'), y[i]!.startsWith('{')]
    if (p !== q) return p ? 1 : -1
  }
  return x.length - y.length
}

async function handle(operation: Operation, c: Context<Bindings>): Promise<Response> {
  const started = Date.now()
  const requestID = c.get('requestID')
  let who: Who = NOBODY
  const answer = (outcome: Outcome) =>
    respond(c.req.raw, isOfPortal(operation) ? asPortal(outcome) : outcome, who.caller, started)
  try {
    if (operation.noHead && c.req.raw.method === 'HEAD')
      throw fail('MethodNotAllowed', 'HEAD is not available here.')
    who = await whoCalls(operation, c)
    await refuseTooMany(c.env, who, sourceOf(c).ip)
    const input = await prepare(operation, c, who)
    const background = (task: Promise<unknown>) => c.executionCtx.waitUntil(task)
    const outcome = await perform(operation, input, c.env, background)
    if (outcome instanceof Response) return outcome
    await keepSeen(c.env, operation, who.caller, input.seen, { ...outcome, began: started }, background)
    return answer(outcome)
  } catch (error) {
    return answer({ ...refusal(error, requestID), usage: NOTHING })
  }
}

const NOBODY: Who = { caller: null, account: null }

const NOTHING: Usage = { roundTrips: 0, rowsRead: 0, rowsWritten: 0, milliseconds: 0 }

/** The one place where a token becomes somebody: which kind of token, the operation says. */
async function whoCalls(operation: Operation, c: Context<Bindings>): Promise<Who> {
  if (operation.roles === 'anonymous') return NOBODY
  const token = /^Bearer\s+(\S+)\s*$/i.exec(c.req.header('Authorization') ?? '')?.[1]
  if (!token) throw invalidToken()
  return operation.roles === 'portal'
    ? { caller: null, account: await verifyPortalToken(c.env, token, Date.now()) }
    : { caller: callerFor(operation, await verifyToken(c.env, token, Date.now())), account: null }
}

/**
 * Reads a request: path, rights, query, body. An error found here gives way to the caller's own state (a revoked
 * token is 401 whatever else is wrong), which costs a round trip on the way of refusal only.
 */
async function prepare(operation: Operation, c: Context<Bindings>, { caller, account }: Who): Promise<Input> {
  const url = new URL(c.req.url)
  const input: Input = {
    operation: operation.id,
    uri: url.pathname + url.search,
    params: {},
    query: {},
    list: null,
    body: null,
    sent: null,
    caller,
    account,
    hookVersion: 0,
    // What writes nothing worth repeating, or answers with a token that must not be stored, is simply done again.
    idempotencyKey:
      operation.method === 'GET' || operation.silent || !caller
        ? null
        : (c.req.header('Idempotency-Key') ?? null),
    requestID: c.get('requestID'),
    baseUrl: c.env.BASE_URL ?? url.origin,
    now: Date.now(),
    headers: caller ? sourceOf(c) : { ...sourceOf(c), ...browserHeaders(c) },
  }
  try {
    input.params = paramsOf(operation, url)
    if (caller) authorize(operation, input.params, caller)
    const query = [...url.searchParams]
    input.query = parametersOf(operation.query ?? {}, query)
    if (operation.list)
      input.list = parseList(
        operation.list,
        fieldsFor(operation.listFields ?? operation.response!.fields, caller?.kind),
        query,
        new Set(Object.keys(operation.query ?? {}).map((n) => n.toLowerCase())),
      )
    if (operation.body) Object.assign(input, await bodyOf(operation, c))
    input.seen = await seenBy(c.env, operation, caller, input.now)
    if (!caller && !isOfPortal(operation)) input.home = await homeNamedIn(c.env, input)
  } catch (error) {
    if ((caller || account) && error instanceof ApiError)
      await new Call(operation, input, c.env).checkState().catch(refuseIfShutOut)
    throw error
  }
  return input
}

/** Whom to blame for failed sign-ins and guesses, and for what has a limit. */
const sourceOf = (c: Context<Bindings>) => ({ ip: c.req.header('CF-Connecting-IP') ?? '' })

/** What the client already has, and which browser it is. */
const browserHeaders = (c: Context<Bindings>) => ({
  'if-none-match': c.req.header('If-None-Match') ?? '',
  cookie: c.req.header('Cookie') ?? '',
})

function refuseIfShutOut(error: unknown) {
  if (error instanceof ApiError) throw error
}

/** Parameters by position from the path as sent: routing has lost their letter case. */
function paramsOf(operation: Operation, url: URL): Record<string, string> {
  const sent = url.pathname.split('/')
  const out: Record<string, string> = {}
  fullPath(operation)
    .split('/')
    .forEach((segment, i) => {
      const name = pathParams(segment)[0]
      if (!name) return
      try {
        out[name] = decodeURIComponent(sent[i] ?? '')
      } catch {
        throw invalid(name, 'Pattern', `${name} holds a malformed percent escape.`)
      }
    })
  return out
}

async function bodyOf(operation: Operation, c: Context<Bindings>): Promise<Pick<Input, 'body' | 'sent'>> {
  const body = operation.body!
  const { model, partial: isPartial, form } = body
  if (form) return formOf(c)
  const text = await textOf(c)
  let sent: unknown = {}
  try {
    if (text.trim() !== '') sent = JSON.parse(text)
  } catch {
    throw fail('Request.InvalidRequestBody', 'The request body is not valid JSON.')
  }
  if (text.trim() === '' && !isPartial && Object.values(model.fields).some((f) => f.required && !f.readOnly))
    throw fail('Request.InvalidRequestBody', 'The request has no body.')
  return { sent, body: checkedBody(body, sent) }
}

async function formOf(c: Context<Bindings>): Promise<Pick<Input, 'body' | 'sent'>> {
  if (!/^application\/x-www-form-urlencoded/i.test(c.req.header('Content-Type') ?? ''))
    throw fail('Request.InvalidContentType', 'The content type must be application/x-www-form-urlencoded.')
  const body: Record<string, string> = {}
  for (const [name, value] of new URLSearchParams(await textOf(c))) {
    // RFC 6749, 3.2: none more than once.
    if (Object.hasOwn(body, name)) throw repeated(name)
    body[name] = value
  }
  return { sent: null, body }
}

async function textOf(c: Context<Bindings>): Promise<string> {
  const tooLarge = () => fail('Request.TooLarge', `The request body may have at most ${MOST_BODY} bytes.`)
  // Who tells is spared the sending; who does not is stopped at the limit.
  if (Number(c.req.header('Content-Length') ?? 0) > MOST_BODY) throw tooLarge()
  const { bytes, isWhole } = await bytesUpTo(c.req.raw.body, MOST_BODY)
  if (!isWhole) throw tooLarge()
  // A leading byte order mark goes with the decoding.
  return new TextDecoder().decode(bytes)
}

/**
 * Before-hooks, then what a customer's server is asked, then the operation, alone where it is locked; again when the world
 * it started in has changed.
 * @param gathering what it reads and writes together with others in
 */
export async function perform(
  operation: Operation,
  first: Input,
  env: Env,
  background: (task: Promise<unknown>) => void,
  gathering?: Gathering,
): Promise<Outcome | Response> {
  let input = first
  let isToAsk = operation.asksFirst ?? false
  let timesAsked = 0
  let isHooked = false
  for (let start = 1; start <= MOST_STARTS; start++) {
    if (!isHooked && operation.method !== 'GET' && !operation.silent && input.caller?.client) {
      const hooks = knownHooks(input.caller)
      input = { ...input, hookVersion: hooks.version }
      await callBeforeHooks(env, operation, input, hooks)
      isHooked = true
    }
    let outcome: Outcome | Response | undefined
    if (isToAsk) {
      if (timesAsked === MOST_ASKED) throw busy()
      const result = await askedBy(operation, input, env, background)
      if ('asked' in result) {
        timesAsked++
        isToAsk = false
        input = { ...input, asked: result.asked }
      } else outcome = result.outcome
    }
    outcome ??= operation.lock
      ? await locked(operation, input, env)
      : await outcomeOf(operation, input, env, background, gathering)
    if (outcome instanceof Response) return outcome
    // Hooks have agreed to the request, however often the customer's server is asked for it.
    isHooked = outcome.outdated === true
    if (outcome.outdated) isToAsk = true
    else if (outcome.moved) {
      input = {
        ...input,
        caller: { ...input.caller!, company: outcome.moved.company, user: outcome.moved.user },
      }
      authorize(operation, input.params, input.caller!)
    } else if (outcome.hookVersion !== undefined) await loadHooks(env, input.caller!, outcome.hookVersion)
    else {
      // When the order's lock is free: they may call back into it.
      if (outcome.due)
        await deliverNow(env, input.caller!.marketplace, outcome.due, LONGEST_DELIVERY, background)
      return outcome
    }
  }
  throw busy()
}
