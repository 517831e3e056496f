import { fail } from '../../api/errors.ts'
import { type Field, ref, required } from '../../api/field.ts'
import { at } from '../columns.ts'
import { kept, link } from '../reference.ts'
import { type SQL, sql } from '../sql.ts'
import { table } from '../table.ts'

const NOUNS = { companies: 'buyer', groups: 'user group', users: 'user' }

/** A party that cannot be deleted while a configuration names it. */
const party = (
  field: Field<string | null>,
  to: keyof typeof NOUNS,
  before: readonly string[],
  when?: (alias: string) => SQL,
): Field<string | null> =>
  kept(field, to, {
    with: before,
    when,
    onDelete: {
      refuse: () =>
        fail(
          'Impersonation.CannotDeleteImpersonateeParty',
          `This ${NOUNS[to]} is named by an impersonation configuration.`,
        ),
    },
  })

/** Of the buyer that is named beside it, or the seller's where none is. */
const impersonator = (field: Field<string | null>, to: 'groups' | 'users') =>
  party(
    party(field, to, ["'Buyer'", 'ImpersonationBuyerID']),
    to,
    ["'Seller'", 'Marketplace'],
    (alias) => sql`${at(alias, 'ImpersonationBuyerID')} is null`,
  )

/**
 * Who may act as whom, through which client, with the roles of which profile. Without `ImpersonationBuyerID` the
 * impersonators are the seller's users; a group or user narrows either side, none means everybody.
 */
export const impersonationConfigs = table('impersonation_configs', {
  keys: ['ID'],
  lookedUpFirst: ['SecurityProfileID', 'ClientID'],
  fields: {
    ImpersonationBuyerID: party(ref('Buyer'), 'companies', ["'Buyer'"]),
    ImpersonationGroupID: impersonator(ref('UserGroup'), 'groups'),
    ImpersonationUserID: impersonator(ref('User'), 'users'),
    BuyerID: party(ref('Buyer'), 'companies', ["'Buyer'"]),
    GroupID: party(ref('UserGroup'), 'groups', ["'Buyer'", 'BuyerID']),
    UserID: party(ref('User'), 'users', ["'Buyer'", 'BuyerID']),
    SecurityProfileID: link(required(ref('SecurityProfile')), 'security_profiles', {
      onDelete: {
        refuse: () =>
          fail(
            'Impersonation.CannotDeleteSecurityProfile',
            'This security profile is named by an impersonation configuration.',
          ),
      },
    }),
    ClientID: link(required(ref('ApiClient')), 'api_clients', {
      onDelete: {
        refuse: () =>
          fail(
            'ApiClient.UsedByImpersonationConfig',
            'This API client is named by an impersonation configuration.',
          ),
      },
    }),
  },
})
