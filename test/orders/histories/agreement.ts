import { expect } from 'vitest'
import { type Actor, next, type Trigger } from '../../../src/orders/state/states.ts'
import type { OrderStatus } from '../../../src/tables/orders/statuses.ts'
import type { Observed, Order } from './observed.ts'
import { BEGUN, type Done, PRODUCTS } from './world.ts'

const cents = (amount: number) => Math.round(amount * 100) / 100
const sum = <T>(all: Iterable<T>, of: (one: T) => number) =>
  cents([...all].reduce((total, one) => total + of(one), 0))

const everybody: Actor[] = ['Owner', 'Admin', 'Approver', 'System']
const triggers: Record<string, Trigger[]> = {
  submit: ['submit', 'submitForApproval'],
  approve: ['approve'],
  decline: ['decline', 'declineForResubmit'],
  complete: ['complete'],
  cancel: ['cancel'],
  forward: ['submit'],
  payments: ['complete'],
}

/** What an act that was no refusal may have done to the status of an object; completion follows from many. */
const triggersOf = (ID: string, done: readonly Done[]): Trigger[] =>
  done.flatMap(({ path }) => {
    const named = path.split('/').slice(2)
    const verb = named.at(-1)!
    return named.includes(ID) || verb === 'forward' || verb === 'payments' ? (triggers[verb] ?? []) : []
  })

/** The statuses that these triggers lead to, one after another. */
function reachable(from: OrderStatus, by: readonly Trigger[]): Set<OrderStatus> {
  const reached = new Set([from])
  for (const status of reached)
    for (const trigger of by) {
      const to = next(status, trigger, everybody)
      if (to) reached.add(to)
    }
  return reached
}

const wasOpened = ({ header }: Order) => header.DateSubmitted !== null
const isOver = ({ header }: Order) => header.Status === 'Canceled'
const drawn = (order: Order) =>
  wasOpened(order) ? sum(order.payments, (p) => (p.Type === 'SpendingAccount' ? p.Amount : 0)) : 0
const taken = (order: Order, ProductID: string) =>
  wasOpened(order)
    ? sum(order.lines, (l) =>
        l.ProductID === ProductID ? (isOver(order) ? l.QuantityShipped : l.Quantity) : 0,
      )
    : 0

