import { lower } from '../../api/names.ts'
import type { Call } from '../../store/call.ts'
import { Remembered } from '../../store/remembered.ts'
import { and } from '../../store/sql/sql.ts'
import { as } from '../../tables/alias.ts'
import { marketplaces } from '../../tables/portal/marketplaces.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { shopper } from '../visibility/audiences.ts'
import { knownAudience, type Versions, versionsOf } from './known-audiences.ts'

/** A product as everybody of an audience is shown it. */
export interface ShownProduct {
  ID: string
  shown: Record<string, unknown>
  /** The same as JSON. */
  json: string
  /** Milliseconds since 1970 until when it is true if nothing is written: a sale begins or ends. */
  until: number
}

/** An answer as JSON: a page of products is put together of theirs. */
export function written(answer: object, products: readonly ShownProduct[]): string {
  const { Items, ...rest } = answer as { Items?: readonly unknown[] }
  return Items && Items.length > 0 && Items.every((item, i) => item === products[i]?.shown)
    ? `${JSON.stringify(rest).slice(0, -1)},"Items":[${Items.map((_, i) => products[i]!.json).join()}]}`
    : JSON.stringify(answer)
}

/** Products of which that is known, by their IDs. */
interface KnownProducts {
  at: Versions
  /** What is shown of stock is of this version. */
  stockVersion: number | null
  products: ReadonlyMap<string, ShownProduct>
}

/** Characters of the products that an isolate remembers. */
const MOST_CHARACTERS = 10_000_000
/** Products of one audience remembered at most, and characters of them; each list that asks names them all. */
const MOST_PRODUCTS = 200
const MOST_OF_ONE = MOST_CHARACTERS / 10

const known = new Remembered<KnownProducts>(MOST_CHARACTERS)

const mk = as(marketplaces, 'mk')
const NOTHING: KnownProducts = { at: [null, 0, 0, null], stockVersion: null, products: new Map() }

/** Whose products a list is of: an audience's, with the prices of a seller. */
const keyOf = (audience: string, { query }: Call) =>
  `${audience}/${lower((query.sellerID as string | null | undefined) ?? '')}`

/** What this isolate has shown to others of the caller's audience, or to the caller: a list need not read it again. */
export class Acquainted {
  readonly #call: Call
  readonly #audience: string
  readonly #known: KnownProducts

  constructor(call: Call) {
    this.#call = call
    this.#audience = knownAudience(call) ?? ''
    const { marketplace, input } = call
    this.#known = known.recall(marketplace, keyOf(this.#audience, call), input.now)?.value ?? NOTHING
  }

  /**
   * Whether a product is known: over the `shopper`, who must be of the audience, and true only while the versions are
   * what they were. (What is known is put together once, since it depends on no row.)
   */
  knows(productID: SQL): SQL {
    const { at, stockVersion, products } = this.#known
    const current = [...products.values()].filter((p) => p.until > this.#call.input.now)
    const ids = (isStocked: boolean) =>
      current.map((p) => (Boolean(p.shown.Inventory) === isStocked ? `/${p.ID}` : '')).join('')
    const [since, accessVersion, catalogVersion, shopVersion] = at
    const same = and(
      sql`${mk.DateCreated} is ${since} and ${mk.AccessVersion} = ${accessVersion}`,
      sql`${mk.CatalogVersion} = ${catalogVersion} and ${mk.ShopVersion} is ${shopVersion}`,
    )
    // As text, since each entry of a JSON array would be a row that is read.
    const named = sql`select ${ids(false)} || iif(${mk.StockVersion} is ${stockVersion}, ${ids(true)}, '') || '/'
      from ${mk.from} where ${mk.ID} = ${this.#call.marketplace} and ${same}`
    return sql`(${shopper.audience} is ${this.#audience} and coalesce(instr((${named}), '/' || ${productID} || '/'), 0) > 0)`
  }

  /** One of them. */
  product(id: string): ShownProduct {
    return this.#known.products.get(id)!
  }
}

/** Remembers what an audience was shown of products. */
export function meet(call: Call, audience: string, shown: readonly ShownProduct[]): void {
  const { marketplace, input, state } = call
  const key = keyOf(audience, call)
  const versions = versionsOf(call)
  const version = versions.join('/')
  const before = known.recall(marketplace, key, input.now)
  const old = before?.version === version ? before.value : NOTHING
  if (shown.every((p) => old.products.get(p.ID) === p)) return
  const products = new Map<string, ShownProduct>()
  for (const [id, product] of old.products)
    if (old.stockVersion === state.stockVersion || !product.shown.Inventory) products.set(id, product)
  for (const product of shown) {
    products.delete(product.ID)
    products.set(product.ID, product)
  }
  let size = [...products.values()].reduce((sum, p) => sum + p.json.length, 0)
  for (const [oldest, { json }] of products) {
    if (products.size <= MOST_PRODUCTS && size <= MOST_OF_ONE) break
    products.delete(oldest)
    size -= json.length
  }
  known.learn(marketplace, key, version, { at: versions, stockVersion: state.stockVersion, products }, size)
}
