import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { sentDuring } from '../support/observe.ts'
import {
  add,
  added,
  adds,
  alice,
  bob,
  cancel,
  copyOrder,
  drop,
  incoming,
  m,
  order,
  post,
  promote,
  redeemed,
  rows,
  see,
  submit,
  told,
  usePromotions,
} from './shop.ts'

usePromotions()

type Values = Record<string, unknown>

const usedUp = [400, 'Promotion.ExceedsUsageLimit']
const notFound = [404, 'NotFound']
const page = (ID: string, query = '') => m.must('GET', `/promotions/${ID}/codes?pageSize=100${query}`)
const codesOf = async (ID: string): Promise<string[]> =>
  (await page(ID)).Items.map(({ Code }: Values) => Code)
const spentOf = async (ID: string): Promise<string[]> =>
  (await page(ID)).Items.filter((c: Values) => c.Redeemed).map(({ Code }: Values) => Code)
const coded = async (ID: string, more: Values = {}) => {
  await promote(ID, { GeneratedCodeCount: 3, GeneratedCodePrefix: `${ID}-`, ...more })
  return codesOf(ID)
}
const told400 = async (method: string, path: string, body: Values) => {
  const { status, body: answer } = await m.api(method, path, body)
  return [status, answer.Errors?.[0]?.ErrorCode, answer.Errors?.[0]?.Data?.Property]
}

