import { assignedBuyer, ref, required } from '../../api/field.ts'
import { table } from '../table.ts'
import { localeFields } from './party-locale.ts'

const { ID: _, ...stored } = localeFields

/** Pairs of a currency and a language. */
export const locales = table('locales', {
  keys: ['ID'],
  fields: stored,
  references: [{ columns: ["'Supplier'", 'OwnerID'], to: 'companies', onDelete: 'remove', kept: true }],
  indexes: [['Currency', 'Language']],
})

/** The locale of a buyer or one of its groups: one each. */
export const localeAssignments = table('locale_assignments', {
  keys: ['BuyerID', 'UserGroupID', 'LocaleID'],
  fields: {
    LocaleID: required(ref('Locale')),
    BuyerID: assignedBuyer(),
    UserGroupID: ref('UserGroup'),
  },
  references: [
    { columns: ['LocaleID'], to: 'locales', onDelete: 'remove' },
    { columns: ["'Buyer'", 'BuyerID'], to: 'companies', onDelete: 'remove', kept: true },
    {
      columns: ["'Buyer'", 'BuyerID', 'UserGroupID'],
      to: 'groups',
      onDelete: 'remove',
      kept: true,
    },
  ],
})
