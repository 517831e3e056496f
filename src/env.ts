import type { Input, Outcome, Seen } from './api/request.ts'

/** The object that runs operations alone for each lock, as those who call it see it. */
export interface OperationQueue extends Rpc.DurableObjectBranded {
  run(lock: string, input: Input): Promise<Outcome>
}

/** The object that knows what a reader has seen. */
export interface ReaderState extends Rpc.DurableObjectBranded {
  seen(): Promise<Seen | null>
  saw(now: Seen | null): Promise<void>
}

/** The object that gives numbers, each once. */
export interface Numbers extends Rpc.DurableObjectBranded {
  next(epoch: number, lastNumber: number): Promise<number>
}

/** Bindings and variables of the Worker; see `wrangler.toml`. */
export interface Env {
  DB: D1Database
  /** Further databases, as many as are bound: DB2, DB3 and so on. */
  [further: `DB${number}`]: D1Database | undefined
  ORDERS: DurableObjectNamespace<OperationQueue>
  INCREMENTORS: DurableObjectNamespace<Numbers>
  /** Needed where `READS` is `nearest`. */
  READERS?: DurableObjectNamespace<ReaderState>
  DELIVERIES: Queue<DeliveryMessage>
  ASSETS: Fetcher
  /** How many requests are answered; without it, all. */
  REQUESTS?: RateLimit
  /** Sandbox, Staging or Production: told to customers' servers. */
  ENVIRONMENT?: string
  /** The origin clients use, where the Worker cannot tell it from the request (a proxy in front). */
  BASE_URL?: string
  /** `nearest`: shoppers read from the replica that is nearest, if it has what they have seen. */
  READS?: string
  /** Opens the portal to who has it: `/verify` takes it in place of a mailed code. To be unset after the set-up. */
  SETUP_SECRET?: string
  /** Where the portal's mails are posted to, as JSON: somebody's mail service, or a function before it. */
  PORTAL_MAIL_URL?: string
  /** Signs what is posted there (`X-oc-hash`). */
  PORTAL_MAIL_KEY?: string
  /** "1" accepts plain http and loopback URLs of customers' servers, and counts no requests: `wrangler dev` and tests. */
  DEVELOPMENT?: string
}

/** What travels through the queue: never a body, which stays in the database. */
export interface DeliveryMessage {
  marketplace: string
  delivery: string
  /** When the delivery was due as this was sent: it is ours to send while that still holds. */
  due?: string
}
