/**
 * Writes the browser build of the API console, taken from its npm package, beside the page that starts it.
 * Runs on install, so that the page needs nothing from another host. The package is a Fastify plugin: it carries the
 * build as text and hands it out in the route it registers.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import scalar from '@scalar/fastify-api-reference'

const FILE = 'public/console/scalar.js'

interface Route {
  url: string
  handler: (request: unknown, reply: { header(): unknown; send(body: string): void }) => unknown
}

const routes: Route[] = []
const fastify = {
  route: (route: Route) => routes.push(route),
  hasPlugin: () => false,
  log: console,
}
await scalar(fastify as never, { routePrefix: '/console', configuration: { url: '/' } } as never, () => {})

const script = routes.find((route) => route.url.endsWith('.js'))
if (!script) throw new Error(`no script among ${routes.map((r) => r.url).join(', ')}`)
const reply = {
  header: () => reply,
  send(body: string) {
    mkdirSync('public/console', { recursive: true })
    writeFileSync(FILE, body)
  },
}
await script.handler(null, reply)
