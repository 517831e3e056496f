import type { Caller } from '../../api/caller.ts'
import { deliveries, type OrderStep } from '../../tables/integration/deliveries.ts'
import { deliveryConfigs } from '../../tables/integration/delivery-configs.ts'
import { webhooks } from '../../tables/integration/webhooks.ts'
import { decodeRow, type Row } from '../../tables/table.ts'
import type { Endpoint } from './post.ts'
import type { KeptAnswer } from './steps.ts'

/** A delivery that is ours to send now, with all it takes to send it. */
export interface Claimed {
  marketplace: string
  id: string
  /** The event it tells of. */
  event: string
  /** This one included. */
  attempts: number
  /** How often it was taken since something was last written down of what came of it, this included. */
  begun: number
  /** When it was taken, in milliseconds since 1970. */
  taken: number
  version: number
  /** Milliseconds since 1970; it is not tried again afterwards. */
  deadline: number
  date: string
  logID: string
  /** Who made the request, or is sent the message. */
  caller: Caller
  baseUrl: string
  body: Record<string, unknown>
  receiver: Receiver
  what: HookFacts | MessageFacts | StepFacts | ToldFacts
}

/** What receivers have of their own; other kinds are read as if they were webhooks. */
type Own = keyof Endpoint | 'ElevatedRoles' | 'HeldRoles' | 'ConfigData'

/** Where a delivery goes, and what is added there. */
export interface Receiver extends Pick<Row<typeof webhooks>, Own> {
  id: string
  /** The delivery configuration to whose targets it goes, in place of a URL. */
  config: Pick<Row<typeof deliveryConfigs>, 'ID' | 'Enabled' | 'DeliveryTargets'> | null
  /** Those of its targets that have taken this. */
  reached: string[]
}

/** What a webhook is told beside the body. */
export interface HookFacts {
  route: string
  verb: string
  /** Minutes that tokens of the caller's client live; null when the client is gone. */
  minutes: number | null
}

/** What a message sender is told beside the body. */
export interface MessageFacts {
  type: string
  /** The recipient as they are now; null when they are gone or shut out. */
  user: ({ ID: string; Email: string } & Record<string, unknown>) | null
  cc: string[]
  /** Until when the code it tells is good, in milliseconds since 1970; null when it tells none. */
  until: number | null
  /** The code it tells was used, or has ended with a new password. */
  isOver: boolean
}

/** What an integration event is told beside the body. */
export interface StepFacts {
  step: OrderStep
  /** The order whose worksheet has its answer. */
  orderKey: string
}

/** What has been told of an object, or of a customer's doings; where it is sent, a configuration says. */
export interface ToldFacts {
  /** What it is told for: a key of `synchronizations`, or the type of a tracking event. */
  source: string
  excludesPrices: boolean
}

/** A delivery as its statement finds it, with its event and its receiver. */
export interface ClaimedRow extends Record<Own, string | null> {
  ID: string
  EventID: string
  Attempts: number
  Begun: number
  Version: number
  Deadline: string
  ReceiverID: string
  Route: string
  Verb: string
  LogID: string
  Claims: string | null
  Body: string
  DateCreated: string
  Minutes: number | null
  MessageType: string | null
  Step: OrderStep | null
  OrderKey: string
  Recipient: string | null
  CCList: string
  Alive: number
  /** Of what a synchronization or a tracking event is told. */
  Told: string | null
  ExcludePriceSchedules: number | null
  Reached: string | null
  ConfigID: string | null
  Enabled: number | null
  DeliveryTargets: string | null
}

/** What an event's row says beside who caused it. */
interface Claims {
  baseUrl: string
  until?: string | null
  code?: string | null
  as?: Record<string, unknown> | null
}

/** A delivery of a marketplace, read from its row as it was taken. */
export function claimedOf(marketplace: string, row: ClaimedRow, taken: number): Claimed {
  const { baseUrl, until, code, as, ...caller } = JSON.parse(row.Claims ?? '{}') as Caller & Claims
  return {
    marketplace,
    id: row.ID,
    event: row.EventID,
    attempts: row.Attempts,
    begun: row.Begun,
    taken,
    version: row.Version,
    deadline: Date.parse(row.Deadline),
    date: row.DateCreated,
    logID: row.LogID,
    caller,
    baseUrl,
    body: JSON.parse(row.Body) as Record<string, unknown>,
    receiver: {
      ...decodeRow(webhooks, { ...row }),
      id: row.ReceiverID,
      config: row.ConfigID === null ? null : decodeRow(deliveryConfigs, { ...row, ID: row.ConfigID }),
      reached: decodeRow(deliveries, { ...row }).Reached,
    },
    what: whatOf(row, until, as),
  }
}

function whatOf(row: ClaimedRow, until: Claims['until'], as: Claims['as']): Claimed['what'] {
  if (row.Told) return { source: row.Told, excludesPrices: row.ExcludePriceSchedules === 1 }
  if (row.Step) return { step: row.Step, orderKey: row.OrderKey }
  if (row.MessageType === null) return { route: row.Route, verb: row.Verb, minutes: row.Minutes }
  const user = JSON.parse(row.Recipient ?? 'null') as MessageFacts['user']
  return {
    type: row.MessageType,
    user: user && { ...user, ...as },
    cc: [...new Set(JSON.parse(row.CCList) as string[])],
    until: until ? Date.parse(until) : null,
    isOver: row.Alive === 0,
  }
}

/** What came of an attempt; `at` is in milliseconds since 1970, `kept` what the worksheet of a step's order has of it. */
export type DeliveryResult =
  | { status: 'Delivered'; answer: number | null; at: number; kept?: KeptAnswer }
  /** Was tried, is due again at `next`, or is given up when there is none. */
  | {
      status: 'Refused'
      answer: number | null
      error: string
      next: number | null
      reached?: string[]
      kept?: KeptAnswer
    }
  /** Is a part of something longer, whose next part is due at `next`. */
  | { status: 'Continued'; next: number }
  /** Was not tried. */
  | { status: 'Postponed'; error: string; next: number | null; kept?: KeptAnswer }
  /** Waits, to its deadline, for its configuration to be enabled: see `releaseHeld`. */
  | { status: 'Held'; error: string; config: string; next: number | null }
  /** There is nobody and nothing to tell any more: neither delivered nor a failure. */
  | { status: 'Skipped'; error: string }
