import { env } from 'cloudflare:workers'
import { storedFields, type Table, tables } from '../../src/tables/table.ts'

/** Copies of each row. */
const COPIES = 60

/** Which column tells the copies apart, where it is not the last of the key. */
const told: Record<string, string> = {
  api_client_assignments: 'ApiClientID',
  bundle_products: 'BundleID',
  catalog_assignments: 'CatalogID',
  category_assignments: 'BuyerID',
  discount_assignments: 'DiscountID',
  product_assignments: 'ProductID',
  product_catalogs: 'ProductID',
  product_suppliers: 'ProductID',
  inventory_record_assignments: 'InventoryRecordID',
  security_profile_assignments: 'Company',
  address_assignments: 'AddressID',
  cost_center_assignments: 'CostCenterID',
  credit_card_assignments: 'CreditCardID',
  spending_account_assignments: 'SpendingAccountID',
  locale_assignments: 'BuyerID',
  promotion_assignments: 'PromotionID',
}
/** Tables whose rows follow from others, or name no object of the wire. */
const derived =
  /^(audience|branch_products|facet_counts|listed_products|shel|idempotency|login|refresh|used_login|webhook_routes)/

/**
 * Multiplies every row of a marketplace, so that its lists are longer than a page.
 * @param but names of tables whose rows stay as they are
 */
export async function multiply(marketplace: string, but: string[] = []): Promise<void> {
  // Of what has no key of its own there is one.
  const chosen = tables().filter(
    (t) => !t.control && t.keys.length > 0 && !derived.test(t.name) && !but.includes(t.name),
  )
  // Events first: those that tell of copied objects are made by triggers, under the same names.
  chosen.sort((a, b) => Number(b.name === 'events') - Number(a.name === 'events'))
  const numbers = JSON.stringify(Array.from({ length: COPIES }, (_, i) => i + 1))
  await env.DB.batch([
    env.DB.prepare('pragma defer_foreign_keys = on'),
    ...chosen.map((t) => env.DB.prepare(copy(t)).bind(marketplace, numbers)),
    env.DB.prepare('update marketplaces set AccessVersion = AccessVersion + 1 where ID = ?').bind(
      marketplace,
    ),
  ])
}

function copy(t: Table): string {
  const columns = Object.keys(storedFields(t)).filter((c) => c !== t.rowid)
  const distinct = new Set([
    told[t.name] ?? t.keys.at(-1)!,
    ...t.uniques.map((u) => u.columns.at(-1)!),
    'Key',
  ])
  const values = columns.map((c) => {
    const { kind } = storedFields(t)[c]!
    return distinct.has(c) && (kind.isText || kind.isSecret) ? `t."${c}" || '-' || n.value` : `t."${c}"`
  })
  return `insert into "${t.name}" (${columns.map((c) => `"${c}"`).join()})
    select ${values.join()} from "${t.name}" t, json_each(?2) n where t.Marketplace = ?1`
}
