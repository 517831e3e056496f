import { CONTRIBUTOR } from '../../api/caller.ts'
import { fail, notFound } from '../../api/errors.ts'
import { readAttempt, refund, sourceOf, subject } from '../../auth/attempts.ts'
import { identityOf } from '../../auth/sign-in.ts'
import { accessToken } from '../../auth/tokens/access-token.ts'
import { signToken } from '../../auth/tokens/token.ts'
import { operation } from '../../resource/operation.ts'
import { commit } from '../../store/commit.ts'
import { columns } from '../../store/rows.ts'
import type { StoredRow } from '../../store/sql/sql.ts'
import { users } from '../../tables/organizations/users.ts'
import { sql } from '../../tables/sql.ts'
import { decodeRow } from '../../tables/table.ts'

/** Minutes a token lives whose invitation names no client that would say so. */
const USUAL_MINUTES = 600

/** What a token takes from its invitation, beside the user who invites. */
type Invitation = {
  InvitationID: string
  ClientID: string | null
  ExpirationDate: string
  Minutes: number
}

const invitedBy = (invitationID: string | undefined) => ({
  sql: sql`select ${columns(users, 'u')}, i.ID InvitationID, i.ClientID, i.ExpirationDate,
      coalesce(c.AccessTokenDuration, ${USUAL_MINUTES}) Minutes
    from order_invitations i join users u on u.Marketplace = i.Marketplace and u.Key = i.UserKey
    left join api_clients c on c.Marketplace = i.Marketplace and c.ID = i.ClientID where i.ID = ${invitationID}`,
  // The statement's own columns beside the user's.
  decode: (row: StoredRow) => ({ user: decodeRow(users, row), ...(row as Invitation) }),
})

/** Whoever holds the ID of an invitation is a contributor; whether its user may still call, each use of the token asks. */
const getToken = operation({
  id: 'GroupOrders.GetToken',
  method: 'POST',
  path: '/grouporders/{invitationID}/token',
  roles: 'anonymous',
  silent: true,
  response: accessToken,
  summary: 'Gets a token to add lines to the order that an invitation is to, and to change those.',
  run: async (call) => {
    const { invitationID } = call.params
    const { now, baseUrl } = call.input
    const source = sourceOf(call)
    const subjects = source ? [subject(`invitations from ${source}`)] : []
    const read = await readAttempt(call, subjects, { invited: invitedBy(invitationID) })
    const [invited] = read.invited
    if (!invited) throw notFound('GroupOrderInvitation', invitationID)
    const { user, InvitationID, ClientID, ExpirationDate, Minutes } = invited
    if (ExpirationDate <= call.now)
      throw fail('GroupOrderInvitation.InvitationExpired', 'This invitation has expired.', { ExpirationDate })
    await commit(call, refund(call, subjects, read))
    const seconds = Math.min(Minutes * 60, Math.ceil((Date.parse(ExpirationDate) - now) / 1000))
    const client = { ID: ClientID, Marketplace: user.Marketplace }
    const identity = { ...identityOf(client, user, [CONTRIBUTOR]), invitation: InvitationID }
    return {
      access_token: await signToken(call.env, identity, seconds, baseUrl, now),
      token_type: 'bearer',
      expires_in: seconds - 1,
    }
  },
})

export const operations = [getToken]
