import { describe, expect, test } from 'vitest'
import { hookBody } from './outbox.ts'
import { redact } from './redact.ts'

const request = {
  params: { buyerID: 'acme' },
  query: { userID: 'ann', level: null, page: undefined },
  sent: { Name: 'Acme' },
}

describe('hookBody', () => {
  test('tells what was sent and what was answered', () => {
    expect(hookBody(request, { ID: 'acme' })).toEqual({
      RouteParams: { buyerID: 'acme' },
      QueryParams: { userID: 'ann' },
      Request: { Body: { Name: 'Acme' }, Headers: null },
      Response: { Body: { ID: 'acme' }, Headers: null },
    })
  })

  test('has empty bodies where there are none', () => {
    const told = hookBody({ ...request, sent: null })
    expect(told.Request.Body).toEqual({})
    expect(told.Response.Body).toEqual({})
  })

  test('leaves out what would not fit into a row', () => {
    const told = hookBody({ ...request, sent: { Name: 'é'.repeat(1_000_000) } }, { ID: 'acme' })
    expect(told.Request.Body).toBe('[too large]')
    expect(told.Response.Body).toEqual({ ID: 'acme' })
  })

  test('keeps what fits', () => {
    const sent = { Name: 'x'.repeat(1_000_000) }
    expect(hookBody({ ...request, sent }).Request.Body).toEqual(sent)
  })
})

describe('redact', () => {
  test('hides secrets at any depth and in any letter case, and nothing else', () => {
    expect(
      redact({
        password: 'a',
        Username: 'ann',
        HashKey: null,
        Targets: [{ Secret: 'b', Name: 'c' }],
        xp: { clientsecret: { a: 1 } },
      }),
    ).toEqual({
      password: '[redacted]',
      Username: 'ann',
      HashKey: null,
      Targets: [{ Secret: '[redacted]', Name: 'c' }],
      xp: { clientsecret: '[redacted]' },
    })
  })
})
