import type { ListSpec } from '../api/lists/list.ts'
import { type Model, model } from '../api/model.ts'
import { type Assignments, lowerFirst, oneParty } from '../resource/assignment.ts'
import { assignments } from '../resource/assignments.ts'
import { crud } from '../resource/crud.ts'
import type { Operation } from '../resource/operation.ts'
import { fixed, param, resource } from '../resource/resource.ts'
import { at } from '../tables/columns.ts'
import { sql } from '../tables/sql.ts'
import type { Table } from '../tables/table.ts'

/** Objects of a buyer that are assigned to its users, to its groups, or to all of it. */
interface BuyerObjects<A extends Table> {
  /** The SDK's names: `CostCenter`, and `CostCenters`. */
  one: string
  many: string
  table: Table
  model: Model
  list: ListSpec
  assigned: Pick<Assignments<A>, 'table' | 'identity' | 'removalQuery' | 'filters' | 'check'>
}

/** What administrators do with such objects, and with who may use them. */
export function buyerObjects<A extends Table>({
  one,
  many,
  assigned,
  ...declared
}: BuyerObjects<A>): Operation[] {
  const collection = `/buyers/{buyerID}/${many.toLowerCase()}`
  const path = `${collection}/{${lowerFirst(one)}ID}`
  const shared = {
    id: many,
    scope: { Kind: fixed('Buyer'), Company: param('buyerID') },
    roles: { read: [`${one}Reader`], write: [`${one}Admin`] },
  }
  const isPrivate = 'PrivateUserID' in declared.table.fields
  return [
    ...crud(
      resource({
        ...declared,
        ...shared,
        path,
        // Private ones are their users' alone.
        visible: isPrivate ? (_caller, alias) => sql`${at(alias, 'PrivateUserID')} is null` : undefined,
      }),
    ),
    ...assignments({
      ...shared,
      path: `${collection}/assignments`,
      removePath: `${path}/assignments`,
      model: model(`${one}Assignment`, assigned.table.fields),
      levels: true,
      check: oneParty,
      ...assigned,
    }),
  ]
}
