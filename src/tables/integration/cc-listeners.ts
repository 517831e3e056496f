import { sql } from 'drizzle-orm'
import { computed, hidden, object, oneOf, ref, required, text } from '../../api/field.ts'
import { at } from '../columns.ts'
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
    MessageSenderID: required(ref('MessageSender')),
    AssignmentKind: hidden(required(text())),
    AssignmentCompany: hidden(required(text())),
    AssignmentUserGroupID: hidden(ref('UserGroup')),
    MessageType: required(oneOf(messageTypes)),
    Kind: hidden(required(text())),
    Company: hidden(required(text())),
    UserGroupID: ref('UserGroup'),
    UserID: ref('User'),
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
  references: [
    { columns: ['MessageSenderID'], to: 'message_senders', onDelete: 'remove' },
    { columns: ['AssignmentKind', 'AssignmentCompany'], to: 'companies', onDelete: 'remove' },
    {
      columns: ['AssignmentKind', 'AssignmentCompany', 'AssignmentUserGroupID'],
      to: 'groups',
      onDelete: 'remove',
    },
    { columns: ['Kind', 'Company'], to: 'companies', onDelete: 'remove' },
    { columns: ['Kind', 'Company', 'UserGroupID'], to: 'groups', onDelete: 'remove' },
    { columns: ['Kind', 'Company', 'UserID'], to: 'users', onDelete: 'remove' },
  ],
  indexes: [['MessageSenderID', 'MessageType']],
})
