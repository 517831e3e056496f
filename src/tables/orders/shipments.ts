import { sql } from 'drizzle-orm'
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
import { table } from '../table.ts'
import { addressCopy } from './orders.ts'

/** Who can own a shipment. */
export const ownerKinds = ['Buyer', 'Supplier', 'Seller'] as const

/**
 * Shipments. They carry copies of their addresses, since they tell where goods went, and outlive their buyer and owner.
 * Whether an address may be named is decided by the shipment's own rules, hence the conditions.
 */
export const shipments = table('shipments', {
  keys: ['ID'],
  fields: {
    BuyerID: ref('Buyer'),
    Shipper: text(2000),
    DateShipped: timestamp(),
    DateDelivered: timestamp(),
    TrackingNumber: text(3000),
    Cost: optionalAmount(),
    OwnerKind: hidden(required(oneOf(ownerKinds))),
    OwnerID: createOnly(ref('Supplier')),
    Account: text(2000),
    FromAddressID: ref('Address'),
    ToAddressID: ref('Address'),
    FromAddress: readOnly(addressCopy),
    ToAddress: readOnly(addressCopy),
    xp: xp(),
  },
  references: [
    { columns: ["'Buyer'", 'BuyerID'], to: 'companies', onDelete: 'clear', kept: true },
    {
      columns: ['OwnerKind', 'OwnerID'],
      to: 'companies',
      onDelete: 'clear',
      kept: true,
      when: sql`OwnerID is not null`,
    },
    {
      columns: ['OwnerKind', 'OwnerID', 'FromAddressID'],
      to: 'addresses',
      onDelete: 'clear',
      kept: true,
      when: sql`FromAddressID is not null`,
    },
    {
      columns: ["'Buyer'", 'BuyerID', 'ToAddressID'],
      to: 'addresses',
      onDelete: 'clear',
      kept: true,
      when: sql`ToAddressID is not null`,
    },
  ],
  indexes: [['BuyerID', 'DateShipped', 'ID']],
})

/** How much of which line is on a shipment. */
export const shipmentItems = table('shipment_items', {
  keys: ['ShipmentID', 'OrderKey', 'LineItemID'],
  fields: { QuantityShipped: required(int({ min: 1 })) },
  references: [
    { columns: ['ShipmentID'], to: 'shipments', onDelete: 'remove' },
    { columns: ['OrderKey', 'LineItemID'], to: 'line_items', onDelete: 'remove' },
  ],
})
