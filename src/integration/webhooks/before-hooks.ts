import type { Caller } from '../../api/caller.ts'
import { fail } from '../../api/errors.ts'
import { remember } from '../../api/memory.ts'
import type { Input } from '../../api/request.ts'
import { toWire } from '../../api/time.ts'
import type { Env } from '../../env.ts'
import type { Operation } from '../../resource/operation.ts'
import { Call } from '../../store/call.ts'
import { type Answer, isSuccess } from '../../store/outbox/answer.ts'
import { MOST_LINKS } from '../../store/outbox/chains.ts'
import { hookBody } from '../../store/outbox/outbox.ts'
import { MOST_ANSWER, post } from '../../store/outbox/post.ts'
import { unlessDown } from '../../store/outbox/unless-down.ts'
import { CallerMoved, HooksChanged, Replay } from '../../store/restarts.ts'
import { columns } from '../../store/rows.ts'
import { Session } from '../../store/session.ts'
import { forget, shard } from '../../store/shard.ts'
import { webhooks } from '../../tables/integration/webhooks.ts'
import { sql } from '../../tables/sql.ts'
import { decodeRow, type Row } from '../../tables/table.ts'
import { hookPayload } from './hook-call.ts'
import { routeOf, triggerKey } from './triggers.ts'

/** Milliseconds that all before-hooks of a request have together. */
const TIME_LIMIT = 8000

/** A webhook that is asked before a request is processed. */
interface BeforeHook extends Row<typeof webhooks> {
  /** What it is asked about, by `triggerKey`. */
  triggers: Set<string>
}

/** The before-hooks of one API client, as of a version of its marketplace. */
export interface Hooks {
  version: number
  /** Ordered by ID. */
  hooks: BeforeHook[]
  /** Minutes that tokens of the client live. */
  minutes: number
}

/** A marketplace that never had a before-hook is at version 0: there is nothing to look up. */
const NONE: Hooks = { version: 0, hooks: [], minutes: 0 }

/** Clients an isolate remembers the hooks of. */
const MOST_REMEMBERED = 1000
const remembered = new Map<string, Hooks>()
const keyOf = (caller: Caller) => `${caller.marketplace}/${caller.client}`.toLowerCase()

/** The before-hooks of a caller's API client, as far as this isolate knows; a commit tells when they have changed. */
export const knownHooks = (caller: Caller): Hooks => remembered.get(keyOf(caller)) ?? NONE

/** Looks the before-hooks of a caller's client up, for a version that must have been read before. */
export async function loadHooks(env: Env, caller: Caller, version: number): Promise<void> {
  // The version may be known from another isolate, which knows better where the marketplace is.
  forget(env, caller.marketplace)
  const session = new Session(shard(env, caller.marketplace), 'loadHooks')
  const { found } = await session.read({
    found: {
      sql: sql`select ${columns(webhooks, 'w')}, json_group_array(json_array(r.Route, r.Verb)) Triggers, c.AccessTokenDuration Minutes
        from webhook_routes r
        join webhooks w on w.Marketplace = r.Marketplace and w.ID = r.WebhookID
        join api_clients c on c.Marketplace = r.Marketplace and c.ID = r.ClientID
        where r.Marketplace = ${caller.marketplace} and r.ClientID = ${caller.client} and r.Before = 1
        group by w.ID order by w.ID`,
      decode: (row) => ({
        hook: { ...decodeRow(webhooks, row), triggers: triggersIn(String(row.Triggers)) },
        minutes: Number(row.Minutes),
      }),
    },
  })
  const hooks = found.map(({ hook }) => hook)
  remember(remembered, keyOf(caller), { version, hooks, minutes: found[0]?.minutes ?? 0 }, MOST_REMEMBERED)
}

const triggersIn = (routes: string) =>
  new Set((JSON.parse(routes) as [string, string][]).map(([route, verb]) => triggerKey(route, verb)))

/**
 * Asks the before-hooks of a request, one after another; the first that says no ends it.
 * @throws ApiError 400 `blocked by web hook`, when one says no or does not answer as it should
 */
export async function callBeforeHooks(
  env: Env,
  operation: Operation,
  input: Input,
  known: Hooks,
): Promise<void> {
  const caller = input.caller
  if (!caller || caller.depth >= MOST_LINKS) return
  const route = routeOf(operation)
  const wanted = triggerKey(route, operation.method)
  const hooks = known.hooks.filter((hook) => hook.triggers.has(wanted))
  if (hooks.length === 0 || !(await isWorthAsking(env, operation, input))) return
  const call = {
    route,
    verb: operation.method,
    date: toWire(input.now),
    logID: input.requestID,
    body: hookBody(input),
    caller,
    baseUrl: input.baseUrl,
    minutes: known.minutes,
  }
  const deadline = Date.now() + TIME_LIMIT
  for (const hook of hooks) {
    const payload = await hookPayload(env, call, hook, Date.now())
    const { proceed, body, reason } = await ask(env, hook, payload, deadline - Date.now())
    if (proceed) continue
    const data = { WebhookName: hook.Name, Body: body, body, ...(reason ? { Reason: reason } : {}) }
    throw fail('blocked by web hook', `Blocked by webhook '${hook.Name}'.`, data)
  }
}

/**
 * Nobody is asked about requests that will not be processed: of somebody shut out since, answered before under the
 * same idempotency key, or to be started again because the hooks or the caller's name have changed.
 * @throws ApiError 401 for somebody shut out
 */
async function isWorthAsking(env: Env, operation: Operation, input: Input): Promise<boolean> {
  try {
    await new Call(operation, input, env).checkState()
    return true
  } catch (error) {
    if (error instanceof HooksChanged || error instanceof CallerMoved || error instanceof Replay) return false
    throw error
  }
}

type Reason = 'Timeout' | 'HttpStatus' | 'InvalidResponse'

interface Verdict {
  proceed: boolean
  body: unknown
  /** Set when it is not the hook's own. */
  reason?: Reason
}

const blockedFor = (reason: Reason): Verdict => ({ proceed: false, body: null, reason })

async function ask(env: Env, hook: BeforeHook, payload: string, milliseconds: number): Promise<Verdict> {
  if (milliseconds <= 0) return blockedFor('Timeout')
  return verdictOf(
    await unlessDown(hook.Url ?? '', () => post(env, hook, payload, { milliseconds, read: MOST_ANSWER })),
  )
}

/** Reads `{"proceed": true | false, "body": any}`; anything else counts as a no. */
function verdictOf(answer: Answer): Verdict {
  if (answer.status === null) {
    const { last = answer.problem } = answer
    return blockedFor(last === 'Unreachable' ? 'InvalidResponse' : last)
  }
  if (!isSuccess(answer.status)) return blockedFor('HttpStatus')
  try {
    const { proceed, body = null } = JSON.parse(answer.text) as { proceed?: unknown; body?: unknown }
    return typeof proceed === 'boolean' ? { proceed, body } : blockedFor('InvalidResponse')
  } catch {
    return blockedFor('InvalidResponse')
  }
}
