import { computed, flag, list, oneOf, readOnly, ref, required, secret, text, xp } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { apiRoles } from '../../api/roles.ts'
import { at } from '../columns.ts'
import { companyKey, inCompany } from '../organizations/parties.ts'
import { owned } from '../reference.ts'
import { sql } from '../sql.ts'
import { table } from '../table.ts'
import { usedConfig } from './delivery-configs.ts'

/** Occasions on which users are sent messages, in the order of the wire's enumeration. */
export const messageTypes = [
  'OrderDeclined',
  'OrderSubmitted',
  'ShipmentCreated',
  'ForgottenPassword',
  'ForgottenUsername',
  'OrderSubmittedForYourApproval',
  'OrderSubmittedForApproval',
  'OrderApproved',
  'OrderSubmittedForYourApprovalHasBeenApproved',
  'OrderSubmittedForYourApprovalHasBeenDeclined',
  'NewUserInvitation',
  'OrderReturnDeclined',
  'OrderReturnSubmitted',
  'OrderReturnSubmittedForYourApproval',
  'OrderReturnSubmittedForApproval',
  'OrderReturnApproved',
  'OrderReturnSubmittedForYourApprovalHasBeenApproved',
  'OrderReturnSubmittedForYourApprovalHasBeenDeclined',
  'OrderReturnCompleted',
  'SubscriptionReminder',
  'ProductCollectionInvitationAccepted',
  'ProductCollectionInvitationDeclined',
  'OneTimePassword',
] as const

/** Customers' servers that tell users of what happens to them: each message is posted there to be sent as a mail. */
export const messageSenders = table('message_senders', {
  keys: ['ID'],
  fields: {
    Name: required(text(100)),
    MessageTypes: required(list(oneOf(messageTypes))),
    Description: text(2000),
    /** `{messagetype}` in it stands for the type of each message. */
    URL: text(2000),
    SharedKey: secret(50),
    ElevatedRoles: list(oneOf(apiRoles)),
    DeliveryConfigID: usedConfig(),
    /** Every buyer's users, in place of assignments. */
    AllowAllBuyers: flag(),
    xp: xp(),
  },
})

/** Each type a sender sends, made anew whenever it is saved: what a commit finds the senders of a message by. */
export const messageSenderTypes = table('message_sender_types', {
  keys: ['MessageType', 'MessageSenderID'],
  fields: {
    MessageType: required(text()),
    MessageSenderID: owned(required(ref('MessageSender')), 'message_senders'),
  },
})

/** Whom a sender sends to: the users of an organisation, or of one of its groups. */
export const messageSenderAssignments = table('message_sender_assignments', {
  keys: ['Kind', 'Company', 'MessageSenderID', 'UserGroupID'],
  fields: {
    MessageSenderID: owned(required(ref('MessageSender')), 'message_senders'),
    Company: companyKey(),
    UserGroupID: owned(ref('UserGroup'), 'groups', inCompany),
    MessageConfigName: computed(text(), (alias) => ofSender(alias, 'Name')),
    MessageConfigDescription: computed(text(), (alias) => ofSender(alias, 'Description')),
  },
})

/** A property of the sender that the row of an alias names. */
export const ofSender = (alias: string, column: 'Name' | 'Description') =>
  sql`(select s.${sql.identifier(column)} from message_senders s where s.Marketplace = ${at(alias, 'Marketplace')}
    and s.ID = ${at(alias, 'MessageSenderID')})`

/** An assignment of a sender on the wire, which names its organisation by what it is. */
export const assignmentModel = model('MessageSenderAssignment', {
  MessageSenderID: required(ref('MessageSender')),
  BuyerID: ref('Buyer'),
  SupplierID: ref('Supplier'),
  UserGroupID: ref('UserGroup'),
  MessageConfigName: readOnly(text()),
  MessageConfigDescription: readOnly(text()),
})
