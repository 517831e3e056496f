import { expect, it } from 'vitest'
import {
  buyer,
  m,
  newOrder,
  offer,
  path,
  select,
  server,
  step,
  submit,
  useCheckout,
  worksheet,
} from './shop.ts'

useCheckout()

interface Worksheet {
  Order: Record<'Subtotal' | 'ShippingCost' | 'TaxCost' | 'Fees' | 'PromotionDiscount' | 'Total', number> & {
    Status: string
  }
  LineItems: { ID: string; Quantity: number; LineSubtotal: number }[]
  OrderPromotions: { ID: string; LineItemID: string; Amount: number }[]
  OrderCalculateResponse: { xp: unknown } | null
}

/** What a calculation is of: it would be another without. */
const gist = ({ Order, LineItems, OrderPromotions }: Worksheet) => ({
  Subtotal: Order.Subtotal,
  lines: LineItems.map((l) => [l.ID, l.Quantity, l.LineSubtotal]),
  promotions: OrderPromotions.map((p) => [p.ID, p.LineItemID, p.Amount].join()).sort(),
})

const cents = (...amounts: number[]) => Math.round(amounts.reduce((sum, amount) => sum + amount * 100, 0))

/** A worksheet adds up, and what was calculated is of the order as it is. */
async function holding(ID: string): Promise<Worksheet> {
  const sheet: Worksheet = await worksheet(ID)
  const { Subtotal, ShippingCost, TaxCost, Fees, PromotionDiscount, Total } = sheet.Order
  const discount = cents(...sheet.OrderPromotions.map((p) => p.Amount))
  const total = Math.max(0, cents(Subtotal, ShippingCost, TaxCost, Fees) - discount)
  expect([cents(PromotionDiscount), cents(Total)]).toEqual([discount, total])
  if (sheet.OrderCalculateResponse) expect(sheet.OrderCalculateResponse.xp).toEqual(gist(sheet))
  return sheet
}

it('whatever is done at once, orders add up, a calculation that stands is of the order as it is, and limits hold', async () => {
  server.answers['/ordercalculate'] = ({ body }) => ({ FeeTotal: -1, xp: gist(body.OrderWorksheet) })
  for (let round = 0; round < 6; round++) {
    const code = `ONCE${round}`
    const eachPiece = {
      LineItemLevel: true,
      EligibleExpression: 'item.Quantity > 0',
      ValueExpression: 'item.Quantity',
    }
    await m.must('POST', '/promotions', offer(code, { ...eachPiece, RedemptionLimit: 1 }))
    const orders = [await newOrder([['TEN', 2]]), await newOrder([['TWENTY', 1]])]
    for (const ID of orders) await step(ID, 'estimateshipping')
    const mine = (method: string, below: string, body?: object) => (ID: string) =>
      m.api(method, path(ID, below), body, buyer.user)
    const deeds: ((ID: string) => Promise<unknown>)[] = [
      mine('POST', `/promotions/${code}`),
      (ID) => step(ID, 'calculate'),
      mine('PATCH', '/lineitems/X1', { Quantity: 3 + round }),
      (ID) => select(ID, 'm2'),
      mine('POST', '/payments', { Type: 'PurchaseOrder' }),
      (ID) => submit(ID),
      ...(round % 2 ? [() => m.must('PATCH', `/promotions/${code}`, { Active: false })] : []),
    ]
    const rotated = [...deeds.slice(round), ...deeds.slice(0, round)]
    await Promise.all(rotated.flatMap((deed) => orders.map(deed)))
    await Promise.all(orders.map(holding))
    for (const ID of orders) await mine('POST', `/promotions/${code}`)(ID)
    for (const ID of orders) await step(ID, 'calculate')
    await Promise.all(orders.map((ID) => submit(ID)))
    const sheets = await Promise.all(orders.map(holding))
    const redeemed = sheets.filter((s) => s.Order.Status === 'Open' && s.OrderPromotions.length > 0).length
    expect(redeemed).toBeLessThanOrEqual(1)
    expect((await m.must('GET', `/promotions/${code}`)).RedemptionCount).toBe(redeemed)
    expect(sheets.map((s) => s.Order.Status)).toContain('Open')
  }
})
