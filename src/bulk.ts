import { invalid } from './api/errors.ts'
import { count, json, list, object, required, type ValuesOf, word } from './api/field.ts'
import { parametersOf } from './api/lists/query.ts'
import { model } from './api/model.ts'
import { sameIgnoringCase } from './api/names.ts'
import { pathParams } from './api/operation.ts'
import type { Input, Outcome } from './api/request.ts'
import { authorize } from './auth/authorize.ts'
import { perform } from './mount.ts'
import { refusal } from './outcome.ts'
import { type Operation, operation } from './resource/operation.ts'
import { checkedBody } from './resource/writing.ts'
import type { Call } from './store/call.ts'
import { Gathering } from './store/gathering.ts'
import { shard } from './store/shard.ts'

/** Items of a call: a Worker may send D1 1,000 statements for it, and few items have ten. */
const MOST_ITEMS = 100

const allowed = new Map<string, Operation>()

/** Tells what may be in a call, from the table of operations (which holds this one). */
export function offerInBulk(operations: readonly Operation[]): void {
  for (const one of operations) if (one.inBulk) allowed.set(one.id, one)
}

const item = { Operation: required(word(100)), Params: json(), Body: json() }
const result = { Status: count(), Body: json(), Errors: json<object[]>() }

const save = operation({
  id: 'Bulk.Save',
  method: 'POST',
  path: '/bulk',
  roles: 'any',
  body: { model: model('Bulk', { Items: required(list(object('BulkItem', item), MOST_ITEMS)) }) },
  response: model('BulkResult', { Items: list(object('BulkItemResult', result), MOST_ITEMS) }),
  summary: 'Runs operations that write one object each, and tells what each would be answered alone.',
  run: async (call) => {
    await call.checkState()
    const results: ValuesOf<typeof result>[] = []
    const tell = (place: number, { status, body }: Pick<Outcome, 'status' | 'body'>) => {
      const { Errors = null } = status < 400 ? {} : (body as { Errors: object[] })
      results[place] = { Status: status, Body: Errors ? null : body, Errors }
    }
    const refused = (error: unknown) => refusal(error, call.input.requestID)
    const parts = call.body.Items.flatMap((one, place) => {
      try {
        return [partOf(call, one, place)]
      } catch (error) {
        tell(place, refused(error))
        return []
      }
    })
    const gathering = new Gathering(call.session, await shard(call.env, call.marketplace))
    const background = (task: Promise<unknown>) => void call.later.push(() => task)
    for (const round of rounds(parts))
      await gathering.all(
        round.map(({ place, operation: one, input }) => async () => {
          // No operation here answers a response of its own.
          const outcome = perform(one, input, call.env, background, gathering) as Promise<Outcome>
          tell(place, await outcome.catch(refused))
        }),
      )
    return { Items: results }
  },
})

/** An item, as the request that it would be alone. */
interface Part {
  place: number
  operation: Operation
  input: Input
}

function partOf(call: Call, { Operation: id, Params, Body }: ValuesOf<typeof item>, place: number): Part {
  const one = allowed.get(id)
  if (!one) throw invalid('Operation', 'Enum', 'Operation names no operation that writes one object.')
  // As in a URL: lists are repeated.
  const sent = Object.entries(Params ?? {}).flatMap(([name, value]) =>
    [value].flat().flatMap((v) => (v === null ? [] : [[name, String(v)] as const])),
  )
  const params = Object.fromEntries(
    pathParams(one.path).map((name) => {
      const value = sent.find(([n]) => n.toLowerCase() === name.toLowerCase())?.[1]
      if (!value) throw invalid(`Params.${name}`, 'Required', `Params.${name} is required.`)
      return [name, value]
    }),
  )
  authorize(one, params, call.caller)
  const { idempotencyKey } = call.input
  const input = {
    ...call.input,
    operation: one.id,
    params,
    query: parametersOf(one.query ?? {}, sent),
    sent: Body ?? {},
    body: one.body ? checkedBody(one.body, Body ?? {}) : null,
    idempotencyKey: idempotencyKey && `${idempotencyKey}/${place}`,
  }
  return { place, operation: one, input }
}

/**
 * What runs side by side: who names what an item before changes waits for that, and who changes what one before names.
 * IDs are of any type here: who waits in vain, waits for little.
 */
function rounds(parts: readonly Part[]): Part[][] {
  const out: Part[][] = []
  const [changed, named] = [new Map<string, number>(), new Map<string, number>()]
  for (const part of parts) {
    const { params, query, body } = part.input
    const names = Object.entries({ ...query, ...(body as object | null), ...params }).flatMap(
      ([name, value]) => (typeof value === 'string' ? [[name, value.toLowerCase()] as const] : []),
    )
    const changes = names.filter(([name]) => part.operation.inBulk!.some((n) => sameIgnoringCase(n, name)))
    const after = [...names.map(([, n]) => changed.get(n) ?? 0), ...changes.map(([, n]) => named.get(n) ?? 0)]
    const round = Math.max(...after, 0)
    // A later round is that of something in the one before: none is left out.
    if (round === out.length) out.push([])
    out[round]!.push(part)
    for (const [, n] of names) named.set(n, Math.max(named.get(n) ?? 0, round + 1))
    for (const [, n] of changes) changed.set(n, round + 1)
  }
  return out
}

export const operations = [save]
