import { sql } from 'drizzle-orm'
import { hasRole } from '../../api/caller.ts'
import { fail, insufficientRoles, notFound } from '../../api/errors.ts'
import { type Field, type Fields, object, oneOf, ref, required } from '../../api/field.ts'
import { model, present } from '../../api/model.ts'
import { holdsAll, rolesOfCompanies } from '../../auth/privilege.ts'
import { oneParty } from '../../resource/assignment.ts'
import { needs } from '../../resource/loose.ts'
import { operation } from '../../resource/operation.ts'
import { commit } from '../../store/commit.ts'
import { listPage } from '../../store/list.ts'
import { columns, insert } from '../../store/rows.ts'
import { plain } from '../../store/sql/sql.ts'
import { as } from '../../tables/alias.ts'
import { ccListeners } from '../../tables/integration/cc-listeners.ts'
import { assignmentModel, messageTypes } from '../../tables/integration/message-senders.ts'
import { companies } from '../../tables/organizations/companies.ts'
import { groups } from '../../tables/organizations/groups.ts'
import { users } from '../../tables/organizations/users.ts'
import { decodeRow, type Table } from '../../tables/table.ts'
import { secretTypes } from './message-types.ts'

type Values = Record<string, unknown>

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
  BuyerID: taken(ref('Buyer'), 'BuyerID'),
  SupplierID: taken(ref('Supplier'), 'SupplierID'),
  UserGroupID: ref('UserGroup'),
  UserID: ref('User'),
})

/** Columns that say whose it is: the seller's when neither organisation is named. */
function partyOf({ BuyerID, SupplierID }: Values, marketplace: string) {
  if (BuyerID && SupplierID)
    throw fail('PartyAssignment.CannotSpecifyBuyerAndSupplier', 'Specify a buyer or a supplier, not both.')
  return BuyerID
    ? { Kind: 'Buyer', Company: BuyerID as string }
    : SupplierID
      ? { Kind: 'Supplier', Company: SupplierID as string }
      : { Kind: 'Seller', Company: marketplace }
}

const shared = {
  path: '/messagesenders/CCListenerAssignments',
  roles: ['MessageSenderAdmin', 'MessageConfigAssignmentAdmin'],
  users: ['Seller'],
} as const

/** What a name of the list stands for, where that is no column. */
function calculated(name: string) {
  const of = (ccListeners.fields as Fields)[name]?.computed
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
  page: 'plain',
  status: 200,
  summary: 'Lists who gets copies of messages.',
  run: (call) =>
    listPage(
      call,
      {
        spec: call.operation.list!,
        columns: columns(ccListeners, 't'),
        decode: (row) => decodeRow(ccListeners, row),
        where: sql`t.Marketplace = ${call.marketplace}`,
        row: as(ccListeners, 't'),
        locate: ({ name, path }) => (path.length === 0 ? calculated(name) : undefined),
      },
      (row) => present(listenerModel, row),
    ),
})

const save = operation({
  ...shared,
  id: 'MessageSenders.SaveCCListenerAssignment',
  method: 'POST',
  body: { model: listenerModel },
  status: 204,
  summary: 'Has the messages of one type that an assignment sends copied to a party.',
  run: async (call) => {
    const body = call.body as Values
    const { marketplace: m } = call
    // Who reads those messages signs in as whom they are for: only who could send them elsewhere may say so.
    const isSecret = secretTypes.includes(body.MessageType as string)
    if (isSecret && !hasRole(call.caller, 'MessageSenderAdmin'))
      throw insufficientRoles(['FullAccess', 'MessageSenderAdmin'], call.caller.roles)
    const of = body.MessageSenderAssignment as Values
    oneParty(body)
    const party = partyOf(body, m)
    const assigned = partyOf(of, m)
    const reached = rolesOfCompanies(m, sql`a.Kind = ${assigned.Kind} and a.Company = ${assigned.Company}`)
    const row: Values = {
      ...party,
      ID: call.newID(),
      MessageSenderID: of.MessageSenderID,
      AssignmentKind: assigned.Kind,
      AssignmentCompany: assigned.Company,
      AssignmentUserGroupID: of.UserGroupID ?? null,
      MessageType: body.MessageType,
      UserGroupID: body.UserGroupID ?? null,
      UserID: body.UserID ?? null,
    }
    const member = (to: Table, type: string, id: unknown) =>
      id ? [{ table: to, where: { ...party, ID: id }, type, id: String(id) }] : []
    const needed = needs(
      [
        {
          table: companies,
          where: { Kind: party.Kind, ID: party.Company },
          type: party.Kind,
          id: party.Company,
        },
        ...member(groups, 'UserGroup', body.UserGroupID),
        ...member(users, 'User', body.UserID),
      ],
      m,
    )
    const assignment = sql`exists (select 1 from message_sender_assignments a where a.Marketplace = ${m} and a.Kind = ${assigned.Kind}
      and a.Company = ${assigned.Company} and a.MessageSenderID = ${of.MessageSenderID} and a.UserGroupID is ${of.UserGroupID ?? null})`
    const read = await call.read({
      ...needed.queries,
      assigned: plain<{ found: number }>(sql`select ${assignment} found`),
    })
    const missing = notFound('MessageSenderAssignment', of.MessageSenderID as string)
    if (!read.assigned[0]?.found) throw missing
    needed.refuse(read as never)
    const same = sql.join(
      Object.entries(row)
        .filter(([name]) => name !== 'ID')
        .map(([name, value]) => sql`${sql.identifier(name)} is ${value}`),
      sql` and `,
    )
    await commit(call, {
      statements: [
        // Saved twice it is still one.
        { sql: sql`delete from message_cc_listeners where Marketplace = ${m} and ${same}` },
        insert(ccListeners, m, row),
        { guard: assignment, else: missing },
        ...needed.guards,
        ...(isSecret ? holdsAll(call, reached) : []),
      ],
      answer: null,
    })
  },
})

export const operations = [list, save]
