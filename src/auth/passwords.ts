import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/** scrypt's cost; stored with each hash, so that it can be raised. */
const COST = { N: 2 ** 15, r: 8, p: 3 }
const LENGTH = 32
const MEMORY = 64 * 1024 * 1024

const derive = (password: string, salt: Uint8Array, { N, r, p }: typeof COST) =>
  new Promise<Uint8Array>((resolve, reject) =>
    scrypt(password.normalize('NFKC'), salt, LENGTH, { N, r, p, maxmem: MEMORY }, (error, key) =>
      error ? reject(error) : resolve(key),
    ),
  )

/** Hash of a password with a fresh salt: `scrypt$N$r$p$salt$hash`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(32)
  const hash = await derive(password, salt, COST)
  return [
    'scrypt',
    COST.N,
    COST.r,
    COST.p,
    Buffer.from(salt).toString('base64'),
    Buffer.from(hash).toString('base64'),
  ].join('$')
}

/** Whether a password belongs to a hash. */
export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const [, N, r, p, salt, hash] = stored.split('$')
  const expected = Buffer.from(hash!, 'base64')
  const actual = await derive(password, Buffer.from(salt!, 'base64'), {
    N: Number(N),
    r: Number(r),
    p: Number(p),
  })
  return actual.length === expected.length && timingSafeEqual(actual, expected)
}

/** A hash nobody's password has: checked for unknown users, so that the time taken does not tell them. */
export const NOBODY = `scrypt$${COST.N}$${COST.r}$${COST.p}$${'A'.repeat(43)}=$${'A'.repeat(43)}=`
