import { fail, notFound } from '../../api/errors.ts'
import { id, readOnly } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { DAY, toWire } from '../../api/time.ts'
import { spend, subject } from '../../auth/attempts.ts'
import { crud } from '../../resource/crud.ts'
import { MOST } from '../../resource/most.ts'
import { resource } from '../../resource/resource.ts'
import { type CallOf, rulesFor } from '../../resource/rules.ts'
import { needed, refusing, rely } from '../../store/fact.ts'
import { plain } from '../../store/sql/sql.ts'
import { at } from '../../tables/columns.ts'
import { orderInvitations } from '../../tables/orders/order-invitations.ts'
import type { orders } from '../../tables/orders/orders.ts'
import { sql } from '../../tables/sql.ts'
import type { Row } from '../../tables/table.ts'
import { orderKey } from '../operation/order-visibility.ts'

/** Days an invitation is good at most: a year. */
const MOST_DAYS = 366

const invitation = model('GroupOrderInvitation', { ID: readOnly(id()), ...orderInvitations.fields })

const invitations = resource({
  id: 'Me',
  table: orderInvitations,
  model: invitation,
  path: '/me/orderinvitations/{invitationID}',
  scope: {},
  roles: { read: ['Shopper'], write: ['Shopper'] },
  users: { read: ['Buyer'], write: ['Buyer'] },
  list: {
    search: ['ID', 'Name', 'OrderID', 'OrderStatus'],
    sort: ['ID', 'Name', 'OrderID', 'OrderStatus'],
    order: ['ID'],
    indexed: [],
  },
  visible: (caller, alias) => sql`${at(alias, 'UserKey')} = ${caller.key}`,
  generatedID: true,
  verbs: ['List', 'Create', 'Get', 'Patch', 'Delete'],
  names: (verb) => `Me.${verb}GroupOrderInvitation${verb === 'List' ? 's' : ''}`,
  nouns: ['an invitation to fill one of the caller’s orders', 'the invitations to fill the caller’s orders'],
  // The order of an anonymous shopper may become another's, and with it what was invited to.
  noGuests: 'at all',
})

/** The order that a body names, as far as the caller sees it: only its own user invites to it. */
const orderNamed = ({ body, caller, marketplace }: CallOf<typeof invitation>) =>
  refusing(
    needed(
      plain<Pick<Row<typeof orders>, 'Key' | 'ID' | 'Status' | 'FromUserKey'> & { IsGuests: 0 | 1 }>(
        sql`select o.Key, o.ID, o.Status, o.FromUserKey, o.IsGuests from orders o where o.Marketplace = ${marketplace}
          and o.Key = ${orderKey(caller, 'Outgoing', body.OrderID!)}`,
      ),
      notFound('Order', body.OrderID),
    ),
    ({ FromUserKey, IsGuests }) =>
      FromUserKey === caller.key && !IsGuests
        ? undefined
        : fail('GroupOrder.CannotModify', 'Only the user whose order it is invites others to it.'),
  )

const rules = rulesFor(invitations, {
  read: (call, invitationID) => ({ order: invitationID === null ? orderNamed(call) : undefined }),
  decide: ({ call, before, after, read }) => {
    const { now, caller, marketplace } = call
    const latest = toWire(call.input.now + MOST_DAYS * DAY)
    const until = after.ExpirationDate
    if (until !== before?.ExpirationDate && (until <= now || until > latest))
      throw fail('GroupOrderInvitation.InvalidExpiration', 'An invitation expires within a year.', {
        Maximum: latest,
      })
    if (before) return []
    const { Key, ID, Status } = rely(call, read.order!)
    const order = { OrderKey: Key, OrderID: ID, OrderStatus: Status }
    Object.assign(after, order, { UserKey: caller.key, ClientID: caller.client })
    return [
      ...spend(call, [subject(`order invitations of ${caller.key}`, { most: MOST.orderInvitationsAMinute })]),
      {
        guard: sql`not exists (select 1 from order_invitations where Marketplace = ${marketplace} and OrderKey = ${Key}
          limit 1 offset ${MOST.orderInvitations})`,
        else: fail(
          'GroupOrderInvitation.InvitationQuantityExceeded',
          `There are at most ${MOST.orderInvitations} invitations to one order.`,
        ),
      },
    ]
  },
})

export const operations = crud(invitations, rules)
