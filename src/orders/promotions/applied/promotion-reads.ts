import type { Fact, Results } from '../../../store/fact.ts'
import { asJson, columns } from '../../../store/rows.ts'
import type { Query, StoredRow } from '../../../store/sql/sql.ts'
import { products } from '../../../tables/catalog/products.ts'
import { variants } from '../../../tables/catalog/variants.ts'
import { promotions } from '../../../tables/orders/promotions.ts'
import { type SQL, sql } from '../../../tables/sql.ts'
import { decodeRow, type Row } from '../../../tables/table.ts'
import type { NamedOrder } from '../../operation/named-order.ts'
import { userOfOrder } from '../../order/usable-by-owner.ts'
import type { Promotion } from '../promotable-order.ts'
import { forUser } from '../promotion-visibility.ts'

/** A promotion as an order's user may use it, and how many of their orders that were opened have it. */
export type Candidate = Promotion & { readonly RedeemedByUser: number }

/** Candidates that are looked at in one go: conditions take time, and each has its own. */
export const MOST_CANDIDATES = 500

/** Columns of a candidate over an alias of promotions, one of them asked for by a code; redemptions are counted where it matters. */
export function candidateColumns(order: NamedOrder, alias: 'p' | 't', code: string | null = null): SQL {
  const { marketplace, key, header } = order
  const p = sql.identifier(alias)
  const redeemer = sql`iif(${header('GuestsOrder')} is null, ${header('FromUserKey')}, ${key})`
  const generated = sql`select json_object('Code', c.Code, 'CodeIsSpent', json(iif(c.Redeemed, 'true', 'false'))) from promotion_codes c where c.Marketplace = ${marketplace}
    and c.Code in (${code}, (select op.Code from order_promotions op where op.Marketplace = ${marketplace} and op.OrderKey = ${key} and op.ID = ${p}.ID)) and c.PromotionID = ${p}.ID order by c.Code = ${code} desc limit 1`
  return sql`${columns(promotions, alias)}, iif(${p}.GeneratedCodeCount = 0, null, (${generated})) as Generated,
    ${forUser(userOfOrder(order), alias)} as ForUser, iif(${p}.RedemptionLimitPerUser is null, 0,
    (select count(*) from order_promotions r where r.Marketplace = ${marketplace} and r.ID = ${p}.ID and r.RedeemedBy = ${redeemer})) as RedeemedByUser`
}

export const decodeCandidate = (row: StoredRow): Candidate => ({
  ...decodeRow(promotions, row),
  // The generated code that it has for the order, if it has one.
  ...(JSON.parse(String(row.Generated ?? '{}')) as Pick<Candidate, 'Code' | 'CodeIsSpent'>),
  ForUser: row.ForUser === 1,
  RedeemedByUser: Number(row.RedeemedByUser),
})

/**
 * Promotions by their IDs. What relies on them needs them to be as they are, and for the order's user still; how often they
 * are redeemed has a guard of its own.
 * @param ids a select
 */
function candidates(order: NamedOrder, ids: SQL, code?: string): Fact<Candidate> {
  const { marketplace } = order
  return {
    sql: sql`select ${candidateColumns(order, 'p', code)} from promotions p where p.Marketplace = ${marketplace} and p.ID in (${ids})`,
    decode: decodeCandidate,
    holds: (rows) => {
      const wanted = JSON.stringify(rows.map(({ ID, Version }) => [ID, Version]))
      return sql`(select count(*) from json_each(${wanted}) j cross join promotions p on p.Marketplace = ${marketplace} and p.ID = j.value ->> 0
        and p.Version = j.value ->> 1 where ${forUser(userOfOrder(order), 'p')}) = ${rows.length}`
    },
  }
}

/** A product of an order's lines as rules see it: with the order's variants of it, and the categories it stands in. */
export interface RuleProduct {
  product: Row<typeof products>
  variants: Row<typeof variants>[]
  /** IDs of the categories it stands in itself, and of those with all above them. */
  direct: string[]
  above: string[]
}

/**
 * The products of an order's lines as rules see them: a checkout without promotions looks at no product for these.
 * @param some whether there are other rules
 */
export function ruledProducts(order: NamedOrder, some: SQL): Query<RuleProduct> {
  const { marketplace } = order
  const lines = sql`line_items l where l.Marketplace = ${marketplace} and l.OrderKey = ${order.lines}`
  const standing = sql`category_products cp where cp.Marketplace = ${marketplace} and cp.ProductID = coalesce(p.ParentID, p.ID)`
  return {
    sql: sql`select ${columns(products, 'p')},
        (select json_group_array(json(${asJson(variants, 'v')})) from variants v where v.Marketplace = ${marketplace} and v.ProductID = p.ID
          and v.ID in (select l.VariantID from ${lines})) as Variants,
        (select json_group_array(cp.CategoryID) from ${standing}) as Direct,
        (with recursive up (CatalogID, ID) as (select cp.CatalogID, cp.CategoryID from ${standing}
          union select c.CatalogID, c.ParentID from up cross join categories c
            on c.Marketplace = ${marketplace} and c.CatalogID = up.CatalogID and c.ID = up.ID where c.ParentID is not null)
          select json_group_array(up.ID) from up) as Above
      from products p where p.Marketplace = ${marketplace} and (exists (${ownPromotions(order)}) or ${some}) and p.ID in (select l.ProductID from ${lines})`,
    decode: (row) => ({
      product: decodeRow(products, row),
      variants: (JSON.parse(String(row.Variants)) as StoredRow[]).map((v) => decodeRow(variants, v)),
      direct: JSON.parse(String(row.Direct)) as string[],
      above: JSON.parse(String(row.Above)) as string[],
    }),
  }
}

/** IDs of the promotions an order has. */
const ownPromotions = ({ marketplace, key }: NamedOrder): SQL =>
  sql`select op.ID from order_promotions op where op.Marketplace = ${marketplace} and op.OrderKey = ${key}`

/** The promotions an order has, as they are. */
export const livePromotions = (order: NamedOrder): Fact<Candidate> => candidates(order, ownPromotions(order))

/**
 * What is looked at to hold an order's promotions against their rules.
 * @param more IDs of promotions beside those it has, as a select
 * @param code by which one of these is asked for
 */
export function promotionReads(order: NamedOrder, more?: SQL, code?: string) {
  const own = ownPromotions(order)
  return {
    promotions: candidates(order, more ? sql`${own} union ${more}` : own, code),
    ruled: ruledProducts(order, more ? sql`1` : sql`0`),
  }
}

export type PromotionsRead = Results<ReturnType<typeof promotionReads>>
