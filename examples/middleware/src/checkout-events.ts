import type { OrderWorksheet } from './models.ts'

/** What the integration event of checkout sends, whatever is asked of it. */
export interface CheckoutEvent {
  OrderWorksheet: OrderWorksheet
  Environment: 'Sandbox' | 'Staging' | 'Production'
  /** Calls the API with the event's ElevatedRoles, for an hour; null where it has none. */
  OrderCloudAccessToken: string | null
  /** As the event is configured. */
  ConfigData: unknown
}

/** What the subscription integration sends: an order to submit, or, in place of one that could not be made, null. */
export interface SubscriptionEvent extends Omit<CheckoutEvent, 'ConfigData'> {
  /** What of the subscription its user cannot buy now. */
  UnavailableProductIDs: string[]
  /** Why there is no order; empty where there is one. */
  ErrorCode: string
}

/** Of a model, what a service may say: the rest is left as it is, or told by the API itself. */
export type Answer<Model> = Model extends (infer Entry)[]
  ? Answer<Entry>[]
  : Model extends object
    ? { [Name in keyof Model]?: Answer<Model[Name]> }
    : Model

/**
 * Reads a request of an integration event or of the subscription integration, if it is one.
 * @param hashKey the HashKey of either
 * @returns null when the body was not signed with that key
 * @throws DOMException for an empty key, which everybody has
 */
export async function verify<Event = CheckoutEvent>(
  request: Request,
  hashKey: string,
): Promise<Event | null> {
  const body = await request.arrayBuffer()
  const hmac = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(hashKey), hmac, false, ['verify'])
  // Takes the same time wherever the signatures begin to differ.
  const signed = await crypto.subtle.verify(hmac, key, signatureOf(request), body)
  // Whoever has the key sends this.
  return signed ? (JSON.parse(new TextDecoder().decode(body)) as Event) : null
}

/** The bytes of `X-oc-hash`, which is Base64: none, which sign nothing, where it isn't. */
function signatureOf({ headers }: Request): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(headers.get('X-oc-hash') ?? ''), (character) => character.charCodeAt(0))
  } catch {
    return new Uint8Array()
  }
}
