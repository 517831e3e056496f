import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { isOfPortal, PORTAL } from '../../src/api/operation.ts'
import { operations } from '../../src/operations.ts'
import { plannedOfPortal } from '../../src/portal/planned.ts'

const SDK = 'node_modules/@ordercloud/portal-javascript-sdk/dist/index.esm.js'

/** The routes its SDK calls: `http.put("/teams/".concat(id, "/members/").concat(username), …`. */
function routesOfSdk(): string[] {
  const calls = readFileSync(SDK, 'utf8').matchAll(
    /http\.(get|put|post|delete)\(("[^"]*"(?:\.concat\([^)]*\))*)/g,
  )
  return [...calls].map(([, verb, path]) => {
    const parts = [...path!.matchAll(/"([^"]*)"|[(, ](\w+)(?=[,)])/g)].map(([, text, name]) =>
      name ? '{}' : text,
    )
    return `${verb!.toUpperCase()} ${PORTAL}${parts.join('')}`
  })
}

const shape = (path: string) => path.replace(/\{\w+\}/g, '{}')

/** Routes of the portal that its SDK does not have. */
const OWN = [
  `GET ${PORTAL}/organizations/{}/export/{}`,
  `PUT ${PORTAL}/organizations/{}/import`,
  `GET ${PORTAL}/organizations/{}/audit`,
  `GET ${PORTAL}/organizations/{}/synchronizations`,
]

test('every route of the portal’s SDK is built, or said not to be', () => {
  const known = new Set([
    ...operations.map((o) => `${o.method} ${shape(o.path)}`),
    ...Object.entries(plannedOfPortal).flatMap(([path, verbs]) =>
      verbs.split(' ').map((verb) => `${verb} ${shape(path)}`),
    ),
  ])
  const routes = routesOfSdk()
  expect(routes.length).toBeGreaterThan(60)
  expect(routes.filter((r) => !known.has(r))).toEqual([])
  const built = operations.filter((o) => isOfPortal(o) && !o.path.includes('/oauth/'))
  expect(built.map((o) => `${o.method} ${shape(o.path)}`).filter((r) => !routes.includes(r))).toEqual(OWN)
})