describe('codes are generated', () => {
  it('as many as a promotion says, behind its prefix, each another, of characters that nobody mistakes', async () => {
    const codes = await coded('SPRING', { GeneratedCodeCount: 50, GeneratedCodeLength: 12 })
    expect(new Set(codes).size).toBe(50)
    for (const code of codes) expect(code).toMatch(/^SPRING-[2-9A-HJ-NP-Z]{12}$/)
    const { Items, Meta } = await page('SPRING')
    expect(Meta.TotalCount).toBe(50)
    expect(Items[0]).toEqual({ Code: codes[0], Redeemed: false })
    expect(await m.must('GET', '/promotions/SPRING')).toMatchObject({
      GeneratedCodeCount: 50,
      GeneratedCodeLength: 12,
      GeneratedCodePrefix: 'SPRING-',
    })
  })

  it('of sixteen characters where no length is said, and of any prefix', async () => {
    const GeneratedCodePrefix = `a'b"c\\d %`
    const [code] = await coded('ODD', { GeneratedCodeCount: 1, GeneratedCodePrefix })
    expect(code).toHaveLength(GeneratedCodePrefix.length + 16)
    expect(code!.startsWith(GeneratedCodePrefix)).toBe(true)
    expect(told(await add(await order(), code!))).toBe(201)
  })

  it('more of them when the count is raised, and none anew otherwise', async () => {
    const before = await coded('MORE')
    await m.must('PATCH', '/promotions/MORE', { GeneratedCodeCount: 5, GeneratedCodePrefix: 'NEW-' })
    const after = await codesOf('MORE')
    expect(after).toHaveLength(5)
    expect(after).toEqual(expect.arrayContaining(before))
    expect(after.filter((c) => c.startsWith('NEW-'))).toHaveLength(2)
    await m.must('PATCH', '/promotions/MORE', { Name: 'More' })
    await m.must('PATCH', '/promotions/MORE', { ID: 'RENAMED' })
    expect(await codesOf('RENAMED')).toEqual(after)
  })

  it('and stay: the count is not lowered, and a PUT that does not know it leaves it', async () => {
    const codes = await coded('STAY')
    expect(await told400('PATCH', '/promotions/STAY', { GeneratedCodeCount: 2 })).toEqual([
      400,
      'ValidationFailure',
      'GeneratedCodeCount',
    ])
    const body = { Code: 'STAY', EligibleExpression: 'true', ValueExpression: '2', AllowAllBuyers: true }
    expect(await m.must('PUT', '/promotions/STAY', body)).toMatchObject({ GeneratedCodeCount: 3 })
    expect(await codesOf('STAY')).toEqual(codes)
    await m.must('DELETE', '/promotions/STAY')
    await promote('STAY')
    expect(await codesOf('STAY')).toEqual([])
  })

  it('not where some could be guessed, nor too many', async () => {
    const body = { EligibleExpression: 'true', ValueExpression: '1' }
    const refused = async (more: Values) =>
      (await told400('POST', '/promotions', { Code: 'X', ...body, ...more })).join(' ')
    const ofLength = '400 ValidationFailure GeneratedCodeLength'
    expect(await refused({ GeneratedCodeCount: 1, GeneratedCodeLength: 11 })).toBe(ofLength)
    expect(await refused({ GeneratedCodeCount: 1, GeneratedCodeLength: 51 })).toBe(ofLength)
    expect(await refused({ GeneratedCodeCount: 100_001 })).toBe('400 ValidationFailure GeneratedCodeCount')
    expect((await m.must('GET', '/promotions')).Items).toEqual([])
  })

  it('ten thousand in one commit of few statements, and more by the next', async () => {
    const batches = await sentDuring(() => promote('MANY', { GeneratedCodeCount: 10_000 }))
    const [read, written, ...more] = batches.find((s) => s.operation === 'Promotions.Create')!.batches
    expect([read!.length < 6, written!.length < 15, more]).toEqual([true, true, []])
    const wanted = { GeneratedCodeCount: 20_001 }
    const { status, body } = await m.api('PATCH', '/promotions/MANY', wanted)
    expect([status, body.Errors[0].Data]).toMatchObject([400, { Rule: 'Range', Maximum: 20_000 }])
    await m.must('PATCH', '/promotions/MANY', { GeneratedCodeCount: 20_000 })
    const { Meta, Items } = await page('MANY', '&page=200')
    expect([Meta.TotalCount, Items.length]).toEqual([20_000, 100])
  })

  it('twenty thousand a minute, and other promotions all the same', async () => {
    const made = async (ID: string) =>
      m.outcome('PUT', `/promotions/${ID}`, {
        Code: ID,
        GeneratedCodeCount: 10_000,
        GeneratedCodeLength: 12,
        EligibleExpression: 'true',
        ValueExpression: '1',
      })
    for (let i = 0; i < 2; i++) expect(await made(`P${i}`)).toBe(200)
    expect(await made('LATE')).toEqual([429, 'TooManyRequests'])
    await promote('PLAIN')
  })

  it('and in bulk as many as a call has room for: the others are told to come again', async () => {
    const Items = Array.from({ length: 40 }, (_, i) => ({
      Operation: 'Promotions.Save',
      Params: { promotionID: `B${i}` },
      Body: {
        Code: `B${i}`,
        GeneratedCodeCount: 10_000,
        GeneratedCodeLength: 50,
        EligibleExpression: 'true',
        ValueExpression: '1',
      },
    }))
    let answer: { Items: Values[] } = { Items: [] }
    const sent = await sentDuring(async () => {
      answer = await m.must('POST', '/bulk', { Items })
    })
    expect(new Set(answer.Items.map((i) => i.Status))).toEqual(new Set([200, 429, 503]))
    const characters = sent
      .flatMap((s) => s.batches)
      .map((batch) => batch.flatMap((s) => s.params).reduce<number>((sum, p) => sum + String(p).length, 0))
    expect(Math.max(...characters)).toBeLessThan(11_000_000)
  })

  it('and no two promotions have the same, whatever the letter case', async () => {
    const [code] = await coded('ONE')
    const body = { EligibleExpression: 'true', ValueExpression: '1' }
    const inUse = [409, 'Promotion.CodeInUse']
    expect(await m.outcome('POST', '/promotions', { Code: code!.toLowerCase(), ...body })).toEqual(inUse)
    await promote('TWO')
    expect(await m.outcome('PATCH', '/promotions/TWO', { Code: code })).toEqual(inUse)
  })

  it('ten at once raise a count once', async () => {
    await coded('RACE')
    await Promise.all(
      Array.from({ length: 10 }, () => m.api('PATCH', '/promotions/RACE', { GeneratedCodeCount: 8 })),
    )
    expect(await codesOf('RACE')).toHaveLength(8)
  })
})

describe('codes are shown', () => {
  it('to sellers who make promotions, and to the supplier whose they are', async () => {
    await coded('SECRET')
    const reader = await m.user('Seller', m.id, ['PromotionReader'])
    const maker = await m.user('Seller', m.id, ['PromotionAdmin'])
    const supplier = await m.supplier({}, ['PromotionAdmin'])
    const seenBy = async (as: typeof alice) =>
      (await m.api('GET', '/promotions/SECRET/codes', undefined, as)).status
    expect([
      await seenBy(reader),
      await seenBy(maker),
      await seenBy(supplier.user),
      await seenBy(alice),
    ]).toEqual([403, 200, 404, 403])
  })

  it('to no shopper, in none of their lists', async () => {
    const codes = await coded('HUSH')
    const path = await order()
    const lists = [
      '/me/promotions',
      '/me/promotions/HUSH',
      `${path}/eligiblepromotions`,
      `${path}/promotions`,
    ]
    for (const list of lists) {
      const { status, body } = await m.api('GET', list, undefined, alice)
      expect([list, status]).toEqual([list, 200])
      for (const code of codes) expect(JSON.stringify(body)).not.toContain(code)
    }
  })
})

