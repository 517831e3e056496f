import type { Caller } from '../../api/caller.ts'
import { fail } from '../../api/errors.ts'
import { id } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { sellsTo } from '../../organizations/supplier-relations.ts'
import { crud } from '../../resource/crud.ts'
import { fixed, ownCompany, param, resource } from '../../resource/resource.ts'
import { rulesFor } from '../../resource/rules.ts'
import type { Call } from '../../store/call.ts'
import { type Fact, rely, standing } from '../../store/fact.ts'
import { and, or, plain } from '../../store/sql/sql.ts'
import { productCollections } from '../../tables/catalog/collections.ts'
import { at } from '../../tables/columns.ts'
import { type SQL, sql } from '../../tables/sql.ts'

const { Name, AccessLevel, xp: extended } = productCollections.fields
export const collectionModel = model('ProductCollection', { ID: id(), Name, xp: extended, AccessLevel })
const list = { search: ['ID', 'Name'], sort: ['Name', 'ID'], order: ['Name'] }

/** Whether a user has accepted an invitation to the collection of a row. */
const accepted = (caller: Caller, alias: string, admin = false) =>
  sql`exists (select 1 from product_collection_invitations i where i.Marketplace = ${caller.marketplace} and i.Kind = 'Buyer'
    and i.Company = ${caller.company} and i.CollectionID = ${at(alias, 'ID')} and i.UserID = ${caller.user}${
      admin ? sql` and i.Admin = 1` : sql``
    })`

/** Collections a buyer's user may read: their own, those they were invited to, and what is shown to all of the buyer. */
const readable = (caller: Caller, alias: string, levels: readonly string[]): SQL => {
  const shown = sql`${at(alias, 'AccessLevel')} in (${sql.list(levels.map((l) => sql`${l}`))})`
  // Anonymous shoppers share a user, whose own collections are not theirs.
  if (caller.order !== null) return shown
  return or(sql`${at(alias, 'UserID')} = ${caller.user}`, shown, accepted(caller, alias))
}

/** The caller's own view of their buyer's collections. */
export const myCollections = resource({
  id: 'Me',
  table: productCollections,
  model: collectionModel,
  path: '/me/productcollections/{productCollectionID}',
  scope: { Kind: fixed('Buyer'), Company: ownCompany },
  roles: { read: ['Shopper'], write: ['Shopper'] },
  users: { read: ['Buyer'], write: ['Buyer'] },
  list,
  visible: (caller, alias) => readable(caller, alias, ['Public', 'Shareable']),
  // Who knows the ID of a shareable collection may look at it; only public ones are shown around.
  lists: ({ caller }, list) => ({
    list: { ...list, where: and(list.where, readable(caller, 't', ['Public'])) },
  }),
  names: (verb) => (verb === 'List' ? 'Me.ListProductCollections' : `Me.${verb}ProductCollection`),
  summaries: {
    List: 'Lists the product collections the caller can see.',
    Create: 'Creates a product collection of the caller’s own.',
    Get: 'Gets a product collection the caller can see.',
  },
  noGuests: 'writes',
})

/** A buyer's collections as others see them: the marketplace owner all, suppliers those of buyers they sell to. */
export const collectionsOfBuyer = resource({
  id: 'ProductCollections',
  table: productCollections,
  model: collectionModel,
  path: '/buyers/{buyerID}/productcollections/{productCollectionID}',
  scope: { Kind: fixed('Buyer'), Company: param('buyerID') },
  roles: { read: ['ProductCollectionReader'], write: [] },
  verbs: ['List', 'Get'],
  list,
  visible: (caller, alias) =>
    caller.kind === 'Supplier'
      ? sql`exists (select 1 from companies s where s.Marketplace = ${caller.marketplace} and s.Kind = 'Supplier'
          and s.ID = ${caller.company} and ${sellsTo('s', caller.marketplace, at(alias, 'Company'))})`
      : undefined,
})

/** That the collection of the path is the caller's to change, and not only to look at. */
export const modifiable = (call: Call): Fact<unknown> =>
  standing(
    plain(sql`select 1 from product_collections t where t.Marketplace = ${call.marketplace} and t.Kind = 'Buyer'
      and t.Company = ${call.caller.company} and t.ID = ${call.params.productCollectionID}
      and (t.UserID = ${call.caller.user} or ${accepted(call.caller, 't', true)})`),
    fail('ProductCollection.CannotModify', 'This product collection is not yours to change.'),
  )

const rules = rulesFor(myCollections, {
  read: (call, collectionID) => ({ modifiable: collectionID === null ? undefined : modifiable(call) }),
  decide: ({ call, before, after, read }) => {
    if (before) rely(call, read.modifiable!)
    else after.UserID = call.caller.user
    return []
  },
  readForRemoval: (call) => ({ modifiable: modifiable(call) }),
  remove: (call, _row, read) => {
    rely(call, read.modifiable)
    return []
  },
})

export const operations = [...crud(myCollections, rules), ...crud(collectionsOfBuyer)]
