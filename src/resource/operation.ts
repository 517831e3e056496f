import type { Fields, ValuesOf } from '../api/field.ts'
import type { Endpoint } from '../api/operation.ts'
import type { Call } from '../store/call.ts'

/** An endpoint with what it does. */
export interface Operation<F extends Fields = Fields> extends Endpoint<F> {
  /**
   * Asks a customer's server without the operation's lock. What is brought back is plain data, which `run` finds in
   * `call.input.asked`; where that is missing, or not true any more, `run` throws `Outdated`, and is run again.
   */
  readonly ask?: (call: Call<ValuesOf<F>>) => Promise<unknown>
  /** It asks always, and so before it is run for the first time. */
  readonly asksFirst?: boolean
  readonly run: (call: Call<ValuesOf<F>>) => Promise<unknown>
}

/** An operation as it is declared: what follows from the rest of it need not be said. */
export type Declared<F extends Fields = Fields> = Omit<Operation<F>, 'status'> &
  Partial<Pick<Operation, 'status'>>

/** Declares an endpoint. What creates answers 201, what has no response 204; a list is a page of its response. */
export const operation = <F extends Fields>(o: Declared<F>): Operation =>
  ({
    ...o,
    status: o.status ?? (o.creates ? 201 : o.response ? 200 : 204),
    page: o.page ?? (o.list && 'plain'),
  }) as never
