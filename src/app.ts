import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { TrieRouter } from 'hono/router/trie-router'
import { fail, notFound } from './api/errors.ts'
import type { Operation } from './api/operation.ts'
import { type Bindings, mount } from './mount.ts'
import { refusal } from './perform.ts'

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/** The application: request ids, CORS, https, and the operations. */
export function createApp(operations: readonly Operation[]) {
  // RegExpRouter refuses these paths; letter case of a path does not matter, that of its IDs is kept (mount.ts).
  const app = new Hono<Bindings>({ router: new TrieRouter(), getPath: (request) => pathOf(request) })
  app.use(async (c, next) => {
    const id = crypto.randomUUID()
    c.set('requestID', id)
    await next()
    c.res = new Response(c.res.body, c.res)
    c.res.headers.set('X-oc-logid', id)
  })
  app.use(
    cors({
      origin: '*',
      allowMethods: [...METHODS, 'OPTIONS'],
      exposeHeaders: ['Location', 'Retry-After', 'X-oc-logid', 'Server-Timing', 'ETag'],
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
    const path = pathOf(c.req.raw)
    const known = METHODS.some((m) =>
      app.router.match(m, path)[0].some(([, p]) => Object.keys(p).length > 0 || isRoute(operations, path)),
    )
    const error = known
      ? fail('MethodNotAllowed', `${c.req.method} is not available here.`)
      : notFound('Route', new URL(c.req.url).pathname)
    const { status, body } = refusal(error, c.get('requestID'))
    return c.json(body as object, status as 404)
  })
  app.onError((error, c) => {
    const { status, body } = refusal(error, c.get('requestID'))
    return c.json(body as object, status as 500)
  })
  return app
}

const pathOf = (request: Request) => new URL(request.url).pathname.toLowerCase().replace(/(.)\/$/, '$1')

const isRoute = (operations: readonly Operation[], path: string) =>
  operations.some((o) => (o.root ? o.path : `/v1${o.path}`).toLowerCase() === path)
