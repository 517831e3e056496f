import { fail } from '../api/errors.ts'
import { id } from '../api/field.ts'
import { model } from '../api/model.ts'
import { crud } from '../resource/crud.ts'
import { resource } from '../resource/resource.ts'
import { rulesFor } from '../resource/rules.ts'
import { existence, type Fact, hold, these } from '../store/fact.ts'
import { impersonationConfigs } from '../tables/auth/impersonation.ts'
import { groups } from '../tables/organizations/groups.ts'
import { users } from '../tables/organizations/users.ts'
import { type SQL, sql } from '../tables/sql.ts'
import type { Row, Table } from '../tables/table.ts'
import { differs, holdsAll, rolesOfProfile } from './privilege.ts'

/** What makes a configuration another than those there are. */
const SETTINGS = [
  'ImpersonationBuyerID',
  'ImpersonationGroupID',
  'ImpersonationUserID',
  'BuyerID',
  'GroupID',
  'UserID',
  'SecurityProfileID',
  'ClientID',
] as const

type Config = Row<typeof impersonationConfigs>

const declared = resource({
  id: 'ImpersonationConfigs',
  table: impersonationConfigs,
  model: model('ImpersonationConfig', { ID: id(), ...impersonationConfigs.fields }),
  path: '/impersonationconfig/{impersonationConfigID}',
  scope: {},
  roles: { read: [], write: ['SetSecurityProfile'] },
  users: { read: ['Seller'], write: ['Seller'] },
  list: { search: [...SETTINGS, 'ID'], sort: [...SETTINGS, 'ID'], order: ['ID'], indexed: ['ID'] },
})

/** The seller's group and user that a configuration names: the buyers' own are looked up as references. */
function sellersOwn(
  marketplace: string,
  { ImpersonationGroupID, ImpersonationUserID }: Partial<Config>,
): Fact<unknown>[] {
  const named = (table: Table, type: string, ID: string | null | undefined) =>
    ID ? [existence(table, marketplace, { Kind: 'Seller', Company: marketplace, ID }, { type, id: ID })] : []
  return [...named(groups, 'UserGroup', ImpersonationGroupID), ...named(users, 'User', ImpersonationUserID)]
}

const rules = rulesFor(declared, {
  read: (call) => ({ sellersOwn: sellersOwn(call.marketplace, call.body) }),
  decide: ({ call, before, after, read }) => {
    const { marketplace } = call
    if (!after.ImpersonationBuyerID) {
      these(read.sellersOwn)
      // What was a buyer's may stand now for the seller's.
      hold(call, sellersOwn(marketplace, after))
    }
    return [
      {
        guard: sql`not exists (select 1 from impersonation_configs c where ${sameAs(marketplace, after)})`,
        else: fail(
          'ImpersonationConfig.ConflictingImpersonationConfigExists',
          'The same impersonation is configured already.',
        ),
      },
      ...(differs(SETTINGS, before, after)
        ? holdsAll(call, rolesOfProfile(marketplace, after.SecurityProfileID))
        : []),
    ]
  },
})

/** Another configuration `c` of the same parties, client and profile. */
const sameAs = (
  marketplace: string,
  config: Config,
): SQL => sql`c.Marketplace = ${marketplace} and c.ID <> ${config.ID}
  and ${sql.join(
    SETTINGS.map((name) => sql`c.${sql.identifier(name)} is ${config[name] ?? null}`),
    sql` and `,
  )}`

export const operations = crud(declared, rules)
