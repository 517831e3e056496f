import { type SQL, sql } from 'drizzle-orm'
import type { Caller } from '../../api/caller.ts'
import { fail } from '../../api/errors.ts'
import { id } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { sellsTo } from '../../organizations/supplier-relations.ts'
import { crud } from '../../resource/crud.ts'
import { operation } from '../../resource/operation.ts'
import { listOf } from '../../resource/reading.ts'
import { fixed, ownCompany, param, resource } from '../../resource/resource.ts'
import type { Call } from '../../store/call.ts'
import { or, plain, type Query } from '../../store/sql/sql.ts'
import { productCollections } from '../../tables/catalog/collections.ts'
import { at } from '../../tables/columns.ts'
import type { Guard } from '../../tables/statements.ts'

type Values = Record<string, unknown>

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
  const shown = sql`${at(alias, 'AccessLevel')} in (${sql.join(
    levels.map((l) => sql`${l}`),
    sql`, `,
  )})`
  // Anonymous shoppers share a user, whose own collections are not theirs.
  if (caller.order !== null) return shown
  return or(sql`${at(alias, 'UserID')} = ${caller.user}`, shown, accepted(caller, alias))
}

/** The caller's own view of their buyer's collections. */
export const mine = resource({
  id: 'Me',
  table: productCollections,
  model: collectionModel,
  path: '/me/productcollections/{productCollectionID}',
  scope: { Kind: fixed('Buyer'), Company: ownCompany },
  roles: { read: ['Shopper'], write: ['Shopper'] },
  users: { read: ['Buyer'], write: ['Buyer'] },
  list,
  visible: (caller, alias) => readable(caller, alias, ['Public', 'Shareable']),
})

/** A buyer's collections as others see them: the marketplace owner all, suppliers those of buyers they sell to. */
export const ofBuyer = resource({
  id: 'ProductCollections',
  table: productCollections,
  model: collectionModel,
  path: '/buyers/{buyerID}/productcollections/{productCollectionID}',
  scope: { Kind: fixed('Buyer'), Company: param('buyerID') },
  roles: { read: ['ProductCollectionReader'], write: [] },
  list,
  visible: (caller, alias) =>
    caller.kind === 'Supplier'
      ? sql`exists (select 1 from companies s where s.Marketplace = ${caller.marketplace} and s.Kind = 'Supplier'
          and s.ID = ${caller.company} and ${sellsTo('s', caller.marketplace, at(alias, 'Company'))})`
      : undefined,
})

const mayModify = (call: Call<unknown>, collectionID: unknown) =>
  sql`exists (select 1 from product_collections t where t.Marketplace = ${call.marketplace} and t.Kind = 'Buyer'
    and t.Company = ${call.caller.company} and t.ID = ${collectionID as string}
    and (t.UserID = ${call.caller.user} or ${accepted(call.caller, 't', true)}))`

/** Whether the caller may change a collection: its owner, and invited users who may. */
export const modifierRead = (call: Call<unknown>): Record<string, Query<unknown>> => ({
  $modifier: plain(sql`select ${mayModify(call, call.params.productCollectionID)} May`),
})

/**
 * Refuses who may only look at a collection, now and when it is written.
 * @throws ApiError 403 `ProductCollection.CannotModify`
 */
export function requireModifier(call: Call<unknown>, read: Record<string, Values[]>): Guard {
  const refusal = fail('ProductCollection.CannotModify', 'This product collection is not yours to change.')
  if (read.$modifier?.[0]?.May !== 1) throw refusal
  return { guard: mayModify(call, call.params.productCollectionID), else: refusal }
}

const names: Record<string, { id: string; summary: string }> = {
  'Me.List': {
    id: 'Me.ListProductCollections',
    summary: 'Lists the product collections the caller can see.',
  },
  'Me.Create': {
    id: 'Me.CreateProductCollection',
    summary: 'Creates a product collection of the caller’s own.',
  },
  'Me.Get': { id: 'Me.GetProductCollection', summary: 'Gets a product collection the caller can see.' },
  'Me.Save': { id: 'Me.SaveProductCollection', summary: 'Creates or replaces a product collection.' },
  'Me.Patch': {
    id: 'Me.PatchProductCollection',
    summary: 'Changes the properties sent of a product collection.',
  },
  'Me.Delete': { id: 'Me.DeleteProductCollection', summary: 'Deletes a product collection.' },
}

const own = crud(mine, {
  read: (call, collectionID) => (collectionID === null ? {} : modifierRead(call)),
  decide: ({ call, before, after, read }) => {
    if (before) requireModifier(call, read)
    else after.UserID = call.caller.user
    return []
  },
  // Before the row itself, which may be renamed.
  first: ({ call, before, read }) => (before ? [requireModifier(call, read)] : []),
  readForRemoval: (call) => modifierRead(call),
  remove: (call, _row, read) => [requireModifier(call, read)],
})

export const operations = [
  ...own.map((o) =>
    operation({
      ...o,
      ...names[o.id]!,
      noGuests: o.method !== 'GET',
      ...(o.list ? { run: (call) => listOf(mine, call, readable(call.caller, 't', ['Public'])) } : {}),
    }),
  ),
  ...crud(ofBuyer, {}, ['Create', 'Save', 'Patch', 'Delete']),
]
