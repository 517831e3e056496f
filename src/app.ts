import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { TrieRouter } from 'hono/router/trie-router'
import { answerHeaders } from './answer-headers.ts'
import { fail, notBuilt, notFound } from './api/errors.ts'
import { fullPath, isOfPortal } from './api/operation.ts'
import { type Bindings, mount } from './mount.ts'
import { asPortal, refusal } from './outcome.ts'
import { plannedOfPortal } from './portal/planned.ts'
import type { Operation } from './resource/operation.ts'

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/** The application: request ids, CORS, https, and the operations. */
export function createApp(operations: readonly Operation[]) {
  // RegExpRouter refuses these paths; letter case of a path does not matter, that of its IDs is kept (mount.ts).
  const app = new Hono<Bindings>({ router: new TrieRouter(), getPath: (request) => pathOf(request) })
  app.use(async (c, next) => {
    c.set('requestID', crypto.randomUUID())
    await next()
  })
  app.use(answerHeaders)
  app.use(
    cors({
      origin: '*',
      allowMethods: [...METHODS, 'OPTIONS'],
      exposeHeaders: ['Location', 'Retry-After', 'X-oc-logid', 'Server-Timing', 'ETag', 'WWW-Authenticate'],
      maxAge: 86_400,
    }),
  )
  app.use(async (c, next) => {
    const { protocol, hostname } = new URL(c.req.url)
    if (protocol === 'http:' && !c.env.DEVELOPMENT && !LOOPBACK.has(hostname)) {
      const { status, body } = refusal(
        fail('Request.HttpsRequired', 'This API answers over https only.'),
        c.get('requestID'),
      )
      return c.json(body as object, status as 400)
    }
    await next()
  })
  mount(app, operations)
  app.notFound((c) => {
    const refused = refusal(unrouted(operations, c.req.raw), c.get('requestID'))
    const { status, body } = isOfPortal({ path: pathOf(c.req.raw) }) ? asPortal(refused) : refused
    return c.json(body as object, status as 404)
  })
  app.onError((error, c) => {
    const { status, body } = refusal(error, c.get('requestID'))
    return c.json(body as object, status as 500)
  })
  return app
}

const pathOf = (request: Request) => new URL(request.url).pathname.toLowerCase().replace(/(.)\/$/, '$1')

/** Every route there is or will be, by verb; built when first somebody asks for one there is not. */
let known: TrieRouter<'built' | 'planned'> | undefined

function knownRoutes(operations: readonly Operation[]) {
  if (known) return known
  const routes = new TrieRouter<'built' | 'planned'>()
  const pattern = (path: string) => path.toLowerCase().replace(/\{(\w+)\}/g, ':$1')
  for (const o of operations) routes.add(o.method, pattern(fullPath(o)), 'built')
  for (const [path, verbs] of Object.entries(plannedOfPortal))
    for (const verb of verbs.split(' ')) routes.add(verb, pattern(path), 'planned')
  known = routes
  return routes
}

/** What to say of a request that no operation takes: not built yet, another verb, or no such route. */
function unrouted(operations: readonly Operation[], request: Request) {
  const path = pathOf(request)
  const routes = knownRoutes(operations)
  const kinds = (verb: string) => routes.match(verb, path)[0].map(([kind]) => kind)
  if (kinds(request.method).includes('planned'))
    return notBuilt(`${request.method} ${new URL(request.url).pathname}`)
  return METHODS.some((verb) => kinds(verb).length > 0)
    ? fail('MethodNotAllowed', `${request.method} is not available here.`)
    : notFound('Route', new URL(request.url).pathname)
}
