import { computed, hidden, object, oneOf, ref, required, text } from '../../api/field.ts'
import { at } from '../columns.ts'
import { companyKey, inCompany } from '../organizations/parties.ts'
import { keyColumn, owned } from '../reference.ts'
import { sql } from '../sql.ts'
import { table } from '../table.ts'
import { assignmentModel, messageTypes, ofSender } from './message-senders.ts'

const partyID = (kind: 'Buyer' | 'Supplier') =>
  computed(
    text(),
    (alias) => sql`iif(${at(alias, 'Kind')} = ${sql.raw(`'${kind}'`)}, ${at(alias, 'Company')}, null)`,
  )

/** Who gets a copy of the messages of one type that an assignment sends. */
export const ccListeners = table('message_cc_listeners', {
  keys: ['ID'],
  fields: {
    MessageSenderID: owned(required(ref('MessageSender')), 'message_senders'),
    /** The assignment that is listened to: whose it is, and of which group. */
    AssignmentKind: hidden(required(text())),
    AssignmentCompany: owned(keyColumn(), 'companies', { with: ['AssignmentKind'] }),
    AssignmentUserGroupID: owned(hidden(ref('UserGroup')), 'groups', {
      with: ['AssignmentKind', 'AssignmentCompany'],
    }),
    MessageType: required(oneOf(messageTypes)),
    /** Who gets the copies: an organisation's users, a group's, or one user. */
    Kind: hidden(required(text())),
    Company: companyKey(),
    UserGroupID: owned(ref('UserGroup'), 'groups', inCompany),
    UserID: owned(ref('User'), 'users', inCompany),
    BuyerID: partyID('Buyer'),
    SupplierID: partyID('Supplier'),
    MessageConfigName: computed(text(), (alias) => ofSender(alias, 'Name')),
    MessageConfigDescription: computed(text(), (alias) => ofSender(alias, 'Description')),
    MessageSenderAssignment: computed(
      object('MessageSenderAssignment', assignmentModel.fields),
      (alias) => sql`json_object('MessageSenderID', ${at(alias, 'MessageSenderID')},
        'BuyerID', iif(${at(alias, 'AssignmentKind')} = 'Buyer', ${at(alias, 'AssignmentCompany')}, null),
        'SupplierID', iif(${at(alias, 'AssignmentKind')} = 'Supplier', ${at(alias, 'AssignmentCompany')}, null),
        'UserGroupID', ${at(alias, 'AssignmentUserGroupID')},
        'MessageConfigName', ${ofSender(alias, 'Name')}, 'MessageConfigDescription', ${ofSender(alias, 'Description')})`,
    ),
  },
  indexes: [['MessageSenderID', 'MessageType']],
})
