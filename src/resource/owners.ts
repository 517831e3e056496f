import { sql } from 'drizzle-orm'
import { fail, notFound } from '../api/errors.ts'
import type { Call } from '../store/call.ts'
import type { Query } from '../store/sql/sql.ts'
import type { Resource } from './resource.ts'

type Values = Record<string, unknown>

/** Objects with an owner are changed by the owner or the marketplace owner. */
export function refuseForeign(r: Resource, call: Call<unknown>, row: Values) {
  const { kind, company } = call.caller
  if (!r.owned || kind === 'Seller' || row.OwnerID === company || r.editors?.includes(kind)) return
  throw fail(r.owned, `${r.model.name} belongs to another organization.`)
}

/** `OwnerID` is the caller's organisation; the marketplace owner may choose a supplier when creating. */
export function ownerOf(
  r: Resource,
  call: Call<unknown>,
  body: Values,
  read: Record<string, Values[]>,
): Values {
  if (!r.owned) return {}
  const chosen = call.caller.kind === 'Seller' ? (body.OwnerID as string | null) : null
  if (!chosen) return { OwnerID: call.caller.company }
  if (chosen.toLowerCase() === call.marketplace.toLowerCase()) return { OwnerID: call.marketplace }
  if (!read.$owner?.[0]) throw notFound('Supplier', chosen)
  return { OwnerID: read.$owner[0].ID }
}

/** The supplier a body names as owner, if it names one. */
export const ownerQuery = (r: Resource, call: Call<unknown>, body: Values): Record<string, Query<unknown>> =>
  r.owned && typeof body.OwnerID === 'string'
    ? {
        $owner: {
          sql: sql`select ID from companies where Marketplace = ${call.marketplace} and Kind = 'Supplier' and ID = ${body.OwnerID}`,
          decode: (row) => row,
        },
      }
    : {}
