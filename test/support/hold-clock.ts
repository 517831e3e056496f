import { beforeEach } from 'vitest'
import { clock } from './clock.ts'

const { now, begin } = clock(Date.now.bind(Date))

// Not a spy: what a test restores is this clock.
Date.now = now
beforeEach(begin)
