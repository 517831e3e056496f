import { fail } from '../../api/errors.ts'
import { model } from '../../api/model.ts'
import { refuseUserLevel } from '../../resource/assignment.ts'
import { assignments } from '../../resource/assignments.ts'
import { crud } from '../../resource/crud.ts'
import { resource } from '../../resource/resource.ts'
import { rulesFor } from '../../resource/rules.ts'
import type { Call } from '../../store/call.ts'
import { bumpAccess } from '../../store/versions.ts'
import { at } from '../../tables/columns.ts'
import { localeAssignments, locales } from '../../tables/organizations/locales.ts'
import { localeFields } from '../../tables/organizations/party-locale.ts'
import { sql } from '../../tables/sql.ts'
import type { Guard } from '../../tables/statements.ts'
import type { Row } from '../../tables/table.ts'

const roles = { read: ['LocaleReader'], write: ['LocaleAdmin'] }

const declared = resource({
  id: 'Locales',
  table: locales,
  model: model('Locale', localeFields),
  path: '/locales/{localeID}',
  scope: {},
  roles,
  users: { write: ['Seller', 'Supplier'] },
  list: { search: ['ID', 'Currency'], sort: ['ID'], order: ['ID'] },
  owned: 'Auth.UserNotAuthorizedToAdmin',
  // Suppliers see what they own; buyers what is theirs or a group's of theirs.
  visible: ({ kind, marketplace, company }, alias) =>
    kind === 'Seller'
      ? undefined
      : kind === 'Supplier'
        ? sql`${at(alias, 'OwnerID')} = ${company}`
        : sql`${at(alias, 'ID')} in (select la.LocaleID from locale_assignments la where la.Marketplace = ${marketplace} and la.BuyerID = ${company})`,
})

/** One locale for each currency and language, which may be unset. */
const onePair = (marketplace: string, { Currency, Language }: Row<typeof locales>): Guard => ({
  guard: sql`(select count(*) from locales where Marketplace = ${marketplace} and Currency = ${Currency}
    and Language is ${Language}) = 1`,
  else: fail(
    'Locale.DuplicateLanguageAndCurrency',
    'There is a locale of this currency and language already.',
  ),
})

/** A party has one locale: a new one takes the place of the one before. */
const replaceOthers = (
  call: Call<unknown>,
  { LocaleID, BuyerID, UserGroupID }: Partial<Row<typeof localeAssignments>>,
) => [
  sql`delete from locale_assignments where Marketplace = ${call.marketplace} and BuyerID = ${BuyerID}
    and UserGroupID is ${UserGroupID ?? null} and LocaleID <> ${LocaleID}`,
  bumpAccess(call),
]

const rules = rulesFor(declared, {
  decide: ({ call, before, after }) => [
    onePair(call.marketplace, after),
    // Prices in the other currency come into view.
    ...(before && before.Currency !== after.Currency ? [bumpAccess(call)] : []),
  ],
  remove: (call) => [bumpAccess(call)],
})

export const operations = [
  ...crud(declared, rules),
  ...assignments({
    id: 'Locales',
    table: localeAssignments,
    model: model('LocaleAssignment', localeAssignments.fields),
    scope: {},
    path: '/locales/assignments',
    removePath: '/locales/{localeID}/assignments',
    // The wire lets administrators of promotions remove them, too.
    roles: { ...roles, remove: [...roles.write, 'PromotionAdmin'] },
    // In which currency a buyer is sold to is the marketplace owner's decision.
    users: { write: ['Seller'] },
    identity: ['LocaleID', 'BuyerID', 'UserGroupID'],
    removalQuery: ['BuyerID', 'UserID', 'UserGroupID'],
    requiredOnRemoval: ['BuyerID'],
    filters: { buyerID: 'BuyerID', localeID: 'LocaleID', userGroupID: 'UserGroupID' },
    levels: true,
    check: refuseUserLevel,
    visible: (call, alias) =>
      call.caller.kind === 'Seller'
        ? undefined
        : call.caller.kind === 'Buyer'
          ? sql`${at(alias, 'BuyerID')} = ${call.caller.company}`
          : sql`${at(alias, 'LocaleID')} in (select l.ID from locales l where l.Marketplace = ${call.marketplace} and l.OwnerID = ${call.caller.company})`,
    saved: replaceOthers,
    removed: (call) => [bumpAccess(call)],
  }),
]
