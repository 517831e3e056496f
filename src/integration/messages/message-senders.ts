import { fail } from '../../api/errors.ts'
import { id } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { differs, holdsAll, rolesOfCompanies } from '../../auth/privilege.ts'
import type { Env } from '../../env.ts'
import { refuseUserLevel } from '../../resource/assignment.ts'
import { assignments } from '../../resource/assignments.ts'
import { crud } from '../../resource/crud.ts'
import { MOST } from '../../resource/most.ts'
import { resource } from '../../resource/resource.ts'
import type { Call } from '../../store/call.ts'
import { remove } from '../../store/rows.ts'
import { ccListeners } from '../../tables/integration/cc-listeners.ts'
import {
  assignmentModel,
  messageSenderAssignments,
  messageSenders,
  messageSenderTypes,
} from '../../tables/integration/message-senders.ts'
import { sql } from '../../tables/sql.ts'
import type { Guard, Write } from '../../tables/statements.ts'
import type { Row } from '../../tables/table.ts'
import { checkUrl, holdsLentRoles, releasedFrom } from '../endpoint-rules.ts'
import { secretTypes } from './message-types.ts'

/** Where it is sent to, and what signs it. */
function checkTarget(
  { DeliveryConfigID, URL, SharedKey, MessageTypes }: Row<typeof messageSenders>,
  env: Env,
) {
  if (DeliveryConfigID && !URL) return
  if (!URL) throw fail('MessageSenders.UrlRequired', 'A message sender needs a URL.')
  if (!SharedKey) throw fail('MessageSenders.SharedKeyRequired', 'A message sender needs a SharedKey.')
  for (const type of MessageTypes) checkUrl('URL', urlFor(URL, type), env)
}

/** The URL that a message of a type is posted to. */
export const urlFor = (url: string, type: string): string =>
  url.replace(/\{messagetype\}/gi, type.toLowerCase())

/** Copies of the messages of an assignment end with it. */
const forgetListeners = (marketplace: string, of: Partial<Row<typeof messageSenderAssignments>>): Write =>
  remove(ccListeners, marketplace, {
    MessageSenderID: of.MessageSenderID,
    AssignmentKind: of.Kind,
    AssignmentCompany: of.Company,
    AssignmentUserGroupID: of.UserGroupID ?? null,
  })

/** What says whose secrets a sender is told, and where. */
const REACHING = ['URL', 'DeliveryConfigID', 'MessageTypes', 'ElevatedRoles', 'AllowAllBuyers'] as const

/**
 * A sender that is told codes, or is given tokens of its recipients, opens them: whoever says where it sends and to whom
 * holds their roles.
 */
const opensRecipients = (call: Call<unknown>, sender: string | undefined): Guard[] =>
  holdsAll(
    call,
    rolesOfCompanies(
      call.marketplace,
      ({
        Kind,
        Company,
      }) => sql`exists (select 1 from message_senders s where s.Marketplace = ${call.marketplace} and s.ID = ${sender}
        and (json_array_length(s.ElevatedRoles) > 0 or exists (select 1 from json_each(s.MessageTypes) y
          where y.value in (select value from json_each(${JSON.stringify(secretTypes)}))))
        and ((s.AllowAllBuyers = 1 and ${Kind} = 'Buyer') or exists (select 1 from message_sender_assignments x
          where x.Marketplace = s.Marketplace and x.MessageSenderID = s.ID and x.Kind = ${Kind} and x.Company = ${Company})))`,
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
      most: MOST.messageSenders,
      roles: { read: ['MessageSenderReader'], write: ['MessageSenderAdmin'] },
      users: sellers,
      list: { search: ['ID', 'Name'], sort: ['Name', 'ID'], order: ['Name'] },
    }),
    {
      decide: (writing) => {
        const { call, before, after } = writing
        after.MessageTypes = [...new Set(after.MessageTypes)]
        checkTarget(after, call.env)
        return [
          remove(messageSenderTypes, call.marketplace, { MessageSenderID: after.ID }),
          {
            sql: sql`insert into message_sender_types (Marketplace, MessageType, MessageSenderID, Version)
              select ${call.marketplace}, value, ${after.ID}, 1 from json_each(${JSON.stringify(after.MessageTypes)})`,
          },
          ...holdsLentRoles(writing, 'URL', 'DeliveryConfigID'),
          ...releasedFrom(writing),
          ...(differs(REACHING, before, after) ? opensRecipients(call, after.ID) : []),
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
    identity: ['MessageSenderID', 'Kind', 'Company', 'UserGroupID'],
    levels: true,
    order: ['MessageSenderID', 'Company', 'UserGroupID'],
    check: refuseUserLevel,
    saved: (call, row) => opensRecipients(call, row.MessageSenderID),
    removed: (call, row) => [forgetListeners(call.marketplace, row)],
  }),
]
