import { createHmac } from 'node:crypto'

/**
 * `X-oc-hash`: the Base64 of HMAC-SHA256 over the very bytes that are sent, since receivers hash the raw body.
 * @param hashKey the webhook's key, taken as UTF-8
 */
export const signature = (hashKey: string, bytes: Uint8Array): string =>
  createHmac('sha256', hashKey).update(bytes).digest('base64')
