import { m } from '../../promotions/shop.ts'

// biome-ignore lint/suspicious/noExplicitAny: a test looks where it likes
type Json = any

/** An order with its lines and payments. */
export interface Order {
  header: Json
  lines: Json[]
  payments: Json[]
}

/** All there is, as the seller sees it. */
export interface Observed {
  /** Those of the buyer, and those to suppliers, each by its ID and when it was made. */
  orders: Map<string, Order>
  children: Map<string, Order>
  returns: Json[]
  shipments: Json[]
  /** What is on them. */
  items: Json[]
  /** What is left of each product. */
  left: Map<string, number>
  balance: number
}

const list = async (path: string): Promise<Json[]> =>
  (await m.must('GET', `${path}${path.includes('?') ? '&' : '?'}pageSize=100`)).Items

const whole = async (header: Json): Promise<[string, Order]> => {
  const path = `/orders/All/${header.ID}`
  const [lines, payments] = await Promise.all([list(`${path}/lineitems`), list(`${path}/payments`)])
  return [`${header.ID} ${header.DateCreated}`, { header, lines, payments }]
}
const isOrder = ({ FromCompanyID }: Json) => FromCompanyID === 'acme'

export async function observe(): Promise<Observed> {
  const [submitted, others, returns, shipments, products, { Balance: balance }] = await Promise.all([
    list('/orders/All'),
    list('/orders/All?IsSubmitted=false'),
    list('/orderreturns'),
    list('/shipments'),
    list('/products'),
    m.must('GET', '/buyers/acme/spendingaccounts/gift'),
  ])
  const headers = [...submitted, ...others]
  const [orders, children, items] = await Promise.all([
    Promise.all(headers.filter(isOrder).map(whole)),
    Promise.all(headers.filter((h) => !isOrder(h)).map(whole)),
    Promise.all(
      shipments.map(async (s) =>
        (await list(`/shipments/${s.ID}/items`)).map((i) => ({ ...i, Shipment: s })),
      ),
    ),
  ])
  return {
    orders: new Map(orders),
    children: new Map(children),
    returns,
    shipments,
    items: items.flat(),
    left: new Map(products.filter((p) => p.Inventory).map((p) => [p.ID, p.Inventory.QuantityAvailable])),
    balance,
  }
}
