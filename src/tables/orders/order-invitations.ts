import { computed, createOnly, hidden, oneOf, ref, required, text, timestamp, xp } from '../../api/field.ts'
import { at } from '../columns.ts'
import { keyColumn, owned } from '../reference.ts'
import { sql } from '../sql.ts'
import { table } from '../table.ts'
import { orderStatuses } from './statuses.ts'

/** A property of the order that the invitation of an alias is to; a sub-select has no collation of its own. */
const ofOrder = (alias: string, column: 'ID' | 'Status') =>
  sql`((select o.${sql.identifier(column)} from orders o where o.Marketplace = ${at(alias, 'Marketplace')}
    and o.Key = ${at(alias, 'OrderKey')}) collate nocase)`

/** Invitations to fill an order together with its user: whoever holds the ID of one is given tokens for it. */
export const orderInvitations = table('order_invitations', {
  keys: ['ID'],
  bearer: true,
  fields: {
    OrderKey: owned(keyColumn(), 'orders'),
    ExpirationDate: required(timestamp()),
    Name: text(100),
    /** The order as it is named when they are made, and shown as it is named now: `OrderKey` is what is stored. */
    OrderID: { ...createOnly(required(ref('Order'))), computed: (alias: string) => ofOrder(alias, 'ID') },
    OrderStatus: computed(oneOf(orderStatuses), (alias) => ofOrder(alias, 'Status')),
    xp: xp(),
    /** The order's user, … */
    UserKey: hidden(required(text())),
    /** … and the API client they have invited with, which tokens are of; null where that was none. */
    ClientID: hidden(text()),
  },
  lookups: ['ID'],
  indexes: [['UserKey', 'ID'], ['ExpirationDate']],
})
