import {
  createOnly,
  hidden,
  int,
  oneOf,
  optionalAmount,
  readOnly,
  ref,
  required,
  text,
  timestamp,
  xp,
} from '../../api/field.ts'
import { at } from '../columns.ts'
import { addressCopy } from '../orders/orders.ts'
import { kept, keyColumn, owned } from '../reference.ts'
import { sql } from '../sql.ts'
import { table } from '../table.ts'

/** Who can own a shipment. */
const ownerKinds = ['Buyer', 'Supplier', 'Seller'] as const

const has = (column: string) => (alias: string) => sql`${at(alias, column)} is not null`

/**
 * Shipments. They carry copies of their addresses, since they tell where goods went, and outlive their buyer and owner.
 * Whether an address may be named is decided by the shipment's own rules, hence the conditions.
 */
export const shipments = table('shipments', {
  keys: ['ID'],
  fields: {
    BuyerID: kept(ref('Buyer'), 'companies', { with: ["'Buyer'"], onDelete: 'outlive' }),
    Shipper: text(2000),
    DateShipped: timestamp(),
    DateDelivered: timestamp(),
    TrackingNumber: text(3000),
    Cost: optionalAmount(),
    OwnerKind: hidden(required(oneOf(ownerKinds))),
    OwnerID: kept(createOnly(ref('Supplier')), 'companies', {
      with: ['OwnerKind'],
      onDelete: 'outlive',
      when: has('OwnerID'),
    }),
    Account: text(2000),
    FromAddressID: kept(ref('Address'), 'addresses', {
      with: ['OwnerKind', 'OwnerID'],
      onDelete: 'outlive',
      when: has('FromAddressID'),
    }),
    ToAddressID: kept(ref('Address'), 'addresses', {
      with: ["'Buyer'", 'BuyerID'],
      onDelete: 'outlive',
      when: has('ToAddressID'),
    }),
    FromAddress: readOnly(addressCopy),
    ToAddress: readOnly(addressCopy),
    xp: xp(),
  },
  indexes: [['BuyerID', 'DateShipped', 'ID']],
})

/** How much of which line is on a shipment. */
export const shipmentItems = table('shipment_items', {
  keys: ['ShipmentID', 'OrderKey', 'LineItemID'],
  fields: {
    ShipmentID: owned(keyColumn(), 'shipments'),
    LineItemID: owned(keyColumn(), 'line_items', { with: ['OrderKey'] }),
    QuantityShipped: required(int({ min: 1 })),
  },
})
