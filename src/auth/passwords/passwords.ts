import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto'
import { fail } from '../../api/errors.ts'

const LENGTH = 32
const MEMORY = 64 * 1024 * 1024

/** Characters a password has at most. A longer one is nobody's, and costs no hash. */
export const LONGEST_PASSWORD = 200

/**
 * What a hash costs, and how hashes are spread. An isolate answers nobody during one, which takes about 250 ms: what is
 * left between them belongs to the requests beside, so that a burst of sign-ins makes those wait for one hash and not
 * for all. Tests, which have nobody to keep out and no requests beside, make it cheap.
 */
export const hashing = {
  /** scrypt's; stored with each hash, so that it can be raised. */
  cost: { N: 2 ** 15, r: 8, p: 3 },
  /** Milliseconds between the beginnings of two hashes. */
  spacing: 400,
  /** Milliseconds without a hash after each; on a machine that takes longer, as many as the hash took. */
  pause: 100,
}
/** Milliseconds somebody waits for a turn at most: who would wait longer is told to come back. */
const LONGEST_WAIT = 15_000

/** By a clock that nothing sets: when the next turn to be given out is due, … */
let next = 0
/** … how much later than they were given out for all turns have come, … */
let delay = 0
/** … and from when on the isolate may hash again. */
let free = 0

const sleep = (milliseconds: number) => new Promise((resume) => setTimeout(resume, milliseconds))

/** A turn to hash. */
export interface Turn {
  /** Leaves it to the next one, where nothing had to be hashed after all. */
  giveBack: () => void
}

/**
 * Waits for a turn to hash. Turns are moments, not locks: a request that ends on its way leaves nothing behind for which
 * others would wait.
 * @throws ApiError 429 with `Retry-After` when too many wait
 */
export async function takeTurn(): Promise<Turn> {
  const asked = performance.now()
  const mine = Math.max(asked, next)
  if (mine - asked > LONGEST_WAIT) throw tooMany()
  next = mine + hashing.spacing
  const before = delay
  const due = () => Math.max(mine + delay - before, free)
  let now = asked
  for (; now < due(); now = performance.now()) {
    if (now - asked > 2 * LONGEST_WAIT) throw tooMany()
    // Turns before this one may be given back meanwhile.
    await sleep(Math.min(due() - now, hashing.spacing))
  }
  const late = now - (mine + delay - before)
  delay += late
  next += late
  free = now + hashing.spacing
  return {
    giveBack: () => {
      next -= hashing.spacing
      delay -= hashing.spacing
      free = performance.now()
    },
  }
}

const tooMany = () =>
  fail('TooManyRequests', 'Too many passwords are being checked. Please try again.', null, {
    'Retry-After': String(LONGEST_WAIT / 1000),
  })

function derive(password: string, salt: Uint8Array, { N, r, p }: typeof hashing.cost): Uint8Array {
  const began = performance.now()
  const key = scryptSync(password.normalize('NFKC'), salt, LENGTH, { N, r, p, maxmem: MEMORY })
  const ended = performance.now()
  free = Math.max(free, ended + (hashing.pause && Math.max(hashing.pause, ended - began)))
  return key
}

/**
 * Hash of a password with a fresh salt: `scrypt$N$r$p$salt$hash`.
 * @throws ApiError 429 when too many wait for theirs
 */
export async function hashPassword(password: string): Promise<string> {
  if (password.length > LONGEST_PASSWORD) throw new RangeError('a password that no field may hold')
  await takeTurn()
  const salt = randomBytes(32)
  const hash = derive(password, salt, hashing.cost)
  return stored(Buffer.from(salt).toString('base64'), Buffer.from(hash).toString('base64'))
}

/**
 * Whether a password belongs to a hash.
 * @param turn the turn that was taken for it, where what comes before must be done in it too
 * @throws ApiError 429 when too many wait for a turn
 */
export async function verifyPassword(password: string, hash: string, turn?: Turn): Promise<boolean> {
  if (password.length > LONGEST_PASSWORD) return false
  if (!turn) await takeTurn()
  const [, N, r, p, salt, key] = hash.split('$')
  const expected = Buffer.from(key!, 'base64')
  const actual = derive(password, Buffer.from(salt!, 'base64'), {
    N: Number(N),
    r: Number(r),
    p: Number(p),
  })
  return actual.length === expected.length && timingSafeEqual(actual, expected)
}

const stored = (salt: string, hash: string) => {
  const { N, r, p } = hashing.cost
  return ['scrypt', N, r, p, salt, hash].join('$')
}

/** A hash nobody's password has: checked for unknown users, so that the time taken does not tell them. */
export const nobodysHash = () => stored(`${'A'.repeat(43)}=`, `${'A'.repeat(43)}=`)
