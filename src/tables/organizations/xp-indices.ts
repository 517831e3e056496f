import { oneOf, required, text } from '../../api/field.ts'
import { table } from '../table.ts'

/** What may have an index over a key of its xp. Products need none: all of theirs can be queried. */
const thingTypes = [
  'Address',
  'Variant',
  'Order',
  'OrderReturn',
  'LineItem',
  'CostCenter',
  'CreditCard',
  'Payment',
  'Spec',
  'SpecOption',
  'UserGroup',
  'Company',
  'Category',
  'PriceSchedule',
  'Shipment',
  'SpendingAccount',
  'User',
  'Promotion',
  'ApprovalRule',
  'SellerApprovalRule',
  'Catalog',
  'ProductFacet',
  'MessageSender',
  'InventoryRecord',
  'ProductCollection',
  'Subscription',
  'GroupOrderInvitation',
  'BuyerGroup',
  'Discount',
] as const

/** Keys of xp that a marketplace wants to filter and sort by. Every key can be: this says which are meant to be. */
export const xpIndices = table('xp_indices', {
  keys: ['ThingType', 'Key'],
  fields: { ThingType: required(oneOf(thingTypes)), Key: required(text(200)) },
})
