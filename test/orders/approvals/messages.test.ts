import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { sentDuring } from '../../support/observe.ts'
import {
  alice,
  approve,
  bob,
  dave,
  decline,
  erin,
  frank,
  join,
  m,
  newOrder,
  over1000,
  rule,
  submit,
  submitted,
  tier2,
  useApprovals,
} from './shop.ts'

useApprovals()

const FOR_YOURS = 'OrderSubmittedForYourApproval'
const types = [
  'OrderSubmitted',
  'OrderSubmittedForApproval',
  'OrderApproved',
  'OrderDeclined',
  FOR_YOURS,
  `${FOR_YOURS}HasBeenApproved`,
  `${FOR_YOURS}HasBeenDeclined`,
]

beforeEach(async () => {
  await m.must('POST', '/messagesenders', {
    Name: 'Mailer',
    URL: 'https://mail.example.com',
    SharedKey: 'Shared',
    MessageTypes: types,
    AllowAllBuyers: true,
  })
})

interface Told {
  Type: string
  User: string
  Body: string
}

/** What has been said since, to whom: one delivery each. */
async function told(): Promise<Told[]> {
  const { results } = await env.DB.prepare(
    `select e.MessageType Type, e.Claims ->> 'user' User, e.Body Body from deliveries d
      join events e on e.Marketplace = d.Marketplace and e.ID = d.EventID where d.Marketplace = ? and d.MessageType is not null`,
  )
    .bind(m.id)
    .all<Told>()
  await env.DB.prepare('delete from deliveries where Marketplace = ? and MessageType is not null')
    .bind(m.id)
    .run()
  return results
}
const sayings = async () => (await told()).map(({ Type, User }) => `${Type} ${User}`).sort()
/** What approvers are told, with what comes behind the type's name. */
const toApprovers = (how: string, ...users: string[]) => users.map((user) => `${FOR_YOURS}${how} ${user}`)

describe('an order that waits', () => {
  it('is told to its user and to each who could approve it, once', async () => {
    await over1000()
    await rule('always', 'true', 'finance')
    await join('managers', alice)
    await m.must('PATCH', '/buyers/acme/users/dave', { Active: false })
    const id = await submitted(1200, frank)
    const all = await told()
    expect(all.map(({ Type, User }) => `${Type} ${User}`).sort()).toEqual(
      ['OrderSubmittedForApproval frank', ...toApprovers('', alice.ID, 'bob', 'erin')].sort(),
    )
    for (const { Body } of all)
      expect(JSON.parse(Body)).toMatchObject({
        Order: { ID: id, Status: 'AwaitingApproval' },
        Approvals: [
          { ApprovalRuleID: 'always', Status: 'Pending' },
          { ApprovalRuleID: 'over1000', Status: 'Pending' },
        ],
        LineItems: [{ ProductID: 'anchor' }],
        Products: [{ ID: 'anchor' }],
      })
  })

  it('is told to a later tier when that is asked, and its opening to all who were asked', async () => {
    await over1000()
    await tier2()
    const id = await submitted(6000)
    expect(await sayings()).toEqual([
      `OrderSubmittedForApproval ${alice.ID}`,
      ...toApprovers('', 'bob', 'erin'),
    ])
    await approve(id)
    expect(await sayings()).toEqual(toApprovers('', 'dave', 'erin'))
    await approve(id, dave)
    expect(await sayings()).toEqual([
      `OrderApproved ${alice.ID}`,
      ...toApprovers('HasBeenApproved', 'bob', 'dave', 'erin'),
    ])
  })

  it('is told as declined to all who were asked', async () => {
    await over1000()
    await rule('always', 'true', 'finance')
    const id = await submitted()
    await told()
    await decline(id, bob)
    expect(await sayings()).toEqual([
      `OrderDeclined ${alice.ID}`,
      ...toApprovers('HasBeenDeclined', 'bob', 'dave', 'erin'),
    ])
  })

  it('is told to as many as one likes by as many statements', async () => {
    await over1000()
    const written = async () => {
      const id = await newOrder(1200)
      const sent = await sentDuring(() => submit(id))
      const { batches } = sent.find(({ operation }) => operation === 'Orders.Submit')!
      return batches.at(-1)!.length
    }
    const before = await written()
    for (let i = 0; i < 10; i++) await join('managers', await m.user('Buyer', 'acme', ['Shopper']))
    expect(await written()).toBe(before)
    expect((await sayings()).filter((s) => s.startsWith(`${FOR_YOURS} `))).toHaveLength(14)
  })
})

it('an order that its own user’s group has approved is told as any other', async () => {
  await over1000()
  await submitted(1200, erin)
  expect(await sayings()).toEqual(['OrderSubmitted erin'])
})
