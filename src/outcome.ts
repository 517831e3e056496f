import { ApiError, busy, fail, Outdated, Stale } from './api/errors.ts'
import type { Input, Outcome, Usage } from './api/request.ts'
import { shownTo } from './api/withheld.ts'
import type { Env } from './env.ts'
import type { Operation } from './resource/operation.ts'
import { type Allotted, Call } from './store/call.ts'
import type { Gathering } from './store/gathering.ts'
import { CallerMoved, HooksChanged, Replay } from './store/restarts.ts'
import { bindingOf, forget } from './store/shard.ts'

/** Times an operation runs again because what it read had changed before it wrote. */
const MOST_RUNS = 6
const JITTER_MILLISECONDS = 25

/**
 * Runs an operation until it has been decided on rows that were still true when it wrote, and turns whatever is thrown
 * into an answer. Expected errors never leave it as exceptions: a class does not survive a Durable Object's call.
 * @param gathering what it reads and writes together with others in
 */
export async function outcomeOf(
  operation: Operation,
  input: Input,
  env: Env,
  background: (task: Promise<unknown>) => void,
  gathering?: Gathering,
): Promise<Outcome | Response> {
  const usage: Usage = { roundTrips: 0, rowsRead: 0, rowsWritten: 0, milliseconds: 0 }
  const numbers = new Map<string, Allotted>()
  for (let run = 1; ; run++) {
    // What it writes is dated by when it began to, and not by when somebody asked who had to wait for others.
    // What a replica had was not enough to write by.
    const seen = run === 1 ? input.seen : undefined
    const call = new Call(operation, { ...input, seen, now: Date.now() }, env, numbers, gathering?.session())
    try {
      const body = shownTo(operation, input.caller?.kind, await operation.run(call as never))
      add(usage, call.session.usage)
      const known = await seenOf(call)
      for (const task of call.later) background(task())
      if (body instanceof Response) return body
      return {
        status: operation.status,
        body: operation.status === 204 ? null : body,
        headers: locationOf(operation, input, body),
        usage,
        ...known,
        ...(call.due.length > 0 ? { due: call.due } : {}),
      }
    } catch (error) {
      add(usage, call.session.usage)
      // What follows a commit follows it also where the answer is a refusal (a counted failure).
      for (const task of call.later) background(task())
      if (error instanceof Stale && run < MOST_RUNS) {
        if (input.home) forget(env, input.home)
        await new Promise((resume) => setTimeout(resume, Math.random() * JITTER_MILLISECONDS * run))
        continue
      }
      if (error instanceof HooksChanged) return { ...nothing, hookVersion: error.version, usage }
      if (error instanceof CallerMoved) return { ...nothing, moved: error.state, usage }
      if (error instanceof Outdated) return { ...nothing, outdated: true, usage }
      if (error instanceof Replay)
        return {
          status: operation.status,
          body: shownTo(operation, input.caller?.kind, error.answer),
          headers: locationOf(operation, input, error.answer),
          usage,
        }
      return {
        ...refusal(
          error instanceof Stale ? (error.lasting ?? busy()) : await shutOutFirst(call, error),
          input.requestID,
        ),
        usage,
      }
    }
  }
}

/** Asks for an operation that has to: what was brought back, or else what came of the request. */
export async function askedBy(
  operation: Operation,
  input: Input,
  env: Env,
  background: (task: Promise<unknown>) => void,
): Promise<{ asked: unknown } | { outcome: Outcome | Response }> {
  let asked: { asked: unknown } | undefined
  const run: Operation['run'] = async (call) => {
    asked = { asked: await operation.ask!(call) }
    return null
  }
  const outcome = await outcomeOf({ ...operation, run }, input, env, background)
  return asked ?? { outcome }
}

/**
 * A refusal made before anything was read gives way to that of a caller who was shut out: a revoked token is 401
 * whatever else is wrong.
 */
async function shutOutFirst(call: Call, error: unknown): Promise<unknown> {
  if (!(error instanceof ApiError) || !(call.input.caller || call.input.account)) return error
  return call.checkState().then(
    () => error,
    (shutOut) => (shutOut instanceof ApiError ? shutOut : error),
  )
}

const nothing = { status: 0, body: null, headers: {} }

/** The answer to an error; an unexpected one shows nothing of its insides. */
export function refusal(error: unknown, requestID: string): Omit<Outcome, 'usage'> {
  const known = error instanceof ApiError ? error : null
  if (!known)
    console.error(
      JSON.stringify({
        requestID,
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      }),
    )
  const shown = known ?? fail('ServerError', `An unexpected error occurred. Please quote ${requestID}.`)
  return { status: shown.status, body: { ...shown.beside, Errors: shown.errors }, headers: shown.headers }
}

/** The portal's SDK looks for the properties of an error beside `Errors`, not in it. */
export const asPortal = <T extends { body: unknown }>(outcome: T): T => {
  const [first] = (outcome.body as { Errors?: object[] } | null)?.Errors ?? []
  return first ? { ...outcome, body: { ...first, ...(outcome.body as object) } } : outcome
}

/** What the call has seen of the database, where somebody asks. */
async function seenOf({ env, session }: Call): Promise<Pick<Outcome, 'seen'>> {
  const seen = env.READS === 'nearest' ? await session.seen() : undefined
  const place = seen && bindingOf(env, seen.database)
  return place ? { seen: { place, bookmark: seen.bookmark } } : {}
}

function locationOf(operation: Operation, input: Input, body: unknown): Record<string, string> {
  const id = (body as { ID?: unknown } | null)?.ID
  if (!operation.creates || typeof id !== 'string') return {}
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => input.params[name] ?? '')
  return { Location: `${input.baseUrl}/v1${path}/${id}` }
}

function add(to: Usage, from: Usage) {
  to.roundTrips += from.roundTrips
  to.rowsRead += from.rowsRead
  to.rowsWritten += from.rowsWritten
  to.milliseconds += from.milliseconds
}
