import { Rendered } from '../../api/request.ts'
import { shownTo } from '../../api/withheld.ts'
import type { Call } from '../../store/call.ts'
import { type Known, Remembered } from '../../store/remembered.ts'
import { tablesRead } from '../../store/session.ts'
import { tables } from '../../tables/table.ts'
import { partyOf, steadyParty } from '../visibility/audiences.ts'
import { knownAudience, learnAudience, settling, versionsOf } from './known-audiences.ts'
import { meet, type ShownProduct, written } from './known-products.ts'
import { liveStock, stockedIn, withStock } from './live-stock.ts'

/** An answer that all of an audience get. */
interface Answer {
  rendered: Rendered
  /** Milliseconds since 1970 until when it is true if nothing is written: a sale begins or ends. */
  until: number
  /** IDs of the products in it that have stock, and of which version that is. */
  stocked: readonly string[]
  stockVersion: number | null
  /** Stock had moved when it was asked for last: what there is will be asked for together with whether it has. */
  isSelling: boolean
}

/** Bytes of the answers that an isolate remembers. */
const MOST_BYTES = 30_000_000
/** Bytes that an answer counts beside its own: what it is kept by. */
const OVERHEAD = 500

const answers = new Remembered<Answer>(MOST_BYTES, settling)

/** Tables that no trigger of their own moves a version for, and what is true of them all the same. */
const VERSIONED_OTHERWISE = [
  // Whoever writes these moves `AccessVersion`, or has the user's audience found anew.
  ...['catalog_assignments', 'group_members', 'locales', 'locale_assignments'],
  // Made from others for a version of access.
  ...['audiences', 'audience_shelves', 'audience_categories', 'audience_branches', 'audience_discounts'],
  // They follow products and where these stand.
  ...['shelves', 'shelf_members', 'listed_products', 'branch_products', 'product_words'],
  // Read with the caller's state, or anew where the stock's version has moved.
  ...['marketplaces', 'users', 'inventory_records', 'inventory_record_assignments'],
  // Counted for a version.
  ...['list_totals', 'facet_counts'],
]

/** Tables of which an answer may be made that is remembered. */
let versioned: Set<string> | undefined

/** Whether what was read is true as long as the versions are what they were. */
function isVersioned(read: Iterable<string>): boolean {
  versioned ??= new Set([
    ...VERSIONED_OTHERWISE,
    ...tables().flatMap(({ name, moves }) =>
      moves.some((m) => m.version !== 'CallerVersion') ? [name] : [],
    ),
  ])
  for (const name of read) if (!versioned.has(name)) return false
  return true
}

/** What an operation tells of its answer. */
export class Lasting {
  until = Number.POSITIVE_INFINITY
  /** The products in it. */
  products: readonly ShownProduct[] = []

  /** The answer is true of this moment alone. */
  endsAtOnce() {
    this.until = 0
  }

  /** The answer has products, and is true as long as each of them is shown as it is. */
  shows(products: readonly ShownProduct[]) {
    this.products = products
    this.until = Math.min(this.until, ...products.map((p) => p.until))
  }
}

/**
 * An operation whose answer is the same for everybody of an audience: an isolate that has made it for a question answers it
 * again for two rows read by their keys, as long as the versions in them are what they were. What it read must be of tables
 * that move these; of others it is made anew each time.
 */
export const forAudience =
  <A extends object>(run: (call: Call, lasting: Lasting) => Promise<A>) =>
  async (call: Call): Promise<object> => {
    const { marketplace, input } = call
    if (!input.uri) return run(call, new Lasting())
    const audience = knownAudience(call)
    const known = audience && answers.recall(marketplace, `${audience}/${input.uri}`, input.now)
    if (known && known.value.until > input.now) {
      const answer = await answered(call, audience, known)
      if (answer) return answer
    }
    const told = new Lasting()
    const body = await run(call, told)
    const party = steadyParty(call)
    if (!party || told.until <= input.now || !isVersioned(tablesRead(call.session))) return body
    learnAudience(call, party.Audience)
    const { until, products } = told
    const stocked = stockedIn(products)
    const shown = shownTo(call.operation, call.caller.kind, body) as object
    const rendered = await Rendered.of(written(shown, products))
    const value = { rendered, until, stocked, stockVersion: call.state.stockVersion, isSelling: false }
    const size = OVERHEAD + rendered.json.length
    answers.learn(marketplace, `${party.Audience}/${input.uri}`, versionOf(call), value, size)
    meet(call, party.Audience, products)
    return rendered
  }

/** The answer that is known, if it is true of what is read now. */
async function answered(call: Call, audience: string, { version, value }: Known<Answer>) {
  const { marketplace, input } = call
  const { stocked, stockVersion } = value
  const stock = () => liveStock(call, stocked, stockVersion)
  const read = await call.read({ stock: value.isSelling ? stock() : undefined })
  const party = partyOf(call)
  if (!party?.Fresh || party.Audience !== audience) return undefined
  if (version !== versionOf(call)) {
    answers.outdated(marketplace, `${audience}/${input.uri}`, input.now)
    return undefined
  }
  value.isSelling = stocked.length > 0 && stockVersion !== call.state.stockVersion
  if (value.isSelling) {
    const now = read.stock ?? (await call.read({ stock: stock() })).stock
    value.rendered = await Rendered.of(
      JSON.stringify(withStock(JSON.parse(new TextDecoder().decode(value.rendered.json)), now)),
    )
    value.stockVersion = call.state.stockVersion
  }
  return value.rendered
}

const versionOf = (call: Call) => versionsOf(call).join('/')
