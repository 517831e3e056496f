import { alice, bob, m } from '../../promotions/shop.ts'
import type { Observed } from './observed.ts'
import { carol, type Done } from './world.ts'

// biome-ignore lint/suspicious/noExplicitAny: a test looks where it likes
type Json = any

/** One message: its type, order and recipient, and the shipment or return that it is of. */
interface Letter {
  said: string
  of?: string
}

/** Who is to be told what of all that is done. */
export function told() {
  const expected: Letter[] = []
  /** Shipments and returns to which two things were done at once, and nobody can say which came first. */
  const unclear = new Set<string>()
  const tell = (type: string, ID: string, ...recipients: { ID: string }[]) =>
    expected.push(...recipients.map((r) => ({ said: `${type} ${ID} ${r.ID}` })))
  const tellOf = (of: string, type: string, ID: string, recipient: { ID: string }) =>
    expected.push({ of, said: `${type} ${ID} ${recipient.ID}` })
  // The one that is open from the beginning.
  tell('OrderSubmitted', 'O1', alice)

  const ofOrder: Record<string, (body: Json) => void> = {
    submit: ({ ID, Status, FromCompanyID }) => {
      if (FromCompanyID !== 'acme') tell('OrderSubmitted', ID, m.seller)
      else if (Status !== 'AwaitingApproval') tell('OrderSubmitted', ID, alice)
      else {
        tell('OrderSubmittedForApproval', ID, alice)
        tell('OrderSubmittedForYourApproval', ID, bob, carol)
      }
    },
    approve: ({ ID, Status }) => {
      if (Status === 'AwaitingApproval') return tell('OrderSubmittedForYourApproval', ID, carol)
      tell('OrderApproved', ID, alice)
      tell('OrderSubmittedForYourApprovalHasBeenApproved', ID, bob, carol)
    },
    decline: ({ ID }) => {
      tell('OrderDeclined', ID, alice)
      tell('OrderSubmittedForYourApprovalHasBeenDeclined', ID, bob, carol)
    },
    forward: ({ OutgoingOrders }) => {
      for (const { ID } of OutgoingOrders) tell('OrderSubmitted', ID, m.seller)
    },
  }
  const ofReturn: Record<string, (of: { ID: string }, body: Json) => void> = {
    submit: (of, { OrderID, Status }) => {
      if (Status !== 'AwaitingApproval') return tell('OrderReturnSubmitted', OrderID, of)
      tell('OrderReturnSubmittedForApproval', OrderID, of)
      tell('OrderReturnSubmittedForYourApproval', OrderID, m.seller)
    },
    approve: (of, { OrderID }) => {
      tell('OrderReturnApproved', OrderID, of)
      tell('OrderReturnSubmittedForYourApprovalHasBeenApproved', OrderID, m.seller)
    },
    decline: (of, { OrderID }) => {
      tell('OrderReturnDeclined', OrderID, of)
      tell('OrderReturnSubmittedForYourApprovalHasBeenDeclined', OrderID, m.seller)
    },
  }
  const ownerOf = ({ orders }: Observed, ID: string) =>
    [...orders.values()].some(({ header }) => header.ID === ID) ? alice : m.seller

  function add(before: Observed, after: Observed, done: readonly Done[]) {
    for (const { path, body } of done) {
      const [, kind, ...rest] = path.split('/')
      if (kind === 'orders') ofOrder[rest[2]!]?.(body)
      if (kind === 'orderreturns') ofReturn[rest[1]!]?.(ownerOf(after, body.OrderID), body)
    }
    completions(before, after, done)
    departures(before, done)
  }

  /** Returns that were completed, by hand or by their refunds. */
  function completions(before: Observed, after: Observed, done: readonly Done[]) {
    for (const { ID } of before.returns)
      if (done.length > 1 && !after.returns.some((r) => r.ID === ID)) unclear.add(ID)
    for (const { ID, OrderID, Status } of after.returns)
      if (Status === 'Completed' && before.returns.find((r) => r.ID === ID)?.Status !== Status)
        tellOf(ID, 'OrderReturnCompleted', OrderID, ownerOf(after, OrderID))
  }

  /** Shipments that were dated with something on them. */
  function departures(before: Observed, done: readonly Done[]) {
    for (const date of done) {
      const box = date.path.split('/').at(-1)!
      const isDated = before.shipments.some((s) => s.ID === box && s.DateShipped)
      if (date.what !== 'date' || isDated) continue
      if (done.some((d) => d !== date && (d.method === 'DELETE' || d.path.includes(box)))) unclear.add(box)
      const items = before.items.filter((i) => i.Shipment.ID === box)
      for (const ID of new Set(items.map((i) => i.OrderID))) tellOf(box, 'ShipmentCreated', ID, alice)
    }
  }

  /** What is clear of some letters. */
  const clear = (letters: readonly Letter[]) =>
    letters
      .filter(({ of }) => of === undefined || !unclear.has(of))
      .map(({ said }) => said)
      .sort()
  return { add, expected: () => clear(expected), received: (bodies: Json[]) => clear(bodies.map(letter)) }
}

function letter({ MessageType, Recipient, EventBody: { Order, Shipment, OrderReturn } }: Json): Letter {
  const completed = MessageType === 'OrderReturnCompleted' ? OrderReturn : undefined
  return { said: `${MessageType} ${Order.ID} ${Recipient.ID}`, of: (Shipment ?? completed)?.ID }
}
