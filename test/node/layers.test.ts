import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, test } from 'vitest'

/** Modules of the Worker, by their path below `src`. */
const modules = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
  (f) => f.endsWith('.ts') && !f.endsWith('.test.ts'),
)

/** What a module imports when it runs: modules below `src`, packages by their name. Types are gone by then. */
function importsOf(module: string): string[] {
  const text = readFileSync(join('src', module), 'utf8')
  return [...text.matchAll(/^(?:import|export)\s+(?:(type\s)?([^'"]*?)\s*from\s+)?'([^']+)'/gm)]
    .filter(([, type, names]) => !type && !onlyTypes(names ?? ''))
    .map(([, , , from]) => (from!.startsWith('.') ? normalize(join(dirname(module), from!)) : from!))
}

/** `{ type A, type B }` */
const onlyTypes = (names: string) =>
  /^\{[^}]+\}$/.test(names) &&
  names
    .slice(1, -1)
    .split(',')
    .every((n) => /^\s*(type\s.*)?$/s.test(n))

const imports = new Map(modules.map((m) => [m, importsOf(m)]))

/** Everything a module needs to run, directly or through others. */
function reach(module: string, seen = new Set<string>()): Set<string> {
  for (const next of imports.get(module) ?? [])
    if (!seen.has(next)) {
      seen.add(next)
      reach(next, seen)
    }
  return seen
}

const folderOf = (module: string) => (module.includes('/') ? module.split('/')[0]! : '')
const isOurs = (name: string) => name.endsWith('.ts')

/** Which folders the modules of a folder may import, beside their own. */
const below: Record<string, string[]> = {
  api: [],
  store: ['api'],
  auth: ['api', 'store'],
  organizations: ['api', 'store', 'auth', 'catalog'],
  catalog: ['api', 'store', 'auth', 'organizations'],
  orders: ['api', 'store', 'auth', 'organizations', 'catalog'],
  fulfillment: ['api', 'store', 'auth', 'organizations', 'catalog', 'orders'],
  integration: ['api', 'store', 'auth', 'organizations'],
  portal: ['api', 'store', 'auth', 'organizations', 'integration'],
  'sign-on': ['api', 'store', 'auth', 'organizations', 'integration'],
}
const subjects = ['organizations', 'catalog', 'orders', 'fulfillment', 'integration', 'portal', 'sign-on']

/** What single modules may import beside that, and why. */
const also: Record<string, (imported: string) => boolean> = {
  // Signing in and acting for somebody are about users and clients; the rest of `auth` knows of neither.
  'auth/oauth.ts': (i) => folderOf(i) === 'organizations',
  'auth/by-password.ts': (i) => folderOf(i) === 'organizations',
  'auth/sign-in-rows.ts': (i) => folderOf(i) === 'organizations',
  'auth/impersonation.ts': (i) => folderOf(i) === 'organizations',
  'auth/forgotten-credentials.ts': (i) => folderOf(i) === 'organizations',
  // The object that runs operations.
  'orders/order-actor.ts': (i) => i === 'operations.ts' || i === 'perform.ts',
  // A deleted product goes from carts, and a deleted inventory record from their lines.
  'catalog/product-rules.ts': (i) => i === 'orders/product-removal.ts' || i === 'orders/record-removal.ts',
  'catalog/inventory-records.ts': (i) => i === 'orders/record-removal.ts',
  // And a variant that is made anew.
  'catalog/generate-variants.ts': (i) => i === 'orders/product-removal.ts',
}

describe('layers', () => {
  test.each(Object.keys(below))('%s imports only what stands below it', (folder) => {
    const own = modules.filter((m) => folderOf(m) === folder)
    expect(own.length).toBeGreaterThan(0)
    const wrong = own.flatMap((m) =>
      imports
        .get(m)!
        .filter((i) => isOurs(i) && ![folder, ...below[folder]!].includes(folderOf(i)) && !also[m]?.(i))
        .map((i) => `${m} imports ${i}`),
    )
    expect(wrong).toEqual([])
  })

  test('every folder has its place, and no exception is left over', () => {
    expect([...new Set(modules.map(folderOf))].filter((f) => f && !(f in below))).toEqual([])
    expect(Object.keys(also).filter((m) => !imports.get(m)?.some(also[m]!))).toEqual([])
  })

  test('what signs in is imported by nothing but the table of operations', () => {
    const entrances = ['auth/oauth.ts', 'auth/impersonation.ts', 'auth/forgotten-credentials.ts']
    const importers = modules.filter((m) => imports.get(m)!.some((i) => entrances.includes(i)))
    expect(importers.filter((m) => subjects.includes(folderOf(m)))).toEqual([])
  })

  const pure = [
    'api/body.ts',
    'api/caller.ts',
    'api/errors.ts',
    'api/filter.ts',
    'api/model.ts',
    'api/money.ts',
    'api/time.ts',
    'auth/grant.ts',
    'auth/password-policy.ts',
    'catalog/families.ts',
    'catalog/price.ts',
    'catalog/variant-matrix.ts',
    'catalog/visibility.ts',
    'integration/breaker.ts',
    'integration/event-url.ts',
    'integration/safe-url.ts',
    'orders/counters.ts',
    'orders/lines.ts',
    'orders/resolve-specs.ts',
    'orders/states.ts',
    'orders/totals.ts',
    'orders/worlds.ts',
    'portal/levels.ts',
    'sign-on/urls.ts',
    'store/retries.ts',
  ]
  test.each(pure)('%s is pure: it reaches no database, no network, no clock of its own', (module) => {
    expect(modules).toContain(module)
    const reached = [...reach(module)]
    expect(reached.filter((i) => !isOurs(i) && !['zod', 'decimal.js-light'].includes(i))).toEqual([])
    expect(reached.filter((i) => folderOf(i) === 'store')).toEqual([])
    expect(readFileSync(join('src', module), 'utf8')).not.toMatch(
      /\bDate\.now\(|new Date\(\)|Math\.random\(|\bfetch\(/,
    )
  })

  test('operations can be loaded outside of the Worker: scripts read them', () => {
    expect([...reach('operations.ts')].filter((i) => i.startsWith('cloudflare:'))).toEqual([])
    expect(modules.filter((m) => imports.get(m)!.includes('cloudflare:workers')).sort()).toEqual([
      'orders/order-actor.ts',
      'organizations/incrementor-object.ts',
    ])
  })

  test('drizzle builds statements and never sends them', () => {
    const drivers = [...imports].filter(([, names]) =>
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
})
