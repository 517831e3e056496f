import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { eventually } from '../support/eventually.ts'

/** A call to a customer's server. */
export interface Received {
  path: string
  headers: IncomingHttpHeaders
  /** The body as it came: the signature is over these bytes. */
  bytes: Buffer
  // biome-ignore lint/suspicious/noExplicitAny: a test looks where it likes
  body: any
}

/** A customer's server, beside the test. */
export interface Receiver {
  url: string
  port: number
  /** Everything it was sent, in order of arrival. */
  received: Received[]
  /**
   * Waits for calls.
   * @throws Error when they do not come
   */
  until(condition: (received: Received[]) => boolean): Promise<void>
  close(): Promise<void>
}

/** What a customer's server answers: a status, or a body of JSON with 200. */
export type Respond = (received: Received) => number | object | Promise<number | object>

/**
 * Starts a customer's server.
 * @param port any free one unless told
 */
export async function startReceiver(respond: Respond = () => 200, port = 0): Promise<Receiver> {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const bytes = Buffer.concat(chunks)
    const call = {
      path: request.url!,
      headers: request.headers,
      bytes,
      body: JSON.parse(bytes.toString()) as unknown,
    }
    received.push(call)
    const answer = await respond(call)
    response.statusCode = typeof answer === 'number' ? answer : 200
    response.end(typeof answer === 'number' ? undefined : JSON.stringify(answer))
  })
  server.listen(port, 'localhost')
  await once(server, 'listening')
  const { port: taken } = server.address() as { port: number }
  return {
    url: `http://localhost:${taken}`,
    port: taken,
    received,
    until: (condition) =>
      eventually(() => {
        if (!condition(received)) throw new Error(`${received.length} calls came.`)
      }),
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** The signature a call should have, made with nothing of ours. */
export const hashOf = (key: string, bytes: Buffer): string =>
  createHmac('sha256', key).update(bytes).digest('base64')
