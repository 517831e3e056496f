import { beforeAll, describe, expect, it } from 'vitest'
import { fieldsFor } from '../../src/api/withheld.ts'
import { operations } from '../../src/operations.ts'
import type { User } from '../support/marketplace.ts'
import { callIn, pathIn, requestIn } from './requests.ts'
import { makeWorld, type World } from './world.ts'

const TOKEN = 'token-of-a-payment-service'

let world: World
let supplier: User
beforeAll(async () => {
  world = await makeWorld()
  const { market } = world
  await market.must('PATCH', '/buyers/acme/creditcards/corporate', { Token: TOKEN })
  await market.must('POST', '/me/creditcards', { Token: TOKEN, CardholderName: 'Uma' }, world.buyer)
  supplier = await market.as(world.supplier, { roles: ['FullAccess'] })
})

/** Properties of an operation's answer that suppliers are not shown. */
const withheld = (fields: Record<string, unknown>) =>
  Object.keys(fields).filter((name) => !(name in fieldsFor(fields as never, 'Supplier')))

const showing = operations.filter((o) => o.response && withheld(o.response.fields).length > 0)
const lists = showing.filter((o) => o.page && o.list)

describe('the token of a card', () => {
  it('is shown by operations of cards', () => {
    expect([...new Set(showing.map((o) => o.response!.name))].sort()).toEqual([
      'BuyerCreditCard',
      'CreditCard',
    ])
  })

  it.each(operations.filter((o) => o.method === 'GET').map((o) => [o.id, o] as const))(
    '%s does not tell a supplier',
    async (_, operation) => {
      const request = await requestIn(world, operation)
      if (operation.roles === 'portal' || operation.roles === 'anonymous') return
      const answer = await callIn(world, operation, { ...request, as: supplier })
      expect(JSON.stringify(answer.body)).not.toContain(TOKEN)
    },
  )

  it.each(lists.map((o) => [o.id, o] as const))(
    '%s answers no question of a supplier about it',
    async (_, o) => {
      for (const query of [
        `Token=${TOKEN}`,
        'token=t*',
        '!Token=x',
        `CardholderName|Token=${TOKEN}`,
        `Token!=x`,
        `sortBy=Token`,
        `sortBy=!Token`,
        `search=token&searchOn=Token`,
      ]) {
        const { status } = await world.market.api('GET', `${pathIn(world, o)}?${query}`, undefined, supplier)
        expect([query, status]).toEqual([query, o.path.startsWith('/me') ? 403 : 400])
      }
      const found = await world.market.api('GET', `${pathIn(world, o)}?search=${TOKEN}`, undefined, supplier)
      expect(found.body.Items ?? []).toEqual([])
    },
  )

  it('is shown to the buyer’s own users and the seller’s, who may ask about it; a supplier sees the rest', async () => {
    const { market, buyer } = world
    const seller = await market.as(market.seller, { roles: ['CreditCardReader'] })
    for (const [as, path] of [
      [seller, '/buyers/acme/creditcards'],
      [buyer, '/buyers/acme/creditcards'],
      [buyer, '/me/creditcards'],
    ] as const) {
      const list = await market.must('GET', `${path}?Token=${TOKEN}`, undefined, as)
      expect(list.Items.map((c: { Token: string }) => c.Token)).toContain(TOKEN)
      expect((await market.must('GET', `${path}/corporate`, undefined, as)).Token).toBe(TOKEN)
    }
    const reader = await market.as(world.supplier, { roles: ['CreditCardReader'] })
    const card = await market.must('GET', '/buyers/acme/creditcards/corporate', undefined, seller)
    expect(await market.must('GET', '/buyers/acme/creditcards/corporate', undefined, reader)).toEqual({
      ...card,
      Token: null,
    })
    const all = await market.must('GET', '/buyers/acme/creditcards?CardholderName=*', undefined, reader)
    expect(all.Items).toContainEqual({ ...card, Token: null })
  })
})
