import { sql } from 'drizzle-orm'
import { fail, invalid, notFound } from '../../api/errors.ts'
import { id, readOnly } from '../../api/field.ts'
import { model, present } from '../../api/model.ts'
import { toWire } from '../../api/time.ts'
import { spend, subject } from '../../auth/attempts.ts'
import { crud } from '../../resource/crud.ts'
import { keyOf } from '../../resource/needs.ts'
import { type Operation, operation } from '../../resource/operation.ts'
import { resourceList, rowQuery, show } from '../../resource/reading.ts'
import { fixed, ownCompany, param, resource } from '../../resource/resource.ts'
import type { Rules } from '../../resource/writing.ts'
import type { Call } from '../../store/call.ts'
import { commit } from '../../store/commit.ts'
import { listPage } from '../../store/list.ts'
import type { Message } from '../../store/outbox/messages.ts'
import { remove, select, update } from '../../store/rows.ts'
import { plain } from '../../store/sql/sql.ts'
import { collectionInvitations, productCollections } from '../../tables/catalog/collections.ts'
import type { Guard, Write } from '../../tables/statements.ts'
import type { Row } from '../../tables/table.ts'
import { collectionModel, mine, modifierRead, requireModifier } from './product-collections.ts'

type Values = Record<string, unknown>

const DAY = 86_400_000
/** Days an invitation can be accepted unless it says otherwise, and at most. */
const USUAL_DAYS = 30
const MOST_DAYS = 366

const { UserID: _, ...shown } = collectionInvitations.fields
const invitation = model('ProductCollectionInvitation', { ID: readOnly(id()), ...shown })

const path = '/me/productcollections/{productCollectionID}/invitations'

const invitations = resource({
  id: 'Me',
  table: collectionInvitations,
  model: invitation,
  path: `${path}/{invitationID}`,
  scope: { Kind: fixed('Buyer'), Company: ownCompany, CollectionID: param('productCollectionID') },
  roles: { read: ['Shopper'], write: ['Shopper'] },
  users: { read: ['Buyer'], write: ['Buyer'] },
  list: { search: ['ID', 'Name'], sort: ['Name', 'ID'], order: ['Name'], searchType: true },
  generatedID: true,
})

/** The collection as the caller sees it, and whether they may change it. */
const collectionRead = (call: Call<unknown>) => ({
  $collection: rowQuery(mine, call, call.params.productCollectionID!),
  ...modifierRead(call),
})

/** Invitations are for those who may change the collection: whoever knows the ID of one can use it. */
function requireCollection(call: Call<unknown>, read: Record<string, unknown[]>): Guard {
  if (!read.$collection?.[0]) throw notFound('ProductCollection', call.params.productCollectionID)
  return requireModifier(call, read as never)
}

const rules: Rules = {
  read: collectionRead,
  decide: ({ call, before, after, read }) => {
    const guard = requireCollection(call, read)
    after.ExpirationDate ??= toWire(call.input.now + USUAL_DAYS * DAY)
    const latest = toWire(call.input.now + MOST_DAYS * DAY)
    if (after.ExpirationDate !== before?.ExpirationDate && (after.ExpirationDate as string) > latest)
      throw invalid({
        property: 'ExpirationDate',
        rule: 'Range',
        message: 'An invitation expires within a year.',
        detail: { Maximum: latest },
      })
    return before
      ? [guard]
      : [guard, ...spend(call, [subject(`collection invitations of ${call.caller.key}`)])]
  },
  readForRemoval: collectionRead,
  remove: (call, _row, read) => [requireCollection(call, read)],
}

const names: Record<string, { id: string; summary: string }> = {
  'Me.List': { id: 'Me.ListProductCollectionInvitations', summary: 'Lists the invitations to a collection.' },
  'Me.Create': { id: 'Me.CreateProductCollectionInvitation', summary: 'Invites somebody to a collection.' },
  'Me.Get': { id: 'Me.GetProductCollectionInvitation', summary: 'Gets an invitation to a collection.' },
  'Me.Patch': {
    id: 'Me.PatchProductCollectionInvitation',
    summary: 'Changes the properties sent of an invitation.',
  },
  'Me.Delete': {
    id: 'Me.DeleteProductCollectionInvitation',
    summary: 'Deletes an invitation, and with it what it allowed.',
  },
}

