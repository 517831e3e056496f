import { afterEach, describe, expect, test, vi } from 'vitest'
import { hashPassword, LONGEST_PASSWORD, nobodysHash, type Turn, verifyPassword } from './passwords.ts'

/** What a hash says of how it was made, and how long its parts are. */
const costOf = (hash: string) => {
  const [name, N, r, p, salt, key] = hash.split('$')
  return [name, N, r, p, Buffer.from(salt!, 'base64').length, Buffer.from(key!, 'base64').length]
}

test('a user who does not exist costs a sign-in as much as one who does', async () => {
  expect(costOf(nobodysHash())).toEqual(costOf(await hashPassword('Some-Password-1')))
  for (const password of ['', 'Some-Password-1'])
    expect(await verifyPassword(password, nobodysHash())).toBe(false)
})

test('a password belongs to its own hash, however it is composed, and each hash has a salt of its own', async () => {
  const composed = 'Caf\u00e9-Password-1'
  const [one, other] = [await hashPassword(composed), await hashPassword(composed)]
  expect(one).not.toBe(other)
  expect(await verifyPassword('Cafe\u0301-Password-1', one)).toBe(true)
  expect(await verifyPassword('Cafe-Password-1', one)).toBe(false)
})

test('a password that is longer than any field holds is nobody’s, whatever its hash', async () => {
  const longest = 'x'.repeat(LONGEST_PASSWORD)
  const hash = await hashPassword(longest)
  expect(await verifyPassword(longest, hash)).toBe(true)
  expect(await verifyPassword(`${longest}x`, 'no hash that could be read')).toBe(false)
  await expect(hashPassword(`${longest}x`)).rejects.toThrow(RangeError)
})

describe('turns to hash', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  /** Asks for many at once; tells when each came, in milliseconds, or that it was refused. */
  async function ask(count: number, use: (turn: Turn, i: number) => void) {
    vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] })
    // As in a new isolate.
    vi.resetModules()
    const { takeTurn } = await import('./passwords.ts')
    const start = performance.now()
    const all = Array.from({ length: count }, (_, i) =>
      takeTurn().then(
        (turn) => {
          const at = Math.round(performance.now() - start)
          use(turn, i)
          return at
        },
        (error) => error.status as number,
      ),
    )
    await vi.advanceTimersByTimeAsync(60_000)
    return Promise.all(all)
  }

  test('come one after the other, so far apart that others are answered between them', async () => {
    const turns = await ask(60, () => {})
    const [came, refused] = [turns.slice(0, 38), turns.slice(38)]
    expect(came).toEqual(Array.from({ length: 38 }, (_, i) => i * 400))
    expect(new Set(refused)).toEqual(new Set([429]))
  })

  test('that are given back go to the next at once', async () => {
    const turns = await ask(20, (turn, i) => {
      if (i > 4) turn.giveBack()
    })
    expect(turns.slice(0, 5)).toEqual([0, 400, 800, 1200, 1600])
    expect(Math.max(...turns)).toBeLessThanOrEqual(2000 + 20)
  })
})
