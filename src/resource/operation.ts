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

/** Declares an endpoint. */
export const operation = <F extends Fields>(o: Operation<F>): Operation => o as never
