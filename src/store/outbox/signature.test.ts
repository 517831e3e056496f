import { expect, test } from 'vitest'
import { signature } from './signature.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)

test('is the HMAC-SHA256 of the bytes, as RFC 4231 (test case 2) has it', () => {
  const expected = Buffer.from('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843', 'hex')
  expect(signature('Jefe', utf8('what do ya want for nothing?'))).toBe(expected.toString('base64'))
})

test('takes key and body as UTF-8, as a receiver with Web Crypto does', async () => {
  const body = utf8('{"Name":"Größe ✓"}')
  const key = await crypto.subtle.importKey(
    'raw',
    utf8('schlüssel'),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign'],
  )
  const expected = Buffer.from(await crypto.subtle.sign('HMAC', key, body)).toString('base64')
  expect(signature('schlüssel', body)).toBe(expected)
})
