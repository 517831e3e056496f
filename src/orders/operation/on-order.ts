import { type ApiError, insufficientRoles } from '../../api/errors.ts'
import type { Fields, ValuesOf } from '../../api/field.ts'
import type { Endpoint } from '../../api/operation.ts'
import { readAsOneself, readAsShopper } from '../../catalog/visibility/audiences.ts'
import { type Operation, operation } from '../../resource/operation.ts'
import type { Call } from '../../store/call.ts'
import { type Changes, commit } from '../../store/commit.ts'
import { type Found, type Reads, type Results, rely } from '../../store/fact.ts'
import type { Message } from '../../store/outbox/messages.ts'
import type { Step } from '../../store/outbox/steps.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Written } from '../../tables/statements.ts'
import type { OrderState, Part, WholeOrder } from '../state/order-state.ts'
import { actorsOf, requireOpenToContributors } from '../state/permissions.ts'
import { type Facts, settle } from '../state/settle.ts'
import { changedTogether, withLines } from '../state/shared-lines.ts'
import { showOrder } from '../state/shown-order.ts'
import type { Actor } from '../state/states.ts'
import { conflictOf, difference } from './difference.ts'
import type { HeaderColumn, NamedOrder } from './named-order.ts'
import { linesOfOrders, paymentsQuery, viewOfOrder } from './order-rows.ts'
import { onlyApproves } from './order-visibility.ts'
import type { FoundOrder, Place } from './places.ts'

/** What was asked, by whom and when: with it nothing can be read or written. */
export type Asked<B = unknown> = Pick<
  Call<B>,
  | 'caller'
  | 'body'
  | 'params'
  | 'query'
  | 'operation'
  | 'marketplace'
  | 'now'
  | 'relied'
  | 'newID'
  | 'id'
  | 'sent'
  | 'asSent'
>

/** What an operation looks at. */
interface Looking<C, P extends Part, R> {
  call: C
  order: WholeOrder<P>
  /** In which capacities the caller may change it. */
  actors: Actor[]
  /** What the operation has asked for beside the order. */
  read: R
}

/** What an operation decides on. */
export interface Deciding<B, P extends Part, R, A = undefined> extends Looking<Asked<B>, P, R> {
  /** It is begun by this, and has what an order is begun with. */
  isNew: boolean
  /** What a customer's server was asked, and has answered. */
  asked: A
}

/** What it has decided. */
export interface Decided extends Omit<Facts, 'now'> {
  /** The order as it is to be, but for what follows; null: it is deleted; the one that was read: nothing is written. */
  order: OrderState | null
  /** What is answered of the order as it has become, where that is not its header. */
  answer?: (order: OrderState) => unknown
  /** Rows beside the order that are written with it, before its own. */
  beside?: Written[]
  /** Messages that go with it. */
  messages?: (order: OrderState) => Message[]
  /** What checkout events are told of it. */
  steps?: (order: OrderState) => Step[]
  conflict?: Changes['conflict']
  /** What is answered though the order has been written. */
  refusal?: ApiError
}

type OrderOperation<F extends Fields, P extends Part, R extends Reads, A> = Pick<
  Endpoint<F>,
  'id' | 'method' | 'body' | 'response' | 'summary' | 'creates' | 'tracks'
> & {
  /** Below the order's own. */
  path: string
  /** Where it is not what the method says. */
  status?: 200
  /** Any of these suffices; those who change orders, unless it is said. */
  roles?: readonly string[]
  /** Contributors may do it too, as long as the order is not submitted. */
  contributed?: boolean
  /** Parts that it looks at, beside the header. */
  parts: readonly P[]
  /** Roles with which orders of others are seen, where not the readers' of orders. */
  seenWith?: readonly string[]
  /** Whoever is asked to approve the order may do this too, and nothing else that changes it. */
  approversMay?: boolean
  /** More that it reads in the same round trip. */
  reads?: (call: Call<ValuesOf<F>>, order: NamedOrder) => R
  /** What it reads is the catalogue, as the order's user sees it. */
  catalogue?: boolean
  /**
   * Asks a customer's server, before the order is locked: it may call back into the same order. What it answers is plain
   * data, for `decide`, to which the order may look otherwise by then.
   */
  ask?: (looking: Looking<Call<ValuesOf<F>>, P, Results<R>>) => Promise<A>
  /** It asks always, and so before anything else. */
  asksFirst?: boolean
  /** Pure: from the order and what was read to the order as it is to be. */
  decide: (deciding: Deciding<ValuesOf<F>, P, Results<R>, A>) => Decided | Promise<Decided>
  /** It begins the order, where the place does that. */
  begins?: boolean
  /** What is to be done where there is no such order, in place of the refusal. */
  otherwise?: (call: Call<ValuesOf<F>>, read: Results<R>) => Promise<unknown>
}

/** Who changes orders. */
const WRITERS = ['OrderAdmin', 'Shopper']

/** What a method answers with: 201 also where nothing is created, as the wire has it. */
const statusOf = ({ method, response }: Pick<Endpoint, 'method' | 'response'>) =>
  !response ? 204 : method === 'POST' ? 201 : 200

/**
 * Declares an operation that changes an order. It finds the order, locks it, reads its parts and what was asked for in
 * one round trip, decides, settles what follows, and writes the difference.
 */
export const onOrder = <
  F extends Fields,
  P extends Part = never,
  R extends Reads = Record<never, never>,
  A = undefined,