/** What holds at every moment of a world, however it has come about. */
export function agreement() {
  /** What orders that are gone have kept: so many of each product, and what they drew. */
  const kept = new Map<string, number>()
  /** Orders that somebody completed by hand, by their keys. */
  const byHand = new Set<string>()
  const sourceOf = new Map<string, string>()

  /** @param done what has been done since, and was not refused */
  function check(before: Observed, after: Observed, done: readonly Done[]) {
    statuses(before, after, done)
    amounts(after)
    balances(before, after, done)
    sharedLines(after)
    shipped(after)
    returned(after)
  }

  function statuses(before: Observed, after: Observed, done: readonly Done[]) {
    const was = new Map([...before.orders, ...before.children])
    for (const [key, order] of [...after.orders, ...after.children]) {
      const { ID, Status } = order.header
      const own = triggersOf(ID, done)
      const ways = reachable(was.get(key)?.header.Status ?? 'Unsubmitted', [...own, 'shipped', 'unshipped'])
      expect([...ways], ID).toContain(Status)
      if (own.includes('complete') && done.some((d) => d.path.endsWith(`${ID}/complete`))) byHand.add(key)
      if (Status !== 'Open' && Status !== 'Completed') continue
      const sent = (ID: string, LineItemID: string) =>
        sum(after.items, (i) =>
          i.OrderID === ID && i.LineItemID === LineItemID && i.Shipment.DateShipped ? i.QuantityShipped : 0,
        )
      const isSent =
        order.lines.length > 0 && order.lines.every((l) => sent(l.IncomingOrderID ?? ID, l.ID) >= l.Quantity)
      expect([ID, Status]).toEqual([ID, isSent || byHand.has(key) ? 'Completed' : 'Open'])
    }
    for (const { ID, Status } of after.returns) {
      const from = before.returns.find((r) => r.ID === ID)?.Status ?? 'Unsubmitted'
      const ways = reachable(from, triggersOf(ID, done))
      // One that was deleted and made again is another.
      if (!done.some((d) => d.method === 'DELETE')) expect([...ways], ID).toContain(Status)
    }
  }

  /** Each order adds up, those to suppliers at their own prices. */
  function amounts({ orders, children }: Observed) {
    for (const { header, lines } of [...orders.values(), ...children.values()]) {
      for (const line of lines) {
        expect(line.LineSubtotal).toBe(sum([line], (l) => l.UnitPrice * l.Quantity))
        expect(line.LineTotal).toBe(sum([line], (l) => l.LineSubtotal - l.PromotionDiscount))
      }
      const costs = header.ShippingCost + header.TaxCost
      expect(header).toMatchObject({
        LineItemCount: lines.length,
        Subtotal: sum(lines, (l) => l.LineSubtotal),
        PromotionDiscount: sum(lines, (l) => l.PromotionDiscount),
        Total: Math.max(0, cents(header.Subtotal - header.PromotionDiscount + costs)),
      })
    }
  }

  /** What there was is left, with orders, or with orders that are gone. */
  function balances(before: Observed, after: Observed, done: readonly Done[]) {
    const gone = [...before.orders].filter(([key]) => !after.orders.has(key)).map(([, order]) => order)
    const orders = [...after.orders.values()]
    const holds = (what: string, left: number, of: (o: Order) => number, keptOf: (o: Order) => number) => {
      const missing = cents(BEGUN - left - sum(orders, of))
      const known = (kept.get(what) ?? 0) + sum(gone, keptOf)
      // Nobody saw what another did to an order in the moment of its deletion.
      const isSeen = gone.length === 0 || done.length === 1
      if (isSeen) expect([what, missing]).toEqual([what, cents(known)])
      kept.set(what, missing)
    }
    const children = [...after.children.values()]
    holds('gift', after.balance, drawn, drawn)
    expect(sum(children, drawn)).toBe(0)
    expect(after.balance).toBeGreaterThanOrEqual(0)
    for (const ID of PRODUCTS)
      holds(
        ID,
        after.left.get(ID)!,
        (o) => taken(o, ID),
        (o) =>
          taken(o.header.Status === 'Open' ? { ...o, header: { ...o.header, Status: 'Canceled' } } : o, ID),
      )
  }

  /** A line that was forwarded is the same on both orders, and on no third one. */
  function sharedLines({ orders, children }: Observed) {
    const shared = ({ ID, ProductID, Quantity, QuantityShipped, xp }: Order['lines'][number], of: string) =>
      JSON.stringify([of, ID, ProductID, Quantity, QuantityShipped, xp])
    const there = [...children.values()].flatMap(({ header, lines }) =>
      lines.map((l) => {
        sourceOf.set(header.ID, l.IncomingOrderID)
        return shared(l, `${l.IncomingOrderID} ${header.ID}`)
      }),
    )
    const here = [...orders.values()].flatMap(({ header, lines }) =>
      lines.filter((l) => l.OutgoingOrderID).map((l) => shared(l, `${header.ID} ${l.OutgoingOrderID}`)),
    )
    expect(there.sort()).toEqual(here.sort())
  }

  /** What lines say is on shipments, and is no more than was ordered. */
  function shipped({ orders, items }: Observed) {
    for (const { header, lines } of orders.values())
      for (const { ID, Quantity, QuantityShipped } of lines) {
        const own = items.filter((i) => i.OrderID === header.ID && i.LineItemID === ID)
        expect([ID, QuantityShipped]).toEqual([ID, sum(own, (i) => i.QuantityShipped)])
        expect(QuantityShipped).toBeLessThanOrEqual(Quantity)
      }
  }

  /** No more comes back than was ordered, and no more is paid for it than was said. */
  function returned({ orders, children, returns }: Observed) {
    for (const { header, lines } of orders.values()) {
      const own = returns.filter((r) => r.OrderID === header.ID || sourceOf.get(r.OrderID) === header.ID)
      const taking = own.filter((r) => ['AwaitingApproval', 'Open', 'Completed'].includes(r.Status))
      const items = taking.flatMap((r) => r.ItemsToReturn)
      for (const { ID, Quantity } of lines)
        expect(
          sum(items, (i) => (i.LineItemID === ID ? i.Quantity : 0)),
          `${header.ID} ${ID}`,
        ).toBeLessThanOrEqual(Quantity)
    }
    for (const { header, payments } of [...orders.values(), ...children.values()])
      for (const r of returns.filter((r) => r.OrderID === header.ID)) {
        const refunds = payments.filter((p) => p.OrderReturnID === r.ID)
        expect(refunds.map((p) => p.ID).sort()).toEqual(r.PaymentIDs.toSorted())
        expect(-sum(refunds, (p) => p.Amount)).toBeLessThanOrEqual(r.RefundAmount ?? 0)
      }
  }

  return check
}
