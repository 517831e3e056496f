import { assignedBuyer, createOnly, ref } from '../../api/field.ts'
import { at } from '../columns.ts'
import { kept, keyColumn, owned } from '../reference.ts'
import { type SQL, sql } from '../sql.ts'

/** What stands before the ID in the key of all that belongs to an organisation. */
export const inCompany = { with: ['Kind', 'Company'] }

/** The organisation all of whose things go with it; a column of the key. */
export const companyKey = () => owned(keyColumn(), 'companies', { with: ['Kind'] })

/** Who owns a thing of the catalogue: a supplier, with whom it goes, or the marketplace itself, which is no supplier. */
export const ownerID = () =>
  kept(createOnly(ref('Supplier')), 'companies', { with: ["'Supplier'"], onDelete: 'remove' })

/** The buyer of an assignment, with whom it goes. */
export const assignedBuyerID = () =>
  kept(assignedBuyer(), 'companies', { with: ["'Buyer'"], onDelete: 'remove' })

/** The group of `BuyerID` an assignment is for, with which it goes; none: the whole buyer. */
export const assignedGroupID = () =>
  kept(ref('UserGroup'), 'groups', { with: ["'Buyer'", 'BuyerID'], onDelete: 'remove' })

/** The buyer, or group of buyers, that an assignment is for: one of them, with which it goes. */
export const buyersAssigned = () => ({
  BuyerID: kept(ref('Buyer'), 'companies', { with: ["'Buyer'"], onDelete: 'remove' }),
  BuyerGroupID: owned(ref('BuyerGroup'), 'buyer_groups'),
})

/**
 * Whether the assignment of an alias is for a buyer, or for the group that the buyer is in. What is for a group names no
 * buyer: said, both halves are found by the key where what is assigned is known, which otherwise all its assignments are
 * gone through for.
 */
export const isForBuyer = (alias: string, marketplace: string | SQL, buyer?: string | SQL | null): SQL =>
  sql`(${at(alias, 'BuyerID')} = ${buyer} or (${at(alias, 'BuyerID')} is null and ${at(alias, 'BuyerGroupID')} = (select bg.GroupID
    from companies bg where bg.Marketplace = ${marketplace} and bg.Kind = 'Buyer' and bg.ID = ${buyer})))`
