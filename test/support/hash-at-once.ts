import { pace } from '../../src/auth/passwords/passwords.ts'

// Nobody else waits for an answer in a test: what would leave time for them is time lost.
Object.assign(pace, { spacing: 0, pause: 0 })
