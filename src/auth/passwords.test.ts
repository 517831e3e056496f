import { expect, test } from 'vitest'
import { hashPassword, NOBODY, verifyPassword } from './passwords.ts'

/** What a hash says of how it was made, and how long its parts are. */
const costOf = (hash: string) => {
  const [name, N, r, p, salt, key] = hash.split('$')
  return [name, N, r, p, Buffer.from(salt!, 'base64').length, Buffer.from(key!, 'base64').length]
}

test('a user who does not exist costs a sign-in as much as one who does', async () => {
  expect(costOf(NOBODY)).toEqual(costOf(await hashPassword('Some-Password-1')))
  for (const password of ['', 'Some-Password-1']) expect(await verifyPassword(password, NOBODY)).toBe(false)
})

test('a password belongs to its own hash, however it is composed, and each hash has a salt of its own', async () => {
  const composed = 'Caf\u00e9-Password-1'
  const [one, other] = [await hashPassword(composed), await hashPassword(composed)]
  expect(one).not.toBe(other)
  expect(await verifyPassword('Cafe\u0301-Password-1', one)).toBe(true)
  expect(await verifyPassword('Cafe-Password-1', one)).toBe(false)
})
