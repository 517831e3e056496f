import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { askEngine } from '../../src/orders/promotions/engine/ask-engine.ts'
import { signature } from '../../src/store/outbox/signature.ts'
import { type Marketplace, marketplace } from '../support/marketplace.ts'
import { betweenReadAndWrite } from '../support/observe.ts'
import { line, promotion } from '../support/promotable.ts'
import { hurry, newUrl, receive, silence } from './receiver.ts'

const PATH = '/integrations/promotion'
const integration = { HashKey: 'Key', Url: 'https://engine.example.com/value' }
const header = { CustomAuthHeaderName: 'X-Secret', CustomAuthHeaderValue: 'hush' }
const shown = { ...integration, CustomAuthHeaderName: null, CustomAuthHeaderValue: null }

let m: Marketplace
beforeEach(async () => {
  m = await marketplace()
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

describe('the promotion integration', () => {
  it('is made, replaced, changed and deleted, and not there before and after', async () => {
    const absent = async () => {
      for (const [method, body] of [['GET'], ['PATCH', {}], ['DELETE']] as const)
        expect(await m.outcome(method, PATH, body)).toEqual([404, 'NotFound'])
    }
    await absent()
    expect(await m.must('PUT', PATH, { ...integration, ...header })).toEqual({
      ...shown,
      CustomAuthHeaderName: 'X-Secret',
    })
    expect(await m.must('PUT', PATH, integration)).toEqual(shown)
    expect(await m.must('PATCH', PATH, { HashKey: 'Other', Url: null })).toEqual({
      ...shown,
      HashKey: 'Other',
      Url: null,
    })
    expect(await m.must('GET', PATH)).toEqual({ ...shown, HashKey: 'Other', Url: null })
    await m.must('DELETE', PATH)
    await absent()
  })

  it.each([
    ['no key', { HashKey: null }, 'ValidationFailure'],
    ['a URL of another scheme', { Url: 'ftp://engine.example.com' }, 'ValidationFailure'],
    ['a URL inside', { Url: 'https://10.0.0.1' }, 'ValidationFailure'],
    ['a header without value', { CustomAuthHeaderName: 'X-A' }, 'Integration.CustomAuthHeaderValueRequired'],
    ['a header without name', { CustomAuthHeaderValue: 'a' }, 'Integration.CustomAuthHeaderNameRequired'],
  ])('with %s is refused', async (_, more, code) => {
    expect(await m.outcome('PUT', PATH, { ...integration, ...more })).toEqual([400, code])
    await m.must('PUT', PATH, integration)
    expect(await m.outcome('PATCH', PATH, more)).toEqual([400, code])
  })

  it('made by two at once is that of the later', async () => {
    const other = `insert into promotion_integrations (Marketplace, HashKey, Version) values (?, 'other', 1)`
    const make = () => m.outcome('PUT', PATH, integration)
    expect(await betweenReadAndWrite(m.id, 'PromotionIntegrations.Save', [other], make)).toBe(200)
    expect(await m.must('GET', PATH)).toEqual(shown)
  })
})

describe('a promotion without a value', () => {
  const asking = {
    ID: 'asked',
    Code: 'ASKED',
    EligibleExpression: 'true',
    ValueExpression: null as string | null,
    UseIntegration: true,
  }
  const valued = { ...asking, ValueExpression: '5', UseIntegration: false }
  const CANNOT_BE_NULL = [400, 'Promotion.ValueExpressionCannotBeNull']
  const CANNOT_DELETE = [400, 'PromotionIntegration.CannotDeletePromotionIntegration']
  const create = (body = asking) => m.outcome('POST', '/promotions', body)

  it('needs the integration, which is kept as long as there is one', async () => {
    expect(await create()).toEqual(CANNOT_BE_NULL)
    await m.must('PUT', PATH, integration)
    expect(await create()).toBe(201)
    expect(await m.outcome('DELETE', PATH)).toEqual(CANNOT_DELETE)
    await m.must('PUT', '/promotions/asked', valued)
    await m.must('DELETE', PATH)
    const unvalued = { ValueExpression: null, UseIntegration: true }
    expect(await m.outcome('PATCH', '/promotions/asked', unvalued)).toEqual(CANNOT_BE_NULL)
  })

  it('keeps nobody else’s integration', async () => {
    await m.must('PUT', PATH, integration)
    await create()
    const other = await marketplace()
    await other.must('PUT', PATH, integration)
    await other.must('DELETE', PATH)
  })

  const gone = 'delete from promotion_integrations where Marketplace = ?'
  it.each([
    ['is refused', asking, CANNOT_BE_NULL],
    ['and one that has a value is not', valued, 201],
  ])('%s, if the integration goes meanwhile', async (_, body, outcome) => {
    await m.must('PUT', PATH, integration)
    const make = () => create(body)
    expect(await betweenReadAndWrite(m.id, 'Promotions.Create', [gone], make)).toEqual(outcome)
  })

  it('that comes meanwhile keeps the integration', async () => {
    await m.must('PUT', PATH, integration)
    await create(valued)
    const turned =
      'update promotions set ValueExpression = null, UseIntegration = 1, Version = Version + 1 where Marketplace = ?'
    const remove = () => m.outcome('DELETE', PATH)
    expect(await betweenReadAndWrite(m.id, 'PromotionIntegrations.Delete', [turned], remove)).toEqual(
      CANNOT_DELETE,
    )
    expect(await m.must('GET', PATH)).toEqual(shown)
  })
})

describe('a promotion engine', () => {
  const engine = (more = {}) => ({
    Marketplace: 'm',
    Version: 1,
    HashKey: 'Key',
    Url: newUrl() as string | null,
    ...header,
    ...more,
  })
  const flat = promotion('flat', { ValueExpression: null, UseIntegration: true })
  const question = { Order: { ID: 'O', Total: 10 }, LineItems: [line('L1', 'rope', 2, 5)], PromosApplied: [] }
  const ask = (of = engine()) => askEngine(env, of, question, [flat])
  const failure = { status: 400, errors: [{ ErrorCode: 'PromotionIntegration.FailedToEvaluate' }] }

  it('is sent the order and what it is to value, signed, and its amounts are taken', async () => {
    const received = receive(() => Response.json({ PromosAccepted: [{ PromotionID: 'flat', Amount: 2.5 }] }))
    const of = engine()
    expect(await ask(of)).toEqual([
      { PromotionID: 'flat', discounts: [{ LineItemID: null, Amount: 2.5, AmountOverridden: false }] },
    ])
    const [{ url, headers, text, body }] = received as [(typeof received)[0]]
    expect(url).toBe(of.Url)
    expect(headers.get('X-oc-hash')).toBe(signature('Key', new TextEncoder().encode(text)))
    expect(headers.get('X-Secret')).toBe('hush')
    const { ForUser: _, Marketplace: __, Version: ___, ...requested } = flat
    expect(body).toEqual({ Environment: 'Sandbox', ...question, PromosRequested: [requested] })
  })

  it('that is silent is waited for no longer than its time', async () => {
    receive(silence)
    const limit = hurry()
    await expect(ask()).rejects.toMatchObject(failure)
    expect(limit).toHaveBeenCalledWith(8000)
  })

  it.each([
    ['has no URL', null],
    ['may not be called', 'https://10.0.0.1'],
  ])('that %s is not called', async (_, Url) => {
    const received = receive()
    await expect(ask(engine({ Url }))).rejects.toMatchObject(failure)
    expect(received).toEqual([])
  })

  it('that keeps failing is left alone', async () => {
    const received = receive(() => new Response(null, { status: 503 }))
    const of = engine()
    for (let i = 0; i < 7; i++) await expect(ask(of)).rejects.toMatchObject(failure)
    expect(received).toHaveLength(5)
  })
})
