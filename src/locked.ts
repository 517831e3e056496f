import { busy } from './api/errors.ts'
import type { Input, Outcome } from './api/request.ts'
import type { Env } from './env.ts'
import type { Operation } from './resource/operation.ts'

/**
 * Objects that the locks of a marketplace share. One for each lock is started by the first write to each order, which
 * then takes twice as long as the next; these stay. Each takes more writes a second than a database does.
 */
const OBJECTS = 8

/** Runs an operation in the object of its lock, when those that wait for the same lock are done. */
export async function locked(operation: Operation, input: Input, env: Env): Promise<Outcome> {
  const { marketplace } = input.caller!
  const lock = operation.lock!({ params: input.params, caller: input.caller! }).toLowerCase()
  const object = () => env.ORDERS.getByName(`${marketplace}/${placeOf(lock)}`)
  try {
    return await object().run(lock, input)
  } catch (error) {
    // The object was reset: whether it had written is unknown, so only what may run twice runs again.
    if (!(error as { durableObjectReset?: boolean }).durableObjectReset) throw error
    if (operation.method === 'GET' || input.idempotencyKey) return object().run(lock, input)
    throw busy()
  }
}

/** Which of the objects a lock is in: always the same. */
function placeOf(lock: string): number {
  let hash = 0
  for (let i = 0; i < lock.length; i++) hash = (Math.imul(hash, 31) + lock.charCodeAt(i)) | 0
  return Math.abs(hash % OBJECTS)
}
