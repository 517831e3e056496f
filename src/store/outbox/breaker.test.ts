import { beforeEach, describe, expect, test } from 'vitest'
import { type Breaker, createBreaker } from './breaker.ts'

describe('a breaker of three failures', () => {
  let breaker: Breaker
  beforeEach(() => {
    breaker = createBreaker({ failures: 3, coolDown: 1000, longest: 3000 })
  })
  const fail = (times: number, now: number) => {
    for (let i = 0; i < times; i++) breaker.failed('a', now, 'Timeout')
  }

  test('stays closed below them', () => {
    fail(2, 0)
    expect(breaker.open('a', 0)).toBeNull()
  })

  test('opens for the cool-down, for that endpoint only', () => {
    fail(3, 0)
    expect(breaker.open('a', 999)).toEqual({ until: 1000, reason: 'Timeout' })
    expect(breaker.open('a', 1000)).toBeNull()
    expect(breaker.open('b', 0)).toBeNull()
  })

  test('counts consecutive failures only', () => {
    fail(2, 0)
    breaker.succeeded('a')
    fail(2, 0)
    expect(breaker.open('a', 0)).toBeNull()
  })

  test('opens for longer at the first failure after a cool-down, up to a limit', () => {
    fail(3, 0)
    fail(1, 1000)
    expect(breaker.open('a', 1000)?.until).toBe(3000)
    fail(1, 3000)
    expect(breaker.open('a', 3000)?.until).toBe(6000)
    fail(1, 6000)
    expect(breaker.open('a', 6000)?.until).toBe(9000)
  })

  test('takes no notice of calls that were under way when it opened', () => {
    fail(20, 0)
    expect(breaker.open('a', 0)?.until).toBe(1000)
  })
})
