import { expect, it } from 'vitest'
import { marketplace } from '../../support/marketplace.ts'

const PATH = '/integrations/subscription'

it('the server that submits orders of subscriptions is called as the default user of a client without a checkout', async () => {
  const { clients, must, outcome } = await marketplace()
  const body = { ApiClientID: clients.backOffice, HashKey: 'secret', Url: 'https://hooks.example.com' }
  expect(await outcome('PUT', PATH, { ...body, ApiClientID: 'none' })).toEqual([404, 'NotFound'])
  expect(await outcome('PUT', PATH, body)).toEqual([400, 'SubscriptionIntegration.DefaultContextUser'])
  const event = { ID: 'checkout', Name: 'Checkout', EventType: 'OrderCheckout', HashKey: 'secret' }
  await must('POST', '/integrationEvents', { ...event, CustomImplementationUrl: body.Url })
  const named = { DefaultContextUserName: 'admin', OrderCheckoutIntegrationEventID: 'checkout' }
  await must('PATCH', `/apiclients/${clients.backOffice}`, named)
  expect(await outcome('PUT', PATH, body)).toEqual([400, 'SubscriptionIntegration.CannotUseApiClient'])
  await must('PATCH', `/apiclients/${clients.backOffice}`, { OrderCheckoutIntegrationEventID: null })
  expect(await must('PUT', PATH, body)).toMatchObject({ ...body, Active: false })
  expect(await outcome('PATCH', PATH, { Url: 'http://10.0.0.1' })).toEqual([400, 'ValidationFailure'])
  expect(await outcome('PATCH', PATH, { NotificationDays: 0 })).toEqual([400, 'ValidationFailure'])
  expect(await outcome('DELETE', PATH)).toBe(204)
  expect(await outcome('GET', PATH)).toEqual([404, 'NotFound'])
})

it('is chosen by those who hold what its tokens open', async () => {
  const { clients, must, outcome, as, seller } = await marketplace()
  await must('PATCH', `/apiclients/${clients.backOffice}`, { DefaultContextUserName: 'admin' })
  const few = await as(seller, { roles: ['SubscriptionAdmin'] })
  const body = { ApiClientID: clients.backOffice, HashKey: 'secret', Url: 'https://hooks.example.com' }
  const lacking = [403, 'Auth.InsufficientRoles']
  expect(await outcome('PUT', PATH, body, few)).toEqual(lacking)
  await must('PUT', PATH, body)
  expect(await outcome('PATCH', PATH, { ElevatedRoles: ['OrderAdmin'] }, few)).toEqual(lacking)
  expect(await outcome('PATCH', PATH, { Url: 'https://elsewhere.example.com' }, few)).toEqual(lacking)
  expect(await outcome('PATCH', PATH, { Active: true }, few)).toBe(200)
})
