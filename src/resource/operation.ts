import type { Fields, ValuesOf } from '../api/field.ts'
import type { Endpoint } from '../api/operation.ts'
import type { Call } from '../store/call.ts'

/** An endpoint with what it does. */
export interface Operation<F extends Fields = Fields> extends Endpoint<F> {
  readonly run: (call: Call<ValuesOf<F>>) => Promise<unknown>
}

/** Declares an endpoint. */
export const operation = <F extends Fields>(o: Operation<F>): Operation => o as never
