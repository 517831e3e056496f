import { env, exports } from 'cloudflare:workers'
import { expect, it, vi } from 'vitest'
import { operations } from '../../src/operations.ts'
import type { Operation } from '../../src/resource/operation.ts'
import { type Request as Asked, bodyIn, callerOf, pathIn, requestIn } from '../conformance/requests.ts'
import { makeStates } from '../conformance/states.ts'
import { makeWorld, type World } from '../conformance/world.ts'
import { marketplace, ORIGIN } from '../support/marketplace.ts'
import { type Ground, requestOf, type Sent } from './generate.ts'
import { faultsOf } from './judge.ts'
import { randomOf } from './random.ts'

const { requests, seed, from } = JSON.parse(env.FUZZ) as Partial<Record<string, number>>
const REQUESTS = requests ?? 3000
const SEED = seed ?? 2026
const FROM = from ?? 0
/** Requests before the world is made anew: much of it has been deleted by then. */
const WORLD_LIVES = 1000
/** Faults of a run that are told. */
const MOST_TOLD = 200
/** Milliseconds a request may take on a machine that is busy. */
const PATIENCE = 100

/** Who calls, as far as tokens go. */
async function tokensOf({ market, buyer, supplier, portal }: World): Promise<Ground['tokens']> {
  const bearer = ({ token }: { token: string }) => `Bearer ${token}`
  const other = await marketplace()
  /** What the portal gives one of its accounts to act in the marketplace with: a user that is shown nowhere. */
  const byPortal = async ({ must }: World['portal']['account']) =>
    `Bearer ${(await must('GET', `/organizations/${market.id}/token`)).access_token}`
  const impersonator = market.seller.identity.key
  return {
    seller: bearer(market.seller),
    reader: bearer(await market.as(market.seller, { roles: ['ProductReader', 'OrderReader'] })),
    supplier: bearer(supplier),
    buyer: bearer(buyer),
    shopper: bearer(await market.as(buyer, { roles: ['Shopper'] })),
    guest: bearer(await market.as(buyer, { roles: ['Shopper'], order: 'a-guests-order' })),
    impersonation: bearer(await market.as(buyer, { impersonator })),
    stranger: bearer(other.seller),
    portal: `Bearer ${portal.account.token}`,
    portalGuest: `Bearer ${portal.guest.token}`,
    byPortal: await byPortal(portal.account),
    byPortalGuest: await byPortal(portal.guest),
    nobody: undefined,
    garbage: 'Bearer garbage',
    noBearer: 'Basic garbage',
  }
}

/** What an operation needs beyond its declaration is made once for a world. */
const wellFormedIn = (world: World, o: Operation): Promise<Asked> =>
  requestIn(world, o).catch(() => ({
    path: pathIn(world, o),
    as: o.roles === 'anonymous' ? 'nobody' : callerOf(world, o),
    body: bodyIn(world, o),
  }))

async function groundOf(world: World): Promise<Ground> {
  const made = new Map<string, Asked>()
  for (const o of operations) made.set(o.id, await wellFormedIn(world, o))
  return {
    operations,
    tokens: await tokensOf(world),
    fitting: (o) => {
      const { as } = made.get(o.id)!
      const token = typeof as === 'object' ? as.token : as === 'seller' ? world.market.seller.token : as
      return token === 'nobody' ? undefined : `Bearer ${token}`
    },
    wellFormed: (o) => made.get(o.id) as ReturnType<Ground['wellFormed']>,
    ids: [...Object.values(world.ids), 'rich', 'gone', 'off', 'family', 'member', 'sold-out', 'theirs'],
  }
}

/** How to make a request again by hand. */
const told = (number: number, { method, target, headers, body }: Sent) =>
  [
    `npm run fuzz -- --seed ${SEED} --from ${number} --requests 1`,
    `curl -X ${method} '$ORIGIN${target}' ${Object.entries(headers)
      .map(([name, value]) => `-H ${JSON.stringify(`${name}: ${name === 'Authorization' ? '…' : value}`)}`)
      .join(' ')}${body === undefined ? '' : ` --data-raw ${JSON.stringify(body).slice(0, 2000)}`}`,
  ].join('\n  ')

async function answerTo({ method, target, headers, body }: Sent) {
  const response = await exports.default.fetch(
    new Request(`${ORIGIN}${target}`, { method, headers, body, redirect: 'manual' }),
  )
  return { status: response.status, type: response.headers.get('Content-Type'), text: await response.text() }
}

it(
  `${REQUESTS} requests of seed ${SEED}, well-formed and ill, are answered as the document says, without a fault of the server`,
  async () => {
    let faults = 0
    const statuses = new Map<number, number>()
    let ground!: Ground
    for (let number = FROM; number < FROM + REQUESTS; number++) {
      if ((number - FROM) % WORLD_LIVES === 0) {
        // A world listens to what is printed.
        vi.restoreAllMocks()
        const world = await makeWorld()
        await makeStates(world)
        ground = await groundOf(world)
      }
      const sent = requestOf(randomOf(SEED, number), ground)
      const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
      printed.mockClear()
      const { status, type, text } = await answerTo(sent)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      const wrong = faultsOf(sent.operation, status, text, type)
      if (wrong.length === 0 || ++faults > MOST_TOLD) continue
      const said = String(printed.mock.calls[0]?.[0] ?? '').slice(0, 600)
      console.log(
        `${sent.operation.id} by ${sent.caller}: ${wrong.join('; ')}\n  ${told(number, sent)}\n  ${text.slice(0, 300)}\n  ${said}\n`,
      )
    }
    const counts = JSON.stringify(Object.fromEntries([...statuses].sort(([a], [b]) => a - b)))
    console.log(`${REQUESTS} requests of seed ${SEED}, by status: ${counts}`)
    expect(faults).toBe(0)
  },
  60_000 + REQUESTS * PATIENCE,
)
