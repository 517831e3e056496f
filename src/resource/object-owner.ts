import { fail } from '../api/errors.ts'
import type { Call } from '../store/call.ts'
import { type Fact, type Found, rely, rowFact } from '../store/fact.ts'
import { type Row, type Table, tableNamed } from '../tables/table.ts'
import type { Resource } from './resource.ts'

type Owned = Pick<Resource, 'owned' | 'editors' | 'model'>

/**
 * Objects with an owner are changed by the owner or the marketplace owner.
 * @throws ApiError the resource's own refusal
 */
export function refuseForeign(r: Owned, call: Call, row: Record<string, unknown>) {
  const { kind, company } = call.caller
  if (!r.owned || kind === 'Seller' || row.OwnerID === company || r.editors?.includes(kind)) return
  throw fail(r.owned, `${r.model.name} belongs to another organization.`)
}

/** The supplier that a body names as owner: only the marketplace owner chooses one, and only of what is made. */
export function chosenOwner(
  r: Owned,
  call: Call,
  body: Record<string, unknown>,
): Fact<Row<Table>> | undefined {
  const { OwnerID } = body
  if (!r.owned || call.caller.kind !== 'Seller' || typeof OwnerID !== 'string' || OwnerID === '')
    return undefined
  if (OwnerID.toLowerCase() === call.marketplace.toLowerCase()) return undefined
  const key = { Kind: 'Supplier', ID: OwnerID }
  return rowFact(tableNamed('companies'), call.marketplace, key, { type: 'Supplier', id: OwnerID })
}

/** `OwnerID` is the caller's organisation, or the supplier that the marketplace owner chose. */
export const ownerOf = (r: Owned, call: Call, chosen: Found<Row<Table>> | undefined) =>
  r.owned ? { OwnerID: chosen ? (rely(call, chosen).ID as string) : call.caller.company } : {}
