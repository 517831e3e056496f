import type { BodyOf, Model } from '../api/model.ts'
import type { Call } from '../store/call.ts'
import type { Reads, Results } from '../store/fact.ts'
import type { Message } from '../store/outbox/messages.ts'
import type { Written } from '../tables/statements.ts'
import type { Row, Table } from '../tables/table.ts'
import type { Resource, Shown } from './resource.ts'

/** A call of a write: a body of the model, of which a PATCH has a part. */
export type CallOf<M extends Model> = Call<Partial<BodyOf<M>>>

/** One write of a resource, while it is being decided: plain data and what was read. */
export interface Writing<T extends Table = Table, M extends Model = Model, R extends Reads = Reads> {
  call: CallOf<M>
  /** The present object; null when it is being created. */
  before: Shown<T, M> | null
  /**
   * The object as it will be: what the body and the present object come to, checked. May be changed. Columns that the
   * wire does not know are the rules' to set when it is created.
   */
  after: Shown<T, M>
  /** The ID in the path or of the new object; of a singleton empty. */
  id: string
  /** What the rules asked for. */
  read: Results<R>
}

type Statements = Written[]

/** What a resource adds to its standard writes. Pure but for its reads. */
export interface Rules<
  T extends Table = Table,
  M extends Model = Model,
  R extends Reads = Reads,
  D extends Reads = Reads,
> {
  /** More reads for the same round trip. `id` is null when the object has no ID yet. */
  read?(call: CallOf<M>, id: string | null): R
  /** Refuses, completes `after`, and adds statements; they stand behind the object's own. */
  decide?(writing: Writing<T, M, R>): Statements | undefined | Promise<Statements | undefined>
  /** Messages to users that go with the write. */
  messages?(writing: Writing<T, M, R>): Message[]
  /** Statements that stand before the object's own (rows it will refer to). */
  first?(writing: Writing<T, M, R>): Statements
  /** Reads for a deletion. */
  readForRemoval?(call: Call, id: string): D
  /** More statements of a deletion, before the object's own. */
  remove?(call: Call, row: Row<T>, read: Results<D>): Statements
}

/** Rules of any resource: which rows and reads they are of, their declaration has checked. */
// biome-ignore lint/suspicious/noExplicitAny: reads of any shape
export type AnyRules<T extends Table, M extends Model> = Rules<T, M, any, any>

/** Declares the rules of a resource; rows, bodies and reads are inferred. */
export const rulesFor = <
  T extends Table,
  M extends Model,
  R extends Reads = Record<never, never>,
  D extends Reads = Record<never, never>,
>(
  _: Resource<T, M>,
  rules: Rules<T, M, R, D>,
): Rules<T, M, R, D> => rules
