import { beforeEach } from 'vitest'
import { clock } from './clock.ts'

/** Files that share a Worker run this one after the other: each holds the real clock, and not the one held before. */
const held = globalThis as { realNow?: () => number }
held.realNow ??= Date.now.bind(Date)

const { now, begin } = clock(held.realNow)

// Not a spy: what a test restores is this clock.
Date.now = now
beforeEach(begin)
