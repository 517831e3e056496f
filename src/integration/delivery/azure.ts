import { createHmac } from 'node:crypto'

/** What a connection string of Azure says: `Name=value` pairs, ended by semicolons. */
export const connectionOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    text.split(';').flatMap((pair) => {
      const at = pair.indexOf('=')
      return at > 0 ? [[pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const] : []
    }),
  )

/** Seconds a signature for Event Hubs is good. */
const LIFE = 300

/**
 * Where events are posted of an event hub, and the signature that lets them in: a shared access signature, the
 * HMAC-SHA256 of the encoded URL and the second at which it ends.
 * @returns undefined where the connection string lacks what it takes
 */
export function eventHub(connectionString: string, hub: string, now: number) {
  const { Endpoint, SharedAccessKeyName, SharedAccessKey } = connectionOf(connectionString)
  if (!Endpoint || !SharedAccessKeyName || !SharedAccessKey) return undefined
  const resource = `${Endpoint.replace(/^sb:/i, 'https:').replace(/\/+$/, '')}/${encodeURIComponent(hub)}`
  const signed = encodeURIComponent(resource)
  const end = Math.floor(now / 1000) + LIFE
  const signature = createHmac('sha256', SharedAccessKey).update(`${signed}\n${end}`).digest('base64')
  return {
    url: `${resource}/messages`,
    authorization: `SharedAccessSignature sr=${signed}&sig=${encodeURIComponent(signature)}&se=${end}&skn=${encodeURIComponent(SharedAccessKeyName)}`,
  }
}

/** Version of the Blob service that is spoken. */
const BLOB_VERSION = '2021-12-02'

/**
 * A blob to be put: its URL, and headers with the signature of the account's key (`SharedKey`) over what is sent.
 * @param path container and name
 * @param length bytes of the blob, which is JSON
 * @returns undefined where the connection string lacks what it takes
 */
export function blob(connectionString: string, path: string, length: number, now: number) {
  const named = connectionOf(connectionString)
  const { AccountName, AccountKey, DefaultEndpointsProtocol = 'https', EndpointSuffix } = named
  if (!AccountName || !AccountKey) return undefined
  const origin =
    named.BlobEndpoint?.replace(/\/+$/, '') ??
    `${DefaultEndpointsProtocol}://${AccountName}.blob.${EndpointSuffix ?? 'core.windows.net'}`
  if (!URL.canParse(origin)) return undefined
  const url = `${origin}/${path}`
  const date = new Date(now).toUTCString()
  const own = [`x-ms-blob-type:BlockBlob`, `x-ms-date:${date}`, `x-ms-version:${BLOB_VERSION}`]
  const resource = `/${AccountName}${new URL(url).pathname}`
  // Encoding, language, length, MD5, type, date, four conditions, range: those that are not sent are empty lines.
  const lines = [
    'PUT',
    '',
    '',
    String(length),
    '',
    'application/json',
    '',
    '',
    '',
    '',
    '',
    '',
    ...own,
    resource,
  ]
  const signature = createHmac('sha256', Buffer.from(AccountKey, 'base64'))
    .update(lines.join('\n'))
    .digest('base64')
  return {
    url,
    headers: {
      'x-ms-blob-type': 'BlockBlob',
      'x-ms-date': date,
      'x-ms-version': BLOB_VERSION,
      Authorization: `SharedKey ${AccountName}:${signature}`,
    },
  }
}
