import { beforeAll, expect, test } from 'vitest'
import { type Operation, operation } from '../../resource/operation.ts'
import { findTrigger, offerTriggers } from './triggers.ts'

const declare = (method: Operation['method'], path: string, more: Partial<Operation> = {}) =>
  operation({
    id: `${method} ${path}`,
    method,
    path,
    roles: [],
    status: 200,
    summary: '',
    run: async () => null,
    ...more,
  })

beforeAll(() =>
  offerTriggers([
    declare('GET', '/buyers/{buyerID}'),
    declare('PUT', '/buyers/{buyerID}'),
    declare('POST', '/oauth/token', { root: true, roles: 'anonymous' }),
    declare('POST', '/orders/{direction}/{orderID}/validate', { silent: true }),
  ]),
)

test('finds the template of an operation that writes, in any letter case', () => {
  const trigger = { Route: 'v1/buyers/{buyerID}', Verb: 'PUT' }
  expect(findTrigger('v1/buyers/{buyerID}', 'PUT')).toEqual(trigger)
  expect(findTrigger('V1/Buyers/{BUYERID}', 'put')).toEqual(trigger)
})

test.each([
  ['v1/buyers/{buyerID}', 'GET'],
  ['v1/buyers/{buyerID}', 'DELETE'],
  ['v1/buyers/acme', 'PUT'],
  ['/v1/buyers/{buyerID}', 'PUT'],
  ['oauth/token', 'POST'],
  ['v1/orders/{direction}/{orderID}/validate', 'POST'],
])('finds nothing for %s %s', (route, verb) => expect(findTrigger(route, verb)).toBeUndefined())
