import type { ApiError } from '../../api/errors.ts'
import type { Fields, ValuesOf } from '../../api/field.ts'
import type { Endpoint } from '../../api/operation.ts'
import { readAsShopper } from '../../catalog/visibility/audiences.ts'
import { type Operation, operation } from '../../resource/operation.ts'
import type { Call } from '../../store/call.ts'
import { type Changes, commit } from '../../store/commit.ts'
import { type Found, type Reads, type Results, rely } from '../../store/fact.ts'
import type { Message } from '../../store/outbox/messages.ts'
import type { SQL } from '../../tables/sql.ts'
import type { Guard, Write } from '../../tables/statements.ts'
import type { OrderState, OrderWith, Part } from '../state/order-state.ts'
import { actorsOf } from '../state/permissions.ts'
import { type Facts, settle } from '../state/settle.ts'
import { showLine, showOrder, showPayment } from '../state/shown-order.ts'
import type { Actor } from '../state/states.ts'
import { conflictOf, difference } from './difference.ts'
import type { NamedOrder } from './named-order.ts'
import { linesQuery, paymentsQuery, viewOfOrder } from './order-rows.ts'
import type { FoundHeader, Place } from './places.ts'

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

/** What an operation decides on. */
export interface Deciding<B, P extends Part, R> {
  call: Asked<B>
  order: OrderWith<P>
  /** It is begun by this, and has what an order is begun with. */
  isNew: boolean
  /** In which capacities the caller may change it. */
  actors: Actor[]
  /** What the operation has asked for beside the order. */
  read: R
}

/** What it has decided. */
export interface Decided extends Omit<Facts, 'now'> {
  /** The order as it is to be, but for what follows; null: it is deleted; the one that was read: nothing is written. */
  order: OrderState | null
  /** The line that is answered, by its ID; else the order is, where the operation answers at all. */
  line?: string
  /** The payment that is answered, by its ID. */
  payment?: string
  /** Rows beside the order that are written with it, before its own. */
  beside?: (Write | Guard)[]
  /** Messages that go with it. */
  messages?: (order: OrderState) => Message[]
  conflict?: Changes['conflict']
  /** What is answered though the order has been written. */
  refusal?: ApiError
}

type OrderOperation<F extends Fields, P extends Part, R extends Reads> = Pick<
  Endpoint<F>,
  'id' | 'method' | 'body' | 'response' | 'summary' | 'creates'
> & {
  /** Below the order's own. */
  path: string
  /** Any of these suffices; those who change orders, unless it is said. */
  roles?: readonly string[]
  /** Parts that it looks at, beside the header. */
  parts: readonly P[]
  /** Roles with which orders of others are seen, where not the readers' of orders. */
  seenWith?: readonly string[]
  /** More that it reads in the same round trip. */
  reads?: (call: Call<ValuesOf<F>>, order: NamedOrder) => R
  /** What it reads is the catalogue, as the order's user sees it. */
  catalogue?: boolean
  /** Pure: from the order and what was read to the order as it is to be. */
  decide: (deciding: Deciding<ValuesOf<F>, P, Results<R>>) => Decided | Promise<Decided>
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
export const onOrder = <F extends Fields, P extends Part = never, R extends Reads = Record<never, never>>(
  place: Place,
  {
    id,
    path,
    parts,
    seenWith,
    reads,
    catalogue,
    decide,
    begins,
    otherwise,
    ...endpoint
  }: OrderOperation<F, P, R>,
): Operation =>
  operation<F>({
    roles: WRITERS,
    ...endpoint,
    ...place.only,
    status: statusOf(endpoint),
    id: place.named(id),
    summary: place.says(endpoint.summary),
    path: place.path + path,
    lock: place.lock,
    run: async (call) => {
      const named = place.order(call, seenWith)
      // Where nothing more is read, there are no results of it.
      const more = reads?.(call, named) ?? ({} as R)
      const shopper = catalogue ? viewOfOrder(named).shopper : null
      const read = await readOrder(call, place, named, parts, more, shopper)
      const { order } = read
      const isNew = read.header.rows[0]?.isNew ?? false
      if (!order || (isNew && !begins)) {
        if (otherwise) return otherwise(call, read.more)
        throw place.missing(call)
      }
      rely(call, read.header)
      const actors = actorsOf(call.caller, order.header)
      const decided = await decide({ call, order, isNew, actors, read: read.more })
      return write(call, isNew ? null : order, decided)
    },
  })

async function readOrder<P extends Part, R extends Reads>(
  call: Call<unknown>,
  place: Place,
  named: NamedOrder,
  parts: readonly P[],
  more: R,
  shopper: SQL | null,
): Promise<{ header: Found<FoundHeader>; order: OrderWith<P> | null; more: Results<R> }> {
  const { marketplace, key } = named
  const own = {
    $header: place.header(call, named),
    ...(parts.some((p) => p === 'lines') ? { $lines: linesQuery(marketplace, key) } : {}),
    ...(parts.some((p) => p === 'payments') ? { $payments: paymentsQuery(marketplace, key) } : {}),
  }
  const queries = { ...more, ...own }
  const read = shopper ? await readAsShopper(call, shopper, queries) : await call.read(queries)
  // What comes of reads of a kind unknown and of some more, TypeScript does not take apart.
  const { $header, $lines, $payments } = read as Results<typeof own>
  const [found] = $header.rows
  // The parts are those that were asked for.
  const order = {
    header: found?.header,
    ...($lines ? { lines: $lines } : {}),
    ...($payments ? { payments: $payments } : {}),
  } as OrderWith<P>
  // As above: what is left are the rows of `more`.
  return { header: $header, order: found ? order : null, more: read as unknown as Results<R> }
}

/** Settles what was decided, writes the difference, and answers. */
export async function write(call: Call<unknown>, before: OrderState | null, decided: Decided) {
  const { order, line, payment, beside = [], messages, conflict, refusal, ...facts } = decided
  const isSame = order !== null && order === before
  const after = order && !isSame ? settle(before, order, { ...facts, now: call.now }) : order
  const answer = after && call.operation.response ? shown(call, after, line, payment) : null
  if (!isSame)
    await commit(call, {
      statements: [...beside, ...difference(call, before, after)],
      answer,
      conflict: conflict ?? (after ? conflictOf(before, after) : undefined),
      messages: after ? messages?.(after) : [],
    })
  if (refusal) throw refusal
  return answer
}

function shown(call: Call<unknown>, order: OrderState, lineID?: string, paymentID?: string) {
  const { header, lines, payments } = order
  const line = lineID === undefined ? undefined : lines?.find((l) => l.ID === lineID)
  const payment = paymentID === undefined ? undefined : payments?.find((p) => p.ID === paymentID)
  if (payment) return showPayment(payment)
  return line ? showLine(line, header.Status, call.caller) : showOrder(header)
}
