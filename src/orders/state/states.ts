import { liveStatuses, type OrderStatus, orderStatuses } from '../../tables/orders/statuses.ts'

/** What can happen to an order. */
export type Trigger =
  | 'submit'
  | 'submitForApproval'
  | 'approve'
  | 'decline'
  | 'declineForResubmit'
  | 'shipped'
  | 'unshipped'
  | 'complete'
  | 'cancel'

/** Whose hand: the user the order is from, somebody with OrderAdmin within their sight, whoever is asked to approve it. */
export type Actor = 'Owner' | 'Admin' | 'Approver' | 'System'

interface Transition {
  from: readonly OrderStatus[]
  to: OrderStatus
  by: readonly Actor[]
}

const people = ['Owner', 'Admin'] as const

/** The only ways a status changes. */
const transitions: Record<Trigger, readonly Transition[]> = {
  submit: [{ from: ['Unsubmitted'], to: 'Open', by: people }],
  submitForApproval: [{ from: ['Unsubmitted'], to: 'AwaitingApproval', by: people }],
  approve: [{ from: ['AwaitingApproval'], to: 'Open', by: ['Approver'] }],
  decline: [{ from: ['AwaitingApproval'], to: 'Declined', by: ['Approver'] }],
  declineForResubmit: [{ from: ['AwaitingApproval'], to: 'Unsubmitted', by: ['Approver'] }],
  shipped: [{ from: ['Open'], to: 'Completed', by: ['System'] }],
  unshipped: [{ from: ['Completed'], to: 'Open', by: ['System'] }],
  complete: [{ from: ['Open'], to: 'Completed', by: ['Admin'] }],
  cancel: [
    { from: ['Unsubmitted', 'AwaitingApproval', 'Declined'], to: 'Canceled', by: people },
    { from: ['Open', 'Completed'], to: 'Canceled', by: ['Admin'] },
  ],
}

/** The status a trigger leads to, or undefined when it does not apply in this status to any of these actors. */
export const next = (
  status: OrderStatus,
  trigger: Trigger,
  actors: readonly Actor[],
): OrderStatus | undefined =>
  transitions[trigger].find((t) => t.from.includes(status) && t.by.some((a) => actors.includes(a)))?.to

/** The columns of an order that say when it went where. */
export interface OrderDates {
  DateSubmitted?: string
  DateApproved?: string
  DateDeclined?: string | null
  DateCanceled?: string
  DateCompleted?: string | null
  IsSubmitted?: boolean
}

/** The timestamps a transition sets and clears. */
export function dates(trigger: Trigger, now: string): OrderDates {
  switch (trigger) {
    case 'submit':
      // A resubmitted order is declined no more.
      return { DateSubmitted: now, DateDeclined: null, IsSubmitted: true }
    case 'submitForApproval':
      return { DateDeclined: null }
    case 'approve':
      return { DateApproved: now, DateSubmitted: now, IsSubmitted: true }
    case 'decline':
    case 'declineForResubmit':
      return { DateDeclined: now }
    case 'shipped':
    case 'complete':
      return { DateCompleted: now }
    case 'unshipped':
      return { DateCompleted: null }
    case 'cancel':
      return { DateCanceled: now }
  }
}

/** Groups of properties that may be changed in the same statuses. */
export type Change =
  | 'notes'
  | 'id'
  | 'address'
  | 'cost'
  | 'lines'
  | 'specs'
  | 'lineDetails'
  | 'lineXp'
  | 'unitPrice'
  | 'stockPlace'
  | 'fromUser'
  | 'payments'

const all = orderStatuses
const cell = (owner: readonly OrderStatus[], admin: readonly OrderStatus[]) => ({
  Owner: owner,
  Admin: admin,
})

/** In which statuses the order's user and an administrator may change what. */
const changes: Record<Change, Record<'Owner' | 'Admin', readonly OrderStatus[]>> = {
  notes: cell(['Unsubmitted', 'AwaitingApproval', 'Open', 'Completed'], all),
  id: cell(['Unsubmitted'], ['Unsubmitted', 'AwaitingApproval', 'Declined', 'Open', 'Completed']),
  address: cell(['Unsubmitted'], ['Unsubmitted', 'AwaitingApproval', 'Open']),
  fromUser: cell(['Unsubmitted'], ['Unsubmitted', 'AwaitingApproval', 'Open']),
  cost: cell(['Unsubmitted'], ['Unsubmitted', 'AwaitingApproval', 'Open', 'Completed']),
  lines: cell(['Unsubmitted'], ['Unsubmitted', 'AwaitingApproval', 'Open']),
  specs: cell(['Unsubmitted'], ['Unsubmitted', 'AwaitingApproval']),
  lineDetails: cell(['Unsubmitted'], ['Unsubmitted', 'AwaitingApproval', 'Open']),
  lineXp: cell(['Unsubmitted'], ['Unsubmitted', 'AwaitingApproval', 'Open', 'Completed']),
  unitPrice: cell(['Unsubmitted'], ['Unsubmitted', 'AwaitingApproval', 'Open']),
  payments: cell(['Unsubmitted'], ['Unsubmitted', 'AwaitingApproval', 'Declined', 'Open', 'Completed']),
  stockPlace: cell(['Unsubmitted'], ['Unsubmitted', 'AwaitingApproval']),
}

/**
 * Whether a change is allowed: `yes`; `status` when nobody of these actors may in this status but somebody could be
 * told to come back in another; `actor` when the status is right for others only.
 */
export function mayChange(
  change: Change,
  status: OrderStatus,
  actors: readonly Actor[],
): 'yes' | 'status' | 'actor' {
  const rule = changes[change]
  const own = actors.filter((a) => a === 'Owner' || a === 'Admin')
  if (own.some((a) => rule[a].includes(status))) return 'yes'
  return (['Owner', 'Admin'] as const).some((a) => rule[a].includes(status)) ? 'actor' : 'status'
}

/** Not agreed yet: promotions and calculations come and go. */
export const isCalculable = (status: OrderStatus) => status === 'Unsubmitted' || status === 'AwaitingApproval'

/** Not open yet: prices move with the catalogue, products and addresses show as they are. */
export const isLive = (status: OrderStatus) => liveStatuses.includes(status)
