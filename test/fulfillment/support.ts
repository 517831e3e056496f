import { beforeAll } from 'vitest'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'

// biome-ignore lint/suspicious/noExplicitAny: a test looks where it likes
type Json = any

/** A line to order: its ID, product and quantity. */
export type Wanted = [ID: string, ProductID: string, Quantity: number]

/** The errors' codes of an answer. */
export const codes = (answer: { body: Json }): string[] =>
  (answer.body?.Errors ?? []).map((e: { ErrorCode: string }) => e.ErrorCode)

/** Round trips to the database that an answer took. */
export const roundTrips = ({ headers }: { headers: Headers }) =>
  Number(/(\d+) round trips/.exec(headers.get('Server-Timing') ?? '')?.[1])

/** What a test of fulfilment does over and over. */
export function desk(m: Marketplace) {
  /** An order that has not been submitted. */
  async function draft(of: User, ID: string, lines: Wanted[], more: Record<string, unknown> = {}) {
    await m.must('POST', '/orders/Outgoing', { ID, ...more }, of)
    for (const [line, ProductID, Quantity] of lines)
      await m.must('POST', `/orders/Outgoing/${ID}/lineitems`, { ID: line, ProductID, Quantity }, of)
    return ID
  }

  /** A submitted order. */
  async function open(of: User, ID: string, lines: Wanted[], more: Record<string, unknown> = {}) {
    await draft(of, ID, lines, more)
    await m.must('POST', `/orders/Outgoing/${ID}/submit`, undefined, of)
    return ID
  }

  /** A shipment; dated only if the test says so. */
  const shipment = async (body: Record<string, unknown> = {}, as: User = m.seller): Promise<string> =>
    (await m.must('POST', '/shipments', body, as)).ID

  /** Puts so many of a line on a shipment. */
  const pack = (
    shipmentID: string,
    OrderID: string,
    LineItemID: string,
    QuantityShipped: number,
    as: User = m.seller,
  ) => m.api('POST', `/shipments/${shipmentID}/items`, { OrderID, LineItemID, QuantityShipped }, as)

  const order = (ID: string): Promise<Json> => m.must('GET', `/orders/All/${ID}`)
  const line = (ID: string, lineID: string): Promise<Json> =>
    m.must('GET', `/orders/All/${ID}/lineitems/${lineID}`)
  const items = async (shipmentID: string): Promise<Json[]> =>
    (await m.must('GET', `/shipments/${shipmentID}/items`)).Items

  return { draft, open, shipment, pack, order, line, items }
}

export let m: Marketplace
export let d: ReturnType<typeof desk>
/** The buyer `B1`, and its first user. */
export let buyer: { ID: string; user: User }
export let alice: User

/** Makes a marketplace with a buyer and a desk for a file of tests. */
export function useDesk() {
  beforeAll(async () => {
    m = await marketplace()
    d = desk(m)
    buyer = await m.buyer({ ID: 'B1' })
    alice = buyer.user
  })
}

/** What makes a shipment one that has gone out. */
export const DATED = { DateShipped: '2024-05-02T00:00:00Z' }
