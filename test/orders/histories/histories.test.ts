import fc from 'fast-check'
import { afterEach, expect, it, vi } from 'vitest'
import { type Received, receive } from '../../integration/receiver.ts'
import { eventually } from '../../support/eventually.ts'
import { agreement } from './agreement.ts'
import { observe } from './observed.ts'
import { told } from './told.ts'
import { about, act, begin, mailbox } from './world.ts'

afterEach(() => vi.unstubAllGlobals())

/** Each message once, however often it was delivered. */
const letters = (mail: readonly Received[]) => [
  ...new Map(
    mail.filter((r) => r.url === mailbox).map((r) => [r.headers.get('X-oc-delivery-id'), r.body]),
  ).values(),
]

it('whatever is done to orders, by twos at once, all that is said of them agrees', {
  timeout: 600_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(about, about), { minLength: 20, maxLength: 30 }), async (history) => {
      const mail = receive()
      await begin()
      const check = agreement()
      const messages = told()
      let before = await observe()
      for (const pair of history) {
        const answers = await Promise.all(pair.map((a) => act(a, before)))
        const failures = answers.filter(({ status }) => status >= 500 || status === 401)
        expect(failures.map(({ path, body }) => [path, body])).toEqual([])
        const done = answers.filter(({ status }) => status < 300)
        const after = await observe()
        check(before, after, done)
        messages.add(before, after, done)
        before = after
      }
      await eventually(() => expect(messages.received(letters(mail))).toEqual(messages.expected()))
    }),
    { numRuns: 3, endOnFailure: true },
  )
})
