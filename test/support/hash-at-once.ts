import { hashing } from '../../src/auth/passwords/passwords.ts'

// Nobody guesses, and nobody else waits for an answer in a test: what keeps guessers out and lets others in is time lost.
Object.assign(hashing, { cost: { N: 2 ** 10, r: 8, p: 1 }, spacing: 0, pause: 0 })
