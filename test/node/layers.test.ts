import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, test } from 'vitest'

/** Modules of the Worker, by their path below `src`. */
const modules = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
  (f) => f.endsWith('.ts') && !f.endsWith('.test.ts'),
)
const text = new Map(modules.map((m) => [m, readFileSync(join('src', m), 'utf8')]))

/** What a module imports, types too: modules below `src`, packages by their name. */
const importsOf = (module: string, pattern: RegExp) =>
  [...text.get(module)!.matchAll(pattern)].map(([, from]) =>
    from!.startsWith('.') ? normalize(join(dirname(module), from!)) : from!,
  )
const everything = new Map(modules.map((m) => [m, importsOf(m, /(?:from|import)\s*\(?\s*'([^']+)'/g)]))
/** What it imports when it runs: types are gone by then. */
const running = new Map(
  modules.map((m) => [
    m,
    importsOf(
      m,
      /^(?:import|export)\s+(?!type\s)(?!\{\s*(?:type\s+\w+(?:\s+as\s+\w+)?\s*,?\s*)+\}\s+from)(?:[^'"]*?\s+from\s+)?'([^']+)'/gm,
    ),
  ]),
)

/** Everything a module needs to run, directly or through others. */
function reach(module: string, seen = new Set<string>()): Set<string> {
  for (const next of running.get(module) ?? [])
    if (!seen.has(next)) {
      seen.add(next)
      reach(next, seen)
    }
  return seen
}

const folderOf = (module: string) => (module.includes('/') ? module.split('/')[0]! : '')
const isOurs = (name: string) => name.endsWith('.ts')

/** From the ground up: who stands on a floor imports from it and from those below. What stands in no folder is the roof. */
const floors = [
  ['api'],
  ['tables'],
  ['store'],
  ['resource'],
  ['auth'],
  ['organizations', 'integration'],
  ['rules', 'catalog'],
  ['orders'],
  ['portal'],
]
const floorOf = (module: string) => floors.findIndex((f) => f.includes(folderOf(module)))
/** What the whole house stands on: bindings, and nothing that runs. */
const GROUND = ['env.ts', '../package.json']

describe('floors', () => {
  test('every folder is on one', () => {
    const folders = [...new Set(modules.map(folderOf).filter(Boolean))]
    expect(folders.filter((f) => !floors.flat().includes(f))).toEqual([])
    expect(floors.flat().filter((f) => !folders.includes(f))).toEqual([])
  })

  test('nothing is imported from a floor above, types included', () => {
    const up = modules
      .filter((m) => folderOf(m) !== '')
      .flatMap((m) =>
        everything
          .get(m)!
          .filter((i) => isOurs(i) && !GROUND.includes(i) && (folderOf(i) === '' || floorOf(i) > floorOf(m)))
          .map((i) => `${m} imports ${i}`),
      )
    expect(up).toEqual([])
  })

  test('no module imports itself by way of others, types included', () => {
    const done = new Set<string>()
    const circles: string[] = []
    const visit = (module: string, path: string[]) => {
      if (path.includes(module)) circles.push([...path.slice(path.indexOf(module)), module].join(' → '))
      if (done.has(module) || path.includes(module)) return
      for (const next of everything.get(module) ?? []) visit(next, [...path, module])
      done.add(module)
    }
    for (const m of modules) visit(m, [])
    expect(circles).toEqual([])
  })

  test('statements are made by the house’s own template; drizzle declares tables and types', () => {
    const users = [...everything].filter(([, imports]) => imports.includes('drizzle-orm')).map(([m]) => m)
    expect(users.sort()).toEqual([
      'api/field.ts',
      'store/compile.ts',
      'tables/drizzle-table.ts',
      'tables/sql.ts',
    ])
  })

  test('only the session talks to the database; requests write by commit(), and what none causes by send()', () => {
    const users = (pattern: RegExp) => [...text].filter(([, t]) => pattern.test(t)).map(([m]) => m)
    expect(users(/\.prepare\(/)).toEqual(['store/session.ts'])
    // What is gathered, commits have made.
    expect(users(/\.batch\(/).sort()).toEqual(['store/commit.ts', 'store/gathering.ts', 'store/session.ts'])
    expect(users(/session\.send\(|\)\.send\(/).sort()).toEqual([
      'auth/tokens/keys.ts',
      'integration/events/elevated-token.ts',
      'integration/sync/walks.ts',
      'orders/order/left-orders.ts',
      'orders/subscriptions/run.ts',
      'orders/subscriptions/tell-server.ts',
      'portal/marketplaces/audit.ts',
      'portal/marketplaces/removal.ts',
      'store/carry/mirror.ts',
      'store/outbox/deliveries.ts',
      'store/retention/delete-due.ts',
      'store/shard.ts',
    ])
  })

  test('no file is longer than 300 lines, no folder holds more than 16', () => {
    const long = [...text].filter(([, t]) => t.split('\n').length > 301).map(([m]) => m)
    expect(long).toEqual([])
    const folders = Map.groupBy(modules, (m) => dirname(m))
    expect([...folders].filter(([, of]) => of.length > 16).map(([f]) => f)).toEqual([])
  })
})

test('no file of tests is longer than 400 lines, nor what tests share', () => {
  const files = [
    ...readdirSync('src', { recursive: true, encoding: 'utf8' })
      .filter((f) => f.endsWith('.test.ts'))
      .map((f) => join('src', f)),
    ...readdirSync('test', { recursive: true, encoding: 'utf8' })
      .filter((f) => f.endsWith('.ts'))
      .map((f) => join('test', f)),
  ]
  expect(files.length).toBeGreaterThan(150)
  expect(files.filter((f) => readFileSync(f, 'utf8').split('\n').length > 401)).toEqual([])
})

test('what signs in is imported by nothing but the table of operations', () => {
  const entrances = ['auth/oauth.ts', 'auth/impersonation.ts', 'auth/passwords/forgotten-credentials.ts']
  expect(entrances.filter((e) => !modules.includes(e))).toEqual([])
  const importers = modules.filter((m) => running.get(m)!.some((i) => entrances.includes(i)))
  expect(importers.filter((m) => folderOf(m) !== '' && folderOf(m) !== 'auth')).toEqual([])
})

const pure = [
  'api/body.ts',
  'api/caller.ts',
  'api/errors.ts',
  'api/lists/filter.ts',
  'api/lists/list.ts',
  'api/model.ts',
  'api/money.ts',
  'api/time.ts',
  'auth/granted-roles.ts',
  'auth/passwords/password-policy.ts',
  'catalog/prices/line-price.ts',
  'catalog/prices/price.ts',
  'catalog/specs/variant-matrix.ts',
  'catalog/visibility/visibility.ts',
  'integration/events/event-url.ts',
  'integration/events/stored-response.ts',
  'integration/openid/urls.ts',
  'orders/checkout/lines-named.ts',
  'orders/checkout/ship-methods.ts',
  'orders/lines/resolve-specs.ts',
  'orders/order/submitted-or-not.ts',
  'orders/state/settle.ts',
  'orders/state/states.ts',
  'orders/state/totals.ts',
  'orders/stock/counters.ts',
  'orders/stock/held-stock.ts',
  'portal/access/levels.ts',
  'rules/evaluate.ts',
  'rules/names.ts',
  'rules/parse.ts',
  'store/outbox/answer.ts',
  'store/outbox/breaker.ts',
  'store/outbox/retries.ts',
  'store/outbox/safe-url.ts',
  'tables/catalog/families.ts',
]
test.each(pure)('%s is pure: it reaches no database, no network, no clock of its own', (module) => {
  expect(modules).toContain(module)
  const reached = [...reach(module)]
  expect(reached.filter((i) => !isOurs(i) && !['zod', 'decimal.js-light'].includes(i))).toEqual([])
  expect(reached.filter((i) => i.startsWith('store/') && !pure.includes(i))).toEqual([])
  expect(text.get(module)).not.toMatch(/\bDate\.now\(|new Date\(\)|Math\.random\(|\bfetch\(/)
})

test('operations can be loaded outside of the Worker: scripts read them', () => {
  expect([...reach('operations.ts')].filter((i) => i.startsWith('cloudflare:'))).toEqual([])
  expect(modules.filter((m) => running.get(m)!.includes('cloudflare:workers')).sort()).toEqual([
    'order-actor.ts',
    'organizations/incrementor-object.ts',
    'reader.ts',
  ])
})

test('drizzle builds statements and never sends them', () => {
  const drivers = [...running].filter(([, names]) =>
    names.some((n) => /^drizzle-orm\/(?!sqlite-core)/.test(n)),
  )
  expect(drivers).toEqual([])
})

test('a module is called what it is about', () => {
  const names = modules.flatMap((m) => m.replace(/\.ts$/, '').split('/'))
  expect(names.filter((n) => /^(utils?|helpers?|common|services?|misc|shared)$/.test(n))).toEqual([])
  // No barrels: the only index is the Worker itself.
  expect(modules.filter((m) => /(^|\/)index\.ts$/.test(m))).toEqual(['index.ts'])
})