const own = crud(invitations, rules, ['Save']).map((o) =>
  operation({
    ...o,
    ...names[o.id]!,
    noGuests: true,
    ...(o.list
      ? {
          run: (call) =>
            listPage(
              call,
              resourceList(invitations, call),
              (row) => show(invitations, row as Values, call.now),
              collectionRead(call),
              (read) => requireCollection(call, read),
            ),
        }
      : {}),
  }),
)

/** What the owner of a collection is told of an answer to an invitation. */
const invitationAnswered = (
  call: Call<unknown>,
  row: Row<typeof collectionInvitations>,
  collection: Row<typeof productCollections>,
  owner: string,
  answer: 'Accepted' | 'Declined',
): Message => ({
  type: `ProductCollectionInvitation${answer}`,
  marketplace: call.marketplace,
  to: owner,
  client: call.caller.client,
  body: {
    ProductCollection: present(collectionModel, collection),
    InvitationInteropID: row.ID,
    UserID: call.caller.user,
  },
})

/** An answer to an invitation, by any user of the buyer but the owner of the collection. */
function answering(
  answer: 'Accepted' | 'Declined',
  o: Pick<Operation, 'id' | 'path' | 'summary'>,
  write: (call: Call<unknown>, row: Row<typeof collectionInvitations>) => Write,
) {
  return operation({
    ...o,
    method: 'POST',
    roles: ['Shopper'],
    users: ['Buyer'],
    noGuests: true,
    status: 204,
    run: async (call) => {
      const { caller, marketplace: m, params } = call
      const read = await call.read({
        invitation: rowQuery(invitations, call, params.invitationID!),
        collection: select(productCollections, m, {
          Kind: 'Buyer',
          Company: caller.company,
          ID: params.productCollectionID!,
        }),
        owner: plain<{
          Key: string
        }>(sql`select u.Key from product_collections c join users u on u.Marketplace = ${m}
          and u.Kind = c.Kind and u.Company = c.Company and u.ID = c.UserID where c.Marketplace = ${m} and c.Kind = 'Buyer'
          and c.Company = ${caller.company} and c.ID = ${params.productCollectionID}`),
      })
      const collection = read.collection[0]
      if (!collection) throw notFound('ProductCollection', params.productCollectionID)
      const row = read.invitation[0]
      if (!row || row.ExpirationDate! < call.now)
        throw notFound('ProductCollectionInvitation', params.invitationID)
      if (collection.UserID === caller.user)
        throw fail(
          'ProductCollection.CannotAcceptOrDeclineOwnInvitation',
          'An invitation to your own product collection is not yours to answer.',
        )
      if (row.Accepted)
        throw fail('ProductCollection.AlreadyAcceptedInvitation', 'This invitation has been accepted.')
      await commit(call, {
        statements: [write(call, row)],
        answer: null,
        messages: [invitationAnswered(call, row, collection, read.owner[0]!.Key, answer)],
      })
    },
  })
}

const accept = answering(
  'Accepted',
  {
    id: 'Me.AcceptProductCollectionInvitation',
    path: `${path}/accept/{invitationID}`,
    summary: 'Accepts an invitation to a collection.',
  },
  (call, row) =>
    update(collectionInvitations, call.marketplace, keyOf(invitations, call, row.ID), row.Version, {
      Accepted: true,
      UserID: call.caller.user,
    }),
)

/** What is declined is over: nobody else can accept it then. */
const decline = answering(
  'Declined',
  {
    id: 'Me.DeclineProductCollectionInvitation',
    path: `${path}/decline/{invitationID}`,
    summary: 'Declines an invitation to a collection, which ends it.',
  },
  (call, row) => ({
    ...remove(collectionInvitations, call.marketplace, {
      ...keyOf(invitations, call, row.ID),
      Version: row.Version,
    }),
    expect: 1,
  }),
)

export const operations = [...own, accept, decline]
