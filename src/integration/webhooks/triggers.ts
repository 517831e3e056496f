import { fullPath } from '../../api/operation.ts'
import type { Operation } from '../../resource/operation.ts'

/** What a webhook listens to: a path template from the root, such as `v1/buyers/{buyerID}`, and a verb. */
export interface Trigger {
  Route: string
  Verb: string
}

/** The route of an operation, as webhooks name it. */
export const routeOf = (operation: Pick<Operation, 'path' | 'root'>) => fullPath(operation).slice(1)

/** Whether calls of an operation can fire webhooks at all: it writes, with the token of an API client. */
export const firesHooks = (operation: Pick<Operation, 'method' | 'silent' | 'roles'>) =>
  operation.method !== 'GET' &&
  !operation.silent &&
  operation.roles !== 'anonymous' &&
  operation.roles !== 'portal'

/** Letter case does not matter, in templates neither. */
export const triggerKey = (route: string, verb: string) => `${verb} ${route}`.toLowerCase()

const known = new Map<string, Trigger>()

/** Tells what webhooks may listen to, from the table of operations (which holds the webhooks' own). */
export function offerTriggers(operations: readonly Operation[]): void {
  known.clear()
  for (const operation of operations.filter(firesHooks)) {
    const trigger = { Route: routeOf(operation), Verb: operation.method }
    known.set(triggerKey(trigger.Route, trigger.Verb), trigger)
  }
}

/** The trigger a webhook asks for, in our own spelling; undefined when there is none. */
export const findTrigger = (route: string, verb: string): Trigger | undefined =>
  known.get(triggerKey(route, verb))
