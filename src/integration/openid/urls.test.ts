import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { applicationUrl, authorizationUrl, isBrowserUrl } from './urls.ts'

const request = {
  clientID: 'a b',
  redirectUri: 'https://api.example.com/ocrpcode',
  scopes: ['email', 'azure-id'],
  state: 's',
  nonce: 'n',
  challenge: 'c',
  custom: [],
}

describe('the authorization URL', () => {
  it('keeps the query of the endpoint, and adds to it', () => {
    const url = new URL(
      authorizationUrl('https://idp.example.com/a?p=1', { ...request, custom: ['x=1&x=2'] }),
    )
    expect([...url.searchParams].map(([n, v]) => `${n}=${v}`)).toEqual([
      'p=1',
      'x=1',
      'x=2',
      'response_type=code',
      'client_id=a b',
      'redirect_uri=https://api.example.com/ocrpcode',
      'scope=openid profile email azure-id',
      'state=s',
      'nonce=n',
      'code_challenge=c',
      'code_challenge_method=S256',
    ])
  })

  it.each(['state=x', 'redirect_uri=https://evil.example', 'Scope=all', 'a=b&nonce=1', 'request_uri=urn:x'])(
    'refuses %s',
    (custom) => {
      expect(() => authorizationUrl('https://idp.example.com', { ...request, custom: [custom] })).toThrow(
        /customParams may not hold/,
      )
    },
  )
})

const values = { 0: 'tok', 1: 'i d', 2: '/products/a&b', 3: '' }

test.each([
  ['https://a.example.com?t={0}', 'https://a.example.com/?t=tok'],
  ['https://a.example.com?t={token}&i={1}&r={3}', 'https://a.example.com/?t=tok&i=i%20d&r='],
  // As applications write it.
  ['https://a.example.com{2}?t={0}', 'https://a.example.com/products/a%26b?t=tok'],
  ['https://a.example.com:444{2}', 'https://a.example.com:444/products/a%26b'],
  ['https://a.example.com/shop{2}#{0}', 'https://a.example.com/shop/products/a%26b#tok'],
  ['https://a.example.com#{2}?t={0}', 'https://a.example.com/#/products/a%26b?t=tok'],
  ['https://a.example.com?path={2}', 'https://a.example.com/?path=%2Fproducts%2Fa%26b'],
  ['https://a.example.com#path={2}', 'https://a.example.com/#path=%2Fproducts%2Fa%26b'],
  ['https://a.example.com/{4}', 'https://a.example.com/%7B4%7D'],
])('%s becomes %s', (template, url) => {
  expect(applicationUrl(template, values)).toBe(url)
})

test.each([
  ['.evil.example', 'https://a.example.com/.evil.example?t=tok'],
  ['@evil.example', 'https://a.example.com/%40evil.example?t=tok'],
  [':1@evil.example/x', 'https://a.example.com/%3A1%40evil.example/x?t=tok'],
  ['//evil.example', 'https://a.example.com//evil.example?t=tok'],
  ['\\\\evil.example', 'https://a.example.com/%5C%5Cevil.example?t=tok'],
  ['https://evil.example', 'https://a.example.com/https%3A//evil.example?t=tok'],
  ['?t=mine#', 'https://a.example.com/%3Ft%3Dmine%23?t=tok'],
  ['/{0}', 'https://a.example.com/%7B0%7D?t=tok'],
  ['/%2e%2e/x', 'https://a.example.com/%252e%252e/x?t=tok'],
  ['\ud800', 'https://a.example.com/%EF%BF%BD?t=tok'],
  ['', 'https://a.example.com/?t=tok'],
  ['/../x', null],
  ['..', null],
  ['a/./b', null],
])('the path %s leads to %s', (path, url) => {
  expect(applicationUrl('https://a.example.com{2}?t={0}', { ...values, 2: path })).toBe(url)
})

test.each(['https://{2}/', 'https://{2}.example.com', 'https://a.example.com{0}', '{0}', '{2}', 'x'])(
  '%s, where a value would choose the host, leads nowhere',
  (template) => {
    expect(applicationUrl(template, { ...values, 0: 'x', 2: 'evil.example' })).toBeNull()
  },
)

test('no path leads to another host, or out of the application', () => {
  const piece = fc.constantFrom(
    '/',
    '\\',
    '.',
    '..',
    '%2e',
    '@',
    ':',
    '?',
    '#',
    '&',
    'evil.example',
    '\t',
    '{0}',
    'é',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const path = pieces.join('')
      for (const template of ['https://a.example.com{2}?t={0}', 'https://a.example.com/app/{2}?t={0}']) {
        const outcome = applicationUrl(template, { 0: 'tok', 2: path })
        if (outcome === null) continue
        const url = new URL(outcome)
        expect(url.origin).toBe('https://a.example.com')
        expect(url.search).toBe('?t=tok')
        expect(url.hash).toBe('')
        if (template.includes('/app/')) expect(url.pathname.startsWith('/app/')).toBe(true)
      }
    }),
  )
})

test.each([
  ['https://a.example.com{2}?t={0}', true, true],
  ['http://localhost:4451?t={0}', true, true],
  ['http://127.0.0.1/', true, true],
  ['http://a.example.com', false, true],
  ['https://me:secret@a.example.com', false, false],
  ['https://{1}.example.com', false, false],
  ['javascript:alert({0})', false, false],
  ['app://start?t={0}', false, false],
  ['/start', false, false],
])('a browser may be sent to %s: %s (in development: %s)', (template, deployed, development) => {
  expect([isBrowserUrl(template, false), isBrowserUrl(template, true)]).toEqual([deployed, development])
})
