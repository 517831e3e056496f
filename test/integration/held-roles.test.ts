import { describe, expect, test } from 'vitest'
import { useDeliveries } from './harness.ts'
import { claimsOf, newUrl, receive } from './receiver.ts'

const t = useDeliveries()

/** The roles of the token that a webhook is sent, when somebody with roles makes a buyer. */
async function sent(...roles: string[]): Promise<string[]> {
  const received = receive(() => Response.json({ proceed: true }))
  await t.create(`b${crypto.randomUUID()}`, await t.market.tokenFor({ roles }))
  await t.deliver()
  return [claimsOf(received[0]!.body.UserToken).role].flat() as string[]
}

const by = (...roles: string[]) => t.market.tokenFor({ roles })
const hook = async (more: object = {}, ...roles: string[]) => {
  const body = {
    ID: 'hook',
    Name: 'Hook',
    Url: newUrl(),
    HashKey: 'Key',
    ApiClientIDs: [t.market.client],
    WebhookRoutes: [{ Route: 'v1/buyers', Verb: 'POST' }],
    ...more,
  }
  expect((await t.market.call('POST', '/webhooks', body, await by(...roles))).status).toBe(201)
}
const patch = async (body: object, ...roles: string[]) =>
  expect((await t.market.call('PATCH', '/webhooks/hook', body, await by(...roles))).status).toBe(200)

describe.each([false, true])('the token of a webhook (before processing: %s)', (BeforeProcessRequest) => {
  test('has no role of a caller that whoever set it up does not hold', async () => {
    await hook({ BeforeProcessRequest }, 'WebhookAdmin', 'BuyerAdmin')
    expect(await sent('FullAccess')).toEqual(['WebhookAdmin', 'BuyerAdmin'])
    expect(await sent('BuyerAdmin', 'OrderAdmin')).toEqual(['BuyerAdmin'])
  })

  test('has all of them, where it was set up by who has every role', async () => {
    await hook({ BeforeProcessRequest }, 'FullAccess')
    expect(await sent('FullAccess')).toEqual(['FullAccess'])
    expect(await sent('BuyerAdmin', 'Boss')).toEqual(['BuyerAdmin', 'Boss'])
  })
})

test('who says anew where a webhook is sent, or by which clients more, lends no more than their own roles to it', async () => {
  await hook({}, 'FullAccess')
  await patch({ Name: 'Another', WebhookRoutes: [{ Route: 'v1/buyers', Verb: 'POST' }] }, 'WebhookAdmin')
  expect(await sent('BuyerAdmin')).toEqual(['BuyerAdmin'])
  await patch({ ApiClientIDs: [] }, 'WebhookAdmin')
  await patch({ ApiClientIDs: [t.market.client] }, 'WebhookAdmin', 'BuyerAdmin')
  expect(await sent('FullAccess')).toEqual(['WebhookAdmin', 'BuyerAdmin'])
  await patch({ Url: newUrl() }, 'FullAccess')
  expect(await sent('FullAccess')).toEqual(['FullAccess'])
  await patch({ Url: newUrl() }, 'WebhookAdmin')
  expect(await sent('WebhookAdmin', 'BuyerAdmin')).toEqual(['WebhookAdmin'])
})
