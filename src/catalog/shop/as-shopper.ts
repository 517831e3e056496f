import type { Call } from '../../store/call.ts'
import type { Reads } from '../../store/fact.ts'
import { as } from '../../tables/alias.ts'
import { companies, defaultCatalogOf } from '../../tables/organizations/companies.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { audienceOf, readAsCaller } from '../visibility/audiences.ts'

/** Who may shop: users of buyers with the role for it. */
export const shopperRole = { roles: ['Shopper'], users: ['Buyer'] } as const

/** Key of the caller, as the shopper of a statement. */
export const me = (call: Call<unknown>): SQL => sql`${call.caller.key}`

/** Reads what the caller sees, as one of their audience; that is none while it is stale. */
export const asShopper = (call: Call<unknown>) => ({
  audience: audienceOf(call.marketplace, me(call)),
  send: <R extends Reads>(reads: R) => readAsCaller(call, reads),
})

const o = as(companies, 'o')

/** The default catalogue of the caller's buyer, or else of the buyer's group, as a scalar. */
export const defaultCatalog = ({ marketplace, caller }: Call<unknown>): SQL =>
  sql`(select ${defaultCatalogOf(o.alias)} from ${o.from} where ${o.here(marketplace)} and ${o.Kind} = 'Buyer' and ${o.ID} = ${caller.company})`
