import { hasRole } from '../../api/caller.ts'
import { insufficientRoles } from '../../api/errors.ts'
import { type Field, type Fields, object, oneOf, ref, required } from '../../api/field.ts'
import { model, present } from '../../api/model.ts'
import { holdsAll, rolesOfCompanies } from '../../auth/privilege.ts'
import { companyIDs, oneCompany, oneParty } from '../../resource/assignment.ts'
import { operation } from '../../resource/operation.ts'
import { commit } from '../../store/commit.ts'
import { existence, rely, relyOnThese } from '../../store/fact.ts'
import { listPage } from '../../store/list.ts'
import { insert, remove, wholeRows } from '../../store/rows.ts'
import { ccListeners } from '../../tables/integration/cc-listeners.ts'
import {
  assignmentModel,
  messageSenderAssignments,
  messageTypes,
} from '../../tables/integration/message-senders.ts'
import { companies } from '../../tables/organizations/companies.ts'
import { groups } from '../../tables/organizations/groups.ts'
import { users } from '../../tables/organizations/users.ts'
import { sql } from '../../tables/sql.ts'
import type { Where } from '../../tables/statements.ts'
import type { Table } from '../../tables/table.ts'
import { secretTypes } from './message-types.ts'

/** A property that requests set in their own form and lists calculate from columns. */
const taken = <T>(f: Field<T>, name: keyof typeof ccListeners.fields): Field<T> => ({
  ...f,
  computed: ccListeners.fields[name].computed,
})

const listenerModel = model('MessageCCListenerAssignment', {
  MessageSenderAssignment: taken(
    required(object('MessageSenderAssignment', assignmentModel.fields)),
    'MessageSenderAssignment',
  ),
  MessageConfigName: ccListeners.fields.MessageConfigName,
  MessageConfigDescription: ccListeners.fields.MessageConfigDescription,
  MessageType: required(oneOf(messageTypes)),
  BuyerID: taken(companyIDs.BuyerID, 'BuyerID'),
  SupplierID: taken(companyIDs.SupplierID, 'SupplierID'),
  UserGroupID: ref('UserGroup'),
  UserID: ref('User'),
})

const shared = {
  path: '/messagesenders/CCListenerAssignments',
  roles: ['MessageSenderAdmin', 'MessageConfigAssignmentAdmin'],
  users: ['Seller'],
} as const

/** What a name of the list stands for, where that is no column. */
function calculated(name: string) {
  const fields: Fields = ccListeners.fields
  const of = fields[name]?.computed
  return typeof of === 'function' ? of('t') : undefined
}

const list = operation({
  ...shared,
  id: 'MessageSenders.ListCCListenerAssignments',
  method: 'GET',
  list: {
    search: ['BuyerID', 'UserGroupID', 'UserID', 'MessageConfigName', 'SupplierID'],
    sort: ['BuyerID', 'UserGroupID', 'UserID', 'MessageConfigName', 'SupplierID'],
    order: ['BuyerID', 'UserGroupID', 'UserID', 'MessageConfigName', 'SupplierID'],
    indexed: [],
  },
  response: listenerModel,
  summary: 'Lists who gets copies of messages.',
  run: (call) =>
    listPage(call, {
      ...wholeRows(ccListeners, 't'),
      where: sql`t.Marketplace = ${call.marketplace}`,
      locate: ({ name, path }) => (path.length === 0 ? calculated(name) : undefined),
      show: (row) => present(listenerModel, row),
    }),
})

const save = operation({
  ...shared,
  id: 'MessageSenders.SaveCCListenerAssignment',
  method: 'POST',
  body: { model: listenerModel },
  summary: 'Has the messages of one type that an assignment sends copied to a party.',
  run: async (call) => {
    const { body, marketplace } = call
    // Who reads those messages signs in as whom they are for: only who could send them elsewhere may say so.
    const isSecret = secretTypes.includes(body.MessageType)
    if (isSecret && !hasRole(call.caller, 'MessageSenderAdmin'))
      throw insufficientRoles(['FullAccess', 'MessageSenderAdmin'], call.caller.roles)
    oneParty(body)
    const party = oneCompany(body, marketplace)
    const { MessageSenderID, UserGroupID } = body.MessageSenderAssignment
    const sender = oneCompany(body.MessageSenderAssignment, marketplace)
    const read = await call.read({
      assignment: existence(
        messageSenderAssignments,
        marketplace,
        { ...sender, MessageSenderID, UserGroupID: UserGroupID ?? null },
        { type: 'MessageSenderAssignment', id: MessageSenderID },
      ),
      parties: partiesNamed(marketplace, party, body),
    })
    rely(call, read.assignment)
    relyOnThese(call, read.parties)
    const listener = {
      ...party,
      MessageSenderID,
      AssignmentKind: sender.Kind,
      AssignmentCompany: sender.Company,
      AssignmentUserGroupID: UserGroupID ?? null,
      MessageType: body.MessageType,
      UserGroupID: body.UserGroupID ?? null,
      UserID: body.UserID ?? null,
    }
    const reached = rolesOfCompanies(
      marketplace,
      (a) => sql`${a.Kind} = ${sender.Kind} and ${a.Company} = ${sender.Company}`,
    )
    await commit(call, [
      // Saved twice it is still one.
      remove(ccListeners, marketplace, listener),
      insert(ccListeners, marketplace, { ...listener, ID: call.newID() }),
      ...(isSecret ? holdsAll(call, reached) : []),
    ])
  },
})

/** The organisation, group and user that get copies: keys hold them. */
function partiesNamed(
  marketplace: string,
  { Kind, Company }: ReturnType<typeof oneCompany>,
  { UserGroupID, UserID }: { UserGroupID?: string | null; UserID?: string | null },
) {
  const named = (table: Table, type: string, id: string | null | undefined, owner: Where) =>
    id ? [existence(table, marketplace, { ...owner, ID: id }, { type, id, keyed: true })] : []
  return [
    ...named(companies, Kind, Company, { Kind }),
    ...named(groups, 'UserGroup', UserGroupID, { Kind, Company }),
    ...named(users, 'User', UserID, { Kind, Company }),
  ]
}

export const operations = [list, save]
