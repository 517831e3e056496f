import { describe, expect, it } from 'vitest'
import { type Expected, subjectOf } from './identity-token.ts'

const NOW = 1_800_000_000
const expected: Expected = {
  clientID: 'wharf',
  nonce: 'n',
  issuer: null,
  now: NOW * 1000,
}
const right = { iss: 'https://idp', sub: 'ann', aud: 'wharf', exp: NOW + 300, iat: NOW - 2, nonce: 'n' }

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const tokenOf = (claims: object) => `${part({ alg: 'RS256' })}.${part(claims)}.`
const read = (claims: object, more: Partial<Expected> = {}) =>
  subjectOf(tokenOf({ ...right, ...claims }), { ...expected, ...more })

describe('an identity token is taken', () => {
  it.each<[string, object, Partial<Expected>]>([
    ['as it should be', {}, {}],
    ['for several, ours among them and meant', { aud: ['x', 'wharf'], azp: 'wharf' }, {}],
    ['from a clock that is a minute behind', { exp: NOW - 59, iat: NOW - 80 }, {}],
    ['from a clock that is a minute ahead', { iat: NOW + 60, nbf: NOW + 60 }, {}],
    ['dated back', { iat: NOW - 300, nbf: NOW - 300 }, {}],
    ['of the issuer that the browser brought', {}, { issuer: 'https://idp' }],
  ])('%s', (_, claims, more) => {
    expect(read(claims, more)).toEqual({ issuer: 'https://idp', subject: 'ann' })
  })
})

describe('an identity token is refused', () => {
  it.each<[string, object, Partial<Expected>?]>([
    ['no issuer', { iss: undefined }],
    ['no issuer', { iss: 7 }],
    ['no issuer', { iss: 'x'.repeat(1001) }],
    ['another issuer', {}, { issuer: 'https://other' }],
    ['no subject', { sub: '' }],
    ['no subject', { sub: 12 }],
    ['no subject', { sub: 'x'.repeat(256) }],
    ['another audience', { aud: 'Wharf' }],
    ['another audience', { aud: undefined }],
    ['another audience', { aud: [] }],
    ['another audience', { azp: 'x' }],
    ['another audience', { aud: ['wharf', 'x'] }],
    ['expired', { exp: NOW - 60 }],
    ['expired', { exp: undefined }],
    ['expired', { exp: String(NOW + 60) }],
    ['issued at another time', { iat: undefined }],
    ['issued at another time', { iat: NOW + 61 }],
    ['issued at another time', { iat: NOW - 3601 }],
    ['not valid yet', { nbf: NOW + 61 }],
    ['not valid yet', { nbf: null }],
    ['another nonce', { nonce: 'm' }],
    ['another nonce', { nonce: undefined }],
  ])('with %s: %j', (how, claims, more) => {
    expect(() => read(claims, more)).toThrow(`does not belong to this login: ${how}.`)
  })

  it.each(['', 'x', 'a.b.c', `${part({})}.${part([])}.`, `${part({})}.${part('text')}.`])(
    'that is %s',
    (token) => {
      expect(() => subjectOf(token, expected)).toThrow('malformed')
    },
  )
})
