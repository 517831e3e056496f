import { createApp } from '../../src/app.ts'
import type { Env } from '../../src/env.ts'
import { operations } from '../../src/operations.ts'
import type { Request as Call } from './load.ts'

/** What the Worker does after it has answered. */
export type Background = Promise<unknown>[]

/**
 * Wharf in this process, with bindings of one's own.
 * @param env its bindings; work it leaves goes to `background`
 * @returns what sends a request, and throws for any answer but success
 */
export function inProcess(env: Env, background: Background, origin: string) {
  const app = createApp(operations)
  const context = { waitUntil: (task: Promise<unknown>) => void background.push(task) }
  return async ({ method, path, body }: Call, token: string): Promise<void> => {
    const request = new Request(origin + path, {
      method,
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    })
    // Of a context, nothing else is used.
    const response = await app.fetch(request, env, context as unknown as ExecutionContext)
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`)
  }
}
