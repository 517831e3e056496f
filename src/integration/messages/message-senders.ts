import { sql } from 'drizzle-orm'
import { fail, notFound } from '../../api/errors.ts'
import { id, ref } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { differs, holdsAll, rolesOfCompanies } from '../../auth/privilege.ts'
import type { Env } from '../../env.ts'
import { refuseUserLevel } from '../../resource/assignment.ts'
import { assignments } from '../../resource/assignments.ts'
import { crud } from '../../resource/crud.ts'
import { resource } from '../../resource/resource.ts'
import type { Call } from '../../store/call.ts'
import { at } from '../../tables/columns.ts'
import {
  assignmentModel,
  messageSenderAssignments,
  messageSenders,
} from '../../tables/integration/message-senders.ts'
import type { Guard, Write } from '../../tables/statements.ts'
import { checkUrl, lends } from '../endpoint-rules.ts'
import { secretTypes } from './message-types.ts'

type Values = Record<string, unknown>

/** Where it is sent to, and what signs it. */
function checkTarget(after: Values, env: Env) {
  // Delivery configurations cannot be made here, so that none can be named.
  if (after.DeliveryConfigID) throw notFound('DeliveryConfig', after.DeliveryConfigID as string)
  if (!after.URL) throw fail('MessageSenders.UrlRequired', 'A message sender needs a URL.')
  if (!after.SharedKey) throw fail('MessageSenders.SharedKeyRequired', 'A message sender needs a SharedKey.')
  for (const type of after.MessageTypes as string[]) checkUrl('URL', urlFor(after.URL as string, type), env)
}

/** The URL that a message of a type is posted to. */
export const urlFor = (url: string, type: string): string =>
  url.replace(/\{messagetype\}/gi, type.toLowerCase())

/** Copies of the messages of an assignment end with it. */
const forgetListeners = (marketplace: string, row: Values): Write => ({
  sql: sql`delete from message_cc_listeners where Marketplace = ${marketplace} and MessageSenderID = ${row.MessageSenderID}
    and AssignmentKind = ${row.Kind} and AssignmentCompany = ${row.Company} and AssignmentUserGroupID is ${row.UserGroupID ?? null}`,
})

/** What says whose secrets a sender is told, and where. */
const REACHING = ['URL', 'MessageTypes', 'ElevatedRoles', 'AllowAllBuyers']

/**
 * A sender that is told codes, or is given tokens of its recipients, opens them: whoever says where it sends and to whom
 * holds their roles.
 */
const opensRecipients = (call: Call<unknown>, sender: string): Guard[] =>
  holdsAll(
    call,
    rolesOfCompanies(
      call.marketplace,
      sql`exists (select 1 from message_senders s where s.Marketplace = ${call.marketplace} and s.ID = ${sender}
        and (json_array_length(s.ElevatedRoles) > 0 or exists (select 1 from json_each(s.MessageTypes) y
          where y.value in (select value from json_each(${JSON.stringify(secretTypes)}))))
        and ((s.AllowAllBuyers = 1 and a.Kind = 'Buyer') or exists (select 1 from message_sender_assignments x
          where x.Marketplace = s.Marketplace and x.MessageSenderID = s.ID and x.Kind = a.Kind and x.Company = a.Company)))`,
    ),
  )

const sellers = { read: ['Seller'], write: ['Seller'] } as const

export const operations = [
  ...crud(
    resource({
      id: 'MessageSenders',
      table: messageSenders,
      model: model('MessageSender', { ID: id(), ...messageSenders.fields }),
      path: '/messagesenders/{messageSenderID}',
      scope: {},
      roles: { read: ['MessageSenderReader'], write: ['MessageSenderAdmin'] },
      users: sellers,
      list: { search: ['ID', 'Name'], sort: ['Name', 'ID'], order: ['Name'] },
    }),
    {
      decide: (writing) => {
        const { call, before, after } = writing
        after.MessageTypes = [...new Set(after.MessageTypes as string[])]
        checkTarget(after, call.env)
        const { marketplace: m } = call
        const id = after.ID as string
        return [
          { sql: sql`delete from message_sender_types where Marketplace = ${m} and MessageSenderID = ${id}` },
          {
            sql: sql`insert into message_sender_types (Marketplace, MessageType, MessageSenderID, Version)
              select ${m}, value, ${id}, 1 from json_each(${JSON.stringify(after.MessageTypes)})`,
          },
          ...lends(writing, 'URL'),
          ...(differs(REACHING, before, after) ? opensRecipients(call, id) : []),
        ]
      },
    },
  ),
  ...assignments({
    id: 'MessageSenders',
    table: messageSenderAssignments,
    model: assignmentModel,
    scope: {},
    path: '/messagesenders/assignments',
    removePath: '/messagesenders/{messageSenderID}/assignments',
    roles: { read: [], write: ['MessageSenderAdmin', 'MessageConfigAssignmentAdmin'] },
    users: sellers,
    identity: ['MessageSenderID', 'BuyerID', 'SupplierID', 'UserGroupID'],
    filters: { messageSenderID: 'MessageSenderID', userGroupID: 'UserGroupID' },
    conditions: {
      fields: { buyerID: ref('Buyer'), supplierID: ref('Supplier') },
      where: (query, alias) =>
        query.buyerID || query.supplierID
          ? sql`${at(alias, 'Kind')} = ${query.buyerID ? 'Buyer' : 'Supplier'} and ${at(alias, 'Company')} = ${query.buyerID ?? query.supplierID}`
          : undefined,
    },
    levels: true,
    order: ['MessageSenderID', 'Company', 'UserGroupID'],
    partyToCompany: true,
    check: (row, call) => {
      refuseUserLevel(row, call)
      if (row.BuyerID && row.SupplierID)
        throw fail(
          'PartyAssignment.CannotSpecifyBuyerAndSupplier',
          'Specify a buyer or a supplier, not both.',
        )
    },
    saved: (call, row) => opensRecipients(call, row.MessageSenderID as string),
    removed: (call, row) => [forgetListeners(call.marketplace, row)],
  }),
]