describe('a generated code', () => {
  it('adds its promotion, in any letter case, and is what the order shows of it', async () => {
    const [code, second] = await coded('USE')
    const path = await order()
    const { status, body } = await add(path, code!.toLowerCase())
    expect([status, body]).toMatchObject([201, { ID: 'USE', Code: code, Amount: 1 }])
    expect(await rows(path)).toMatchObject([{ ID: 'USE', Code: code }])
    expect(await rows(path, `Code=${code}`)).toHaveLength(1)
    expect(await rows(path, 'Code=USE')).toHaveLength(0)
    expect(told(await add(path, second!))).toEqual([400, 'Promotion.AlreadyAdded'])
    await adds(path, { PromotionDiscount: 1 })
    expect(told(await drop(path, code!))).toBe(200)
    expect(await rows(path)).toEqual([])
  })

  it('is the only way to its promotion: its own code, which every shopper sees, is none', async () => {
    await coded('OWN')
    expect(told(await add(await order(), 'OWN'))).toEqual(notFound)
    expect(told(await add(await order(), 'OWN-2222222222222222'))).toEqual(notFound)
    const [theirs] = await coded('THEIRS', { AllowAllBuyers: false })
    expect(told(await add(await order(), theirs!))).toEqual(notFound)
  })

  it('is no matter of a promotion from before there were any', async () => {
    await promote('OLD')
    await env.DB.prepare('update promotions set GeneratedCodeCount = null where Marketplace = ?')
      .bind(m.id)
      .run()
    const path = await added(await order(), 'OLD')
    expect(await rows(path)).toMatchObject([{ Code: 'OLD', GeneratedCodeCount: 0 }])
    expect(await rows(path, 'Code=OLD')).toHaveLength(1)
    expect(told(await submit(path))).toBe(201)
  })

  it('is redeemed by the order that opens, and by no other after it', async () => {
    const [code, other] = await coded('ONCE')
    const [first, second] = [await added(await order(), code!), await order([1], bob)]
    expect(told(await add(second, code!, bob))).toBe(201)
    expect(await spentOf('ONCE')).toEqual([])
    expect(told(await submit(first))).toBe(201)
    expect([await spentOf('ONCE'), await redeemed('ONCE')]).toEqual([[code], 1])
    const { status, body } = await submit(second, bob)
    expect([status, body.Errors]).toMatchObject([
      400,
      [{ ErrorCode: 'Promotion.ExceedsUsageLimit', Data: { PromotionID: 'ONCE', Code: code } }],
    ])
    expect(told(await add(await order(), code!))).toEqual(usedUp)
    expect((await post(second, 'refreshpromotions', bob)).body.PromosRemoved).toMatchObject([{ ID: 'ONCE' }])
    expect(told(await add(second, other!, bob))).toBe(201)
    expect(told(await submit(second, bob))).toBe(201)
    expect([(await spentOf('ONCE')).sort(), await redeemed('ONCE')]).toEqual([[code, other].sort(), 2])
    expect(await rows(incoming(first), '', 'seller')).toMatchObject([{ Code: code }])
  })

  it('opens one of ten orders that have it, submitted at once', async () => {
    const [code] = await coded('TEN')
    const paths = await copyOrder(await added(await order(), code!), 'o', 10)
    const outcomes = (await Promise.all(paths.map((p) => submit(p)))).map(told)
    expect(outcomes.filter((o) => o === 201)).toHaveLength(1)
    expect(outcomes.filter((o) => o !== 201)).toEqual(Array(9).fill(usedUp))
    expect([await spentOf('TEN'), await redeemed('TEN')]).toEqual([[code], 1])
  })

  it('is good again when its order is canceled or deleted', async () => {
    const [code] = await coded('BACK')
    for (const undo of [cancel, (path: string) => m.api('DELETE', incoming(path))]) {
      const path = await added(await order(), code!)
      await submit(path)
      expect(await spentOf('BACK')).toEqual([code])
      expect((await undo(path)).status).toBeLessThan(300)
      expect([await spentOf('BACK'), await redeemed('BACK')]).toEqual([[], 0])
    }
  })

  it('stays with an order whose promotion is deleted', async () => {
    const [code] = await coded('GONE')
    const path = await added(await order(), code!)
    await submit(path)
    await m.must('DELETE', '/promotions/GONE')
    expect(await rows(path)).toMatchObject([{ ID: 'GONE', Code: code, Amount: 1 }])
    const { count } = (await env.DB.prepare(
      'select count(*) as count from promotion_codes where Marketplace = ?',
    )
      .bind(m.id)
      .first<{ count: number }>())!
    expect(count).toBe(0)
    expect((await see(path)).Status).toBe('Open')
  })
})
