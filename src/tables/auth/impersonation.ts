import { type SQL, sql } from 'drizzle-orm'
import { fail } from '../../api/errors.ts'
import { ref, required } from '../../api/field.ts'
import { table } from '../table.ts'

const inUse = (what: string) => () =>
  fail(
    'Impersonation.CannotDeleteImpersonateeParty',
    `This ${what} is named by an impersonation configuration.`,
  )

const party = (columns: string[], to: string, what: string, when?: SQL) => ({
  columns,
  to,
  kept: true,
  when,
  onDelete: { refuse: inUse(what) },
})

const bySeller = sql`ImpersonationBuyerID is null`

/**
 * Who may act as whom, through which client, with the roles of which profile. Without `ImpersonationBuyerID` the
 * impersonators are the seller's users; a group or user narrows either side, none means everybody.
 */
export const impersonationConfigs = table('impersonation_configs', {
  keys: ['ID'],
  fields: {
    ImpersonationBuyerID: ref('Buyer'),
    ImpersonationGroupID: ref('UserGroup'),
    ImpersonationUserID: ref('User'),
    BuyerID: ref('Buyer'),
    GroupID: ref('UserGroup'),
    UserID: ref('User'),
    SecurityProfileID: required(ref('SecurityProfile')),
    ClientID: required(ref('ApiClient')),
  },
  references: [
    {
      columns: ['SecurityProfileID'],
      to: 'security_profiles',
      onDelete: {
        refuse: () =>
          fail(
            'Impersonation.CannotDeleteSecurityProfile',
            'This security profile is named by an impersonation configuration.',
          ),
      },
    },
    {
      columns: ['ClientID'],
      to: 'api_clients',
      onDelete: {
        refuse: () =>
          fail(
            'ApiClient.UsedByImpersonationConfig',
            'This API client is named by an impersonation configuration.',
          ),
      },
    },
    party(["'Buyer'", 'ImpersonationBuyerID'], 'companies', 'buyer'),
    party(["'Buyer'", 'ImpersonationBuyerID', 'ImpersonationGroupID'], 'groups', 'user group'),
    party(["'Buyer'", 'ImpersonationBuyerID', 'ImpersonationUserID'], 'users', 'user'),
    party(["'Seller'", 'Marketplace', 'ImpersonationGroupID'], 'groups', 'user group', bySeller),
    party(["'Seller'", 'Marketplace', 'ImpersonationUserID'], 'users', 'user', bySeller),
    party(["'Buyer'", 'BuyerID'], 'companies', 'buyer'),
    party(["'Buyer'", 'BuyerID', 'GroupID'], 'groups', 'user group'),
    party(["'Buyer'", 'BuyerID', 'UserID'], 'users', 'user'),
  ],
})
