import { fail, invalid, notFound } from '../../api/errors.ts'
import { id, readOnly } from '../../api/field.ts'
import { model, present } from '../../api/model.ts'
import { DAY, toWire } from '../../api/time.ts'
import { spend, subject } from '../../auth/attempts.ts'
import { crud } from '../../resource/crud.ts'
import { type Operation, operation } from '../../resource/operation.ts'
import { objectOf } from '../../resource/reading.ts'
import { fixed, ownCompany, param, resource } from '../../resource/resource.ts'
import { rulesFor } from '../../resource/rules.ts'
import { keyOf } from '../../resource/scope.ts'
import type { Call } from '../../store/call.ts'
import { commit } from '../../store/commit.ts'
import { refusing, rowFact, the } from '../../store/fact.ts'
import type { Message } from '../../store/outbox/messages.ts'
import { remove, update } from '../../store/rows.ts'
import { plain } from '../../store/sql/sql.ts'
import { collectionInvitations, productCollections } from '../../tables/catalog/collections.ts'
import { sql } from '../../tables/sql.ts'
import type { Write } from '../../tables/statements.ts'
import type { Row } from '../../tables/table.ts'
import { collectionModel, modifiable, myCollections } from './product-collections.ts'

/** Days an invitation can be accepted unless it says otherwise, and at most. */
const USUAL_DAYS = 30
const MOST_DAYS = 366

const invitation = model('ProductCollectionInvitation', {
  ID: readOnly(id()),
  ...collectionInvitations.fields,
})

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
  verbs: ['List', 'Create', 'Get', 'Patch', 'Delete'],
  // Invitations are for those who may change the collection: whoever knows the ID of one can use it.
  requires: (call) => [objectOf(myCollections, call), modifiable(call)],
  names: (verb) => `Me.${verb}ProductCollectionInvitation${verb === 'List' ? 's' : ''}`,
  nouns: ['an invitation to a collection', 'the invitations to a collection'],
  summaries: {
    Create: 'Invites somebody to a collection.',
    Patch: 'Changes the properties sent of an invitation.',
    Delete: 'Deletes an invitation, and with it what it allowed.',
  },
  noGuests: 'at all',
})

const rules = rulesFor(invitations, {
  decide: ({ call, before, after }) => {
    after.ExpirationDate ??= toWire(call.input.now + USUAL_DAYS * DAY)
    const latest = toWire(call.input.now + MOST_DAYS * DAY)
    if (after.ExpirationDate !== before?.ExpirationDate && after.ExpirationDate > latest)
      throw invalid('ExpirationDate', 'Range', 'An invitation expires within a year.', { Maximum: latest })
    return before ? [] : spend(call, [subject(`collection invitations of ${call.caller.key}`)])
  },
})

/** What the owner of a collection is told of an answer to an invitation. */
const invitationAnswered = (
  call: Call,
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
  write: (call: Call, row: Row<typeof collectionInvitations>) => Write,
) {
  return operation({
    ...o,
    method: 'POST',
    roles: ['Shopper'],
    users: ['Buyer'],
    noGuests: true,
    run: async (call) => {
      const { caller, marketplace, params } = call
      const ID = params.productCollectionID!
      const key = { Kind: 'Buyer', Company: caller.company, ID }
      const refusal = notFound('ProductCollectionInvitation', params.invitationID)
      const read = await call.read({
        invitation: refusing(objectOf(invitations, call), ({ ExpirationDate }) =>
          ExpirationDate && ExpirationDate < call.now ? refusal : undefined,
        ),
        collection: rowFact(productCollections, marketplace, key, { type: 'ProductCollection', id: ID }),
        owner: {
          ...plain<{
            Key: string
          }>(sql`select u.Key from product_collections c join users u on u.Marketplace = c.Marketplace
            and u.Kind = c.Kind and u.Company = c.Company and u.ID = c.UserID where c.Marketplace = ${marketplace} and c.Kind = 'Buyer'
            and c.Company = ${caller.company} and c.ID = ${ID}`),
          missing: notFound('ProductCollection', ID),
          holds: null,
        },
      })
      const collection = the(read.collection)
      const row = the(read.invitation)
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
        messages: [invitationAnswered(call, row, collection, the(read.owner).Key, answer)],
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

export const operations = [...crud(invitations, rules), accept, decline]
