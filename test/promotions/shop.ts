import { env } from 'cloudflare:workers'
import { beforeEach, expect } from 'vitest'
import { type Answer, type As, type Marketplace, marketplace, type User } from '../support/marketplace.ts'

type Values = Record<string, unknown>

export let m: Marketplace
/** The buyer `acme`, and two of its users. */
export let buyer: { ID: string; user: User }
export let alice: User
export let bob: User

/** A buyer that sees P10 for 10 and P25 for 25, and no promotion. */
export async function openShop() {
  m = await marketplace()
  buyer = await m.buyer({ ID: 'acme' })
  alice = buyer.user
  bob = await m.user('Buyer', 'acme', ['Shopper'])
  await m.product(buyer, { ID: 'P10', price: 10 })
  await m.product(buyer, { ID: 'P25', price: 25 })
}

/** A shop for each test. */
export const usePromotions = () => beforeEach(openShop)

/** A promotion for everybody that takes 1 off any order, and goes with others, unless it is said; its ID is its code. */
export const promote = (ID: string, more: Values = {}, as: As = 'seller') =>
  m.must(
    'POST',
    '/promotions',
    {
      ID,
      Code: ID,
      EligibleExpression: 'true',
      ValueExpression: '1',
      AllowAllBuyers: true,
      CanCombine: true,
      ...more,
    },
    as,
  )

/** One off each piece of P10. */
export const perPiece = {
  LineItemLevel: true,
  EligibleExpression: "item.ProductID = 'P10'",
  ValueExpression: 'item.Quantity',
}

/** The promotions that the rules are told by. */
export async function promoteAsTold() {
  await promote('TENOFF', { EligibleExpression: 'order.Subtotal >= 50', ValueExpression: '10' })
  await promote('SOLO', { CanCombine: false, ValueExpression: '5' })
  await promote('LINE1', perPiece)
  await promote('AUTO5', {
    AutoApply: true,
    EligibleExpression: 'order.Subtotal > 100',
    ValueExpression: '5',
  })
  await promote('ONCE', { RedemptionLimit: 1 })
}

/** The path of a new order of a user, with so many of P10 on each of its lines, which are L1, L2 … */
export async function order(quantities: number[] = [1], of: User = alice, more: Values = {}) {
  const { ID } = await m.must('POST', '/orders/Outgoing', more, of)
  for (const [i, Quantity] of quantities.entries())
    await addLine(`/orders/Outgoing/${ID}`, `L${i + 1}`, Quantity, of)
  return `/orders/Outgoing/${ID}`
}
export const addLine = (path: string, ID: string, Quantity: number, of: As = alice, ProductID = 'P10') =>
  m.must('POST', `${path}/lineitems`, { ID, ProductID, Quantity }, of)

export const add = (path: string, code: string, as: As = alice): Promise<Answer> =>
  m.api('POST', `${path}/promotions/${encodeURIComponent(code)}`, undefined, as)
export const drop = (path: string, code: string, as: As = alice): Promise<Answer> =>
  m.api('DELETE', `${path}/promotions/${encodeURIComponent(code)}`, undefined, as)
export const post = (path: string, what: string, as: As = alice): Promise<Answer> =>
  m.api('POST', `${path}/${what}`, undefined, as)
export const submit = (path: string, as: As = alice) => post(path, 'submit', as)
/** Adds promotions that the order may have. */
export async function added(path: string, ...codes: string[]) {
  for (const code of codes) expect([code, (await add(path, code)).status]).toEqual([code, 201])
  return path
}

/** Of an answer its status, and the codes of a refusal. */
export const told = ({ status, body }: Answer): unknown =>
  status < 400 ? status : [status, ...body.Errors.map((e: { ErrorCode: string }) => e.ErrorCode)]

export const see = (path: string, as: As = alice) => m.must('GET', path, undefined, as)
export const rows = async (path: string, query = '', as: As = alice) =>
  (await see(`${path}/promotions?pageSize=100&${query}`, as)).Items
/** Code, line and amount of each row. */
export const taken = async (path: string, as: As = alice) =>
  (await rows(path, 'sortBy=Code', as)).map((p: Values) => [p.Code, p.LineItemID, p.Amount])
/** How many orders have redeemed a promotion. */
export const redeemed = async (ID: string) => (await m.must('GET', `/promotions/${ID}`)).RedemptionCount

const cents = (amount: unknown) => Math.round(Number(amount) * 100)
const sum = (rows: Values[], of: string) => rows.reduce((total, row) => total + cents(row[of]), 0)

/** An order is worth what its lines and promotions say; and this. */
export async function adds(path: string, expected: Values = {}, as: As = alice) {
  const [header, { Items: lines }, promotions] = await Promise.all([
    see(path, as),
    see(`${path}/lineitems?pageSize=100`, as),
    rows(path, '', as),
  ])
  expect(cents(header.PromotionDiscount)).toBe(sum(promotions, 'Amount'))
  expect(cents(header.Subtotal)).toBe(sum(lines, 'LineSubtotal'))
  const costs = ['ShippingCost', 'TaxCost', 'Gratuity'].reduce((all, name) => all + cents(header[name]), 0)
  expect(cents(header.Total)).toBe(
    Math.max(0, cents(header.Subtotal) + costs - cents(header.PromotionDiscount)),
  )
  for (const line of lines) {
    const own = promotions.filter((p: Values) => p.LineItemID === line.ID)
    expect([line.ID, cents(line.PromotionDiscount)]).toEqual([line.ID, sum(own, 'Amount')])
    expect(cents(line.LineTotal)).toBe(Math.max(0, cents(line.LineSubtotal) - cents(line.PromotionDiscount)))
  }
  const ids = lines.map((l: Values) => l.ID)
  expect(promotions.filter((p: Values) => p.LineItemID !== null && !ids.includes(p.LineItemID))).toEqual([])
  expect(header).toMatchObject(expected)
}

/**
 * Copies of a row, behind the back of the API.
 * @param instead what copy `i` has in other columns, in SQL
 * @param which of the table's rows: `?1` is the marketplace, `?2` the ID
 */
export async function copies(
  table: string,
  instead: Record<string, string>,
  which: string,
  ID: string,
  many: number,
) {
  const { results } = await env.DB.prepare('select name from pragma_table_info(?)')
    .bind(table)
    .all<{ name: string }>()
  const names = results.map((r) => r.name).filter((name) => name !== 'RowKey')
  await env.DB.prepare(
    `insert into ${table} (${names.join()}) with recursive n(i) as (select 1 union all select i + 1 from n where i < ${many})
      select ${names.map((n) => instead[n] ?? n).join()} from n, ${table} where Marketplace = ?1 and ${which}`,
  )
    .bind(m.id, ID)
    .run()
}
