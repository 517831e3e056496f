import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { useDeliveries } from './harness.ts'
import { newUrl, type Received, receive } from './receiver.ts'

const t = useDeliveries()

const must = async (method: string, path: string, body?: unknown, token?: string) => {
  const answer = await t.market.call(method, path, body, token)
  expect([path, answer.status, answer.body?.Errors]).toEqual([path, expect.any(Number), undefined])
  return answer.body
}

let mail: Received[]
let owner: string
let friend: string
let invited: string

/** Una keeps the collection `wishes`, to which Ulf is invited. */
beforeEach(async () => {
  mail = receive()
  await must('POST', '/buyers', { ID: 'acme', Name: 'Acme', Active: true })
  owner = await shopper('una')
  friend = await shopper('ulf')
  await must('POST', '/messagesenders', {
    ID: 'mailer',
    Name: 'Mailer',
    URL: newUrl(),
    SharedKey: 'Shared',
    AllowAllBuyers: true,
    MessageTypes: ['ProductCollectionInvitationAccepted', 'ProductCollectionInvitationDeclined'],
  })
  const wishes = { ID: 'wishes', Name: 'Wishes', xp: { Occasion: 'May' } }
  await must('POST', '/me/productcollections', wishes, owner)
  invited = (await must('POST', '/me/productcollections/wishes/invitations', { Name: 'Ulf' }, owner)).ID
})

async function shopper(user: string) {
  const username = `${user}-shopper`
  const named = { ID: user, Username: username, FirstName: user, LastName: 'Shopper' }
  await must('POST', '/buyers/acme/users', { ...named, Email: `${user}@example.com`, Active: true })
  const key = await env.DB.prepare('select Key from users where Marketplace = ? and ID = ?')
    .bind(t.market.id, user)
    .first<string>('Key')
  const of = { kind: 'Buyer', company: 'acme', user, username } as const
  return t.market.tokenFor({ ...of, key: key!, roles: ['Shopper'] })
}
const answer = (what: 'accept' | 'decline', token = friend) =>
  t.market.call('POST', `/me/productcollections/wishes/invitations/${what}/${invited}`, {}, token)
const delivered = async () => {
  await t.deliver()
  return mail.splice(0)
}

describe('the owner of a collection is told', () => {
  test.each([
    ['accept', 'ProductCollectionInvitationAccepted'],
    ['decline', 'ProductCollectionInvitationDeclined'],
  ] as const)('when somebody %ss an invitation', async (what, MessageType) => {
    expect((await answer(what)).status).toBe(204)
    const [got, ...more] = await delivered()
    expect(more).toEqual([])
    expect(got!.body).toMatchObject({
      BuyerID: 'acme',
      Recipient: { ID: 'una', Email: 'una@example.com' },
      MessageType,
      EventBody: {
        ProductCollection: {
          ID: 'wishes',
          Name: 'Wishes',
          AccessLevel: 'Private',
          xp: { Occasion: 'May' },
        },
        InvitationInteropID: invited,
        UserID: 'ulf',
      },
    })
    expect(Object.keys(got!.body.EventBody)).toEqual(['ProductCollection', 'InvitationInteropID', 'UserID'])
  })

  test('nothing of an answer that is refused', async () => {
    expect((await answer('accept', owner)).status).toBe(400)
    await answer('accept')
    await delivered()
    expect((await answer('accept')).status).toBe(400)
    expect(await delivered()).toEqual([])
  })
})