>(
  place: Place,
  {
    id,
    path,
    parts,
    seenWith,
    approversMay,
    reads,
    catalogue,
    ask,
    decide,
    begins,
    otherwise,
    contributed,
    ...endpoint
  }: OrderOperation<F, P, R, A>,
): Operation => {
  const look = async (call: Call<ValuesOf<F>>) => {
    const named = place.order(call, seenWith)
    const read = await readOrder(
      call,
      place,
      named,
      parts,
      // Where nothing more is read, there are no results of it.
      (of) => reads?.(call, of) ?? ({} as R),
      catalogue ? { key: viewOfOrder(named).shopper, approves: approversMay === true } : null,
    )
    if (read.order && !approversMay && onlyApproves(call.caller, read.order.header, seenWith))
      throw insufficientRoles(['FullAccess', 'OrderAdmin'], call.caller.roles)
    return read
  }
  return operation<F>({
    status: statusOf(endpoint),
    ...endpoint,
    ...place.only,
    tracks: place.untold ? undefined : endpoint.tracks,
    roles: [
      ...(place.only?.roles ?? endpoint.roles ?? WRITERS),
      ...((contributed && place.contributors) || []),
    ],
    id: place.named(id),
    summary: place.says(endpoint.summary),
    path: place.path + path,
    lock: place.lock,
    ask:
      ask &&
      (async (call) => {
        const { order, isNew, more } = await look(call)
        if (!order || isNew) throw place.missing(call)
        return ask({ call, order, actors: actorsOf(call.caller, order.header), read: more })
      }),
    run: async (call) => {
      const { found, order, isNew, more } = await look(call)
      if (!order || (isNew && !begins)) {
        if (otherwise) return otherwise(call, more)
        throw place.missing(call)
      }
      requireOpenToContributors(call.caller, order.header)
      rely(call, found)
      const actors = actorsOf(call.caller, order.header)
      // What `ask` made of it came along as it was, and undefined where nothing is asked.
      const asked = call.input.asked as A
      const decided = await decide({ call, order, isNew, actors, read: more, asked })
      return write(call, isNew ? null : order, decided)
    },
  })
}

/** An order as it was found, and what was read with it. */
interface Read<P extends Part, R> {
  found: Found<FoundOrder>
  order: WholeOrder<P> | null
  isNew: boolean
  more: R
}

async function readOrder<P extends Part, R extends Reads>(
  call: Call<unknown>,
  place: Place,
  named: NamedOrder,
  parts: readonly P[],
  moreOf: (named: NamedOrder) => R,
  shopper: { key: SQL; approves: boolean } | null,
): Promise<Read<P, Results<R>>> {
  const { marketplace, key, lines } = named
  const own = {
    $found: place.header(call, named),
    ...(parts.some((p) => p === 'lines') ? { $lines: linesOfOrders(marketplace, sql`= ${lines}`) } : {}),
    ...(parts.some((p) => p === 'payments') ? { $payments: paymentsQuery(marketplace, key) } : {}),
  }
  const { key: FromUserKey, user: FromUserID, company: FromCompanyID } = call.caller
  const caller = { FromUserKey, FromUserID, FromCompanyID }
  /** Who the caller is, is known: texts with parameters are much shorter than with sub-selects. */
  const queriesFor = (asCaller: boolean) => {
    const known: Partial<Record<HeaderColumn, string>> = asCaller ? caller : {}
    const header: NamedOrder['header'] = (column) =>
      known[column] === undefined ? named.header(column) : sql`${known[column]}`
    return { ...moreOf({ ...named, header }), ...own }
  }
  // Who approves has mostly not ordered. What is seen of an order that is not there matters to nobody.
  const isOwn = (read: { $found?: unknown }) => {
    const [found] = (read as Results<typeof own>).$found.rows
    const columns = ['FromUserKey', 'FromUserID', 'FromCompanyID'] as const
    return !found || columns.every((column) => found.order.header[column] === caller[column])
  }
  const read = !shopper
    ? await call.read(queriesFor(false))
    : shopper.approves
      ? await readAsShopper(call, shopper.key, queriesFor(false))
      : await readAsOneself(call, shopper.key, queriesFor, isOwn)
  // What comes of reads of a kind unknown and of some more, TypeScript does not take apart.
  const { $found, $lines, $payments } = read as Results<typeof own>
  const [found] = $found.rows
  // The parts are those that were asked for.
  const order = {
    ...(found && $lines ? withLines(found.order, $lines) : found?.order),
    ...($payments ? { payments: $payments } : {}),
  } as WholeOrder<P>
  return {
    found: $found,
    order: found ? order : null,
    isNew: found?.isNew ?? false,
    // As above: what is left are the rows of `more`.
    more: read as unknown as Results<R>,
  }
}

/** Settles what was decided, writes the difference, and answers. */
export async function write(call: Call<unknown>, before: OrderState | null, decided: Decided) {
  const { order, answer: shown, beside = [], messages, steps, conflict, refusal, ...facts } = decided
  const isSame = order !== null && order === before
  const { order: after, changes } = isSame
    ? { order, changes: [] }
    : changedTogether(before, order, (was, is) =>
        settle(was, is, is === order ? { ...facts, now: call.now } : { now: call.now }),
      )
  const answer = after && call.operation.response ? (shown ? shown(after) : showOrder(after.header)) : null
  if (!isSame)
    await commit(call, {
      statements: [...beside, ...changes.flatMap((c) => difference(call, c.before, c.after))],
      answer,
      conflict: conflict ?? (after ? conflictOf(before, after) : undefined),
      messages: after ? messages?.(after) : [],
      steps: after ? steps?.(after) : [],
      refused: refusal !== undefined,
    })
  if (refusal) throw refusal
  return answer
}
