import { invalid } from '../../api/errors.ts'
import { assignedBuyer, ref, required } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { sameIgnoringCase } from '../../api/names.ts'
import { refuseUserLevel } from '../../resource/assignment.ts'
import { assignments } from '../../resource/assignments.ts'
import type { Call } from '../../store/call.ts'
import { rely } from '../../store/fact.ts'
import { and } from '../../store/sql/sql.ts'
import { bumpAccess } from '../../store/versions.ts'
import { productAssignments } from '../../tables/catalog/prices.ts'
import { at } from '../../tables/columns.ts'
import { sql } from '../../tables/sql.ts'
import { assignableProduct, assignmentsSeen, removalFromParty } from '../prices/product-assignments.ts'
import { bundleIDs, ownBundle } from './bundle-contents.ts'

const roles = { read: ['BundleReader'], write: ['BundleAdmin', 'BundleAssignmentAdmin'] }

/** Whose assignment it is: the caller's own, or, said by the marketplace owner, the bundle's owner's. */
function sellerOf({ caller }: Call, sellerID: string | null | undefined, owner: string): string {
  if (caller.kind !== 'Seller' || !sellerID || sameIgnoringCase(sellerID, caller.company))
    return caller.company
  if (sameIgnoringCase(sellerID, owner)) return owner
  throw invalid('SellerID', 'Rule', 'SellerID must be the owner of the bundle.')
}

/** Bundles are given to parties as the products they are. */
export const operations = [
  ...assignments({
    id: 'Bundles',
    wireNames: { ProductID: 'BundleID' },
    table: productAssignments,
    model: model('BundleAssignment', {
      SellerID: ref('Supplier'),
      BundleID: required(ref('Bundle')),
      BuyerID: assignedBuyer(),
      UserGroupID: ref('UserGroup'),
    }),
    scope: {},
    path: '/bundles/assignments',
    roles,
    users: { write: ['Seller', 'Supplier'] },
    identity: ['ProductID', 'BuyerID', 'UserGroupID', 'SellerID'],
    filters: { bundleID: 'ProductID', buyerID: 'BuyerID', userGroupID: 'UserGroupID' },
    levels: true,
    check: refuseUserLevel,
    visible: (call, alias) =>
      and(assignmentsSeen(call, alias), sql`${at(alias, 'ProductID')} in ${bundleIDs(call.marketplace)}`),
    requires: (call, row) => [ownBundle(call, row.ProductID)],
    read: (call, row) => ({ product: assignableProduct(call, row, 'bundle') }),
    saved: (call, row, read) => {
      const { OwnerID, Known } = rely(call, read.product)
      row.SellerID = sellerOf(call, row.SellerID, OwnerID)
      return Known ? [] : [bumpAccess(call)]
    },
  }),
  removalFromParty(
    {
      id: 'Bundles.DeleteAssignment',
      path: '/bundles/{bundleID}/assignments/{buyerID}',
      roles: roles.write,
      summary: 'Removes a bundle assignment.',
    },
    'Bundle',
  ),
]
