import type { Caller } from '../../api/caller.ts'
import { fail, invalid } from '../../api/errors.ts'
import { id } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { sellsTo } from '../../organizations/supplier-relations.ts'
import { eitherBuyers } from '../../resource/assignment.ts'
import { assignments } from '../../resource/assignments.ts'
import { crud } from '../../resource/crud.ts'
import { resource } from '../../resource/resource.ts'
import type { Call } from '../../store/call.ts'
import { type Fact, rely, standing } from '../../store/fact.ts'
import { plain } from '../../store/sql/sql.ts'
import { bumpAccess } from '../../store/versions.ts'
import { catalogAssignments, catalogs } from '../../tables/catalog/catalogs.ts'
import { at } from '../../tables/columns.ts'
import { isForBuyer } from '../../tables/organizations/parties.ts'
import { sql } from '../../tables/sql.ts'
import { editableCatalog, inVisibleCatalog } from './caller-catalogs.ts'
import { buyersOfGroup, leftToAll, leftToBuyers } from './uncarried.ts'

export const catalogModel = model('Catalog', { ID: id(), ...catalogs.fields })
export const catalogList = {
  search: ['ID', 'Name', 'Description'],
  sort: ['OwnerID', 'Name', 'ID'],
  order: ['OwnerID', 'Name'],
}

/** Suppliers see what they own; buyers what is assigned to them, whatever it is they may read. */
const visible = (caller: Caller, alias: string) =>
  caller.kind === 'Seller'
    ? undefined
    : caller.kind === 'Supplier'
      ? sql`${at(alias, 'OwnerID')} = ${caller.company}`
      : sql`${at(alias, 'ID')} in (select ca.CatalogID from catalog_assignments ca where ca.Marketplace = ${caller.marketplace} and ${isForBuyer('ca', caller.marketplace, caller.company)})`

const declared = resource({
  id: 'Catalogs',
  table: catalogs,
  model: catalogModel,
  path: '/catalogs/{catalogID}',
  scope: {},
  roles: { read: ['CatalogReader'], write: ['CatalogAdmin'] },
  users: { remove: ['Seller', 'Supplier'] },
  list: catalogList,
  visible,
  owned: 'Catalog.CannotEdit',
  editors: ['Buyer'],
})

/** That a supplier that gives its catalogue to a buyer may sell to it; to groups of buyers the marketplace owner gives. */
function related(call: Call, buyerID: string | null | undefined): Fact<unknown> | undefined {
  if (call.caller.kind !== 'Supplier') return undefined
  const seller = sql`select 1 from companies s where s.Marketplace = ${call.marketplace} and s.Kind = 'Supplier'
    and s.ID = ${call.caller.company} and ${sellsTo('s', call.marketplace, sql`${buyerID}`)}`
  return standing(
    plain(seller),
    fail('Auth.UserNotAuthorizedToAdmin', 'A supplier gives catalogs only to buyers that may order from it.'),
  )
}

/** Buyers whose default a catalogue is. */
const buyersOf = (call: Call, { ID }: { ID: string }) =>
  sql`o.Marketplace = ${call.marketplace} and o.DefaultCatalogID = ${ID}`
const defaultOf = (call: Call, row: { ID: string }) =>
  sql`exists (select 1 from companies o where ${buyersOf(call, row)})`

const roles = { read: ['CatalogReader'], write: ['CatalogAdmin'] }

export const operations = [
  ...crud(declared, {
    decide: ({ call, before, after }) => {
      if (!before && call.caller.kind === 'Buyer')
        throw fail('Catalog.CannotEdit', 'Buyers do not create catalogs.')
      if (!before) after.Key = call.newID()
      return !before || before.Active !== after.Active || before.ID !== after.ID ? [bumpAccess(call)] : []
    },
    remove: (call, row) => [
      {
        guard: sql`not ${defaultOf(call, row)}`,
        else: fail('Catalog.CannotDelete', `Catalog "${row.ID}" is the default catalog of buyers.`),
        data: sql`(select json_object('BuyerIDs', json_group_array(o.ID)) from companies o where ${buyersOf(call, row)})`,
      },
      leftToAll(call.marketplace, sql`select ${row.ID}`),
      bumpAccess(call),
    ],
  }),
  ...assignments({
    id: 'Catalogs',
    table: catalogAssignments,
    model: model('CatalogAssignment', catalogAssignments.fields),
    scope: {},
    path: '/catalogs/assignments',
    removePath: '/catalogs/{catalogID}/assignments',
    roles,
    users: { write: ['Seller', 'Supplier'] },
    identity: ['CatalogID', 'BuyerID', 'BuyerGroupID'],
    requires: (call, row) => [...eitherBuyers(row), editableCatalog(call, row.CatalogID)],
    read: (call, { BuyerID }) => ({ related: related(call, BuyerID) }),
    visible: (call, alias) => {
      if (call.caller.kind === 'Seller') return undefined
      if (!call.query.catalogID && !call.query.buyerID)
        throw invalid('catalogID', 'Required', 'catalogID or buyerID is required.')
      return call.caller.kind === 'Buyer'
        ? isForBuyer(alias, call.marketplace, call.caller.company)
        : inVisibleCatalog(call, alias)
    },
    saved: (call, _row, read) => {
      if (read.related) rely(call, read.related)
      return [bumpAccess(call)]
    },
    removed: (call, { CatalogID, BuyerID, BuyerGroupID }) => [
      leftToBuyers(
        call.marketplace,
        CatalogID!,
        BuyerGroupID ? buyersOfGroup(call.marketplace, BuyerGroupID) : sql`BuyerID = ${BuyerID}`,
      ),
      bumpAccess(call),
    ],
  }),
]
