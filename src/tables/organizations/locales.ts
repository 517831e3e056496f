import { ref, required } from '../../api/field.ts'
import { owned } from '../reference.ts'
import { table } from '../table.ts'
import { assignedBuyerID, assignedGroupID } from './parties.ts'
import { localeFields } from './party-locale.ts'

const { ID: _, ...stored } = localeFields

/** Pairs of a currency and a language. */
export const locales = table('locales', {
  keys: ['ID'],
  fields: stored,
  indexes: [['Currency', 'Language']],
})

/** The locale of a buyer or one of its groups: one each. */
export const localeAssignments = table('locale_assignments', {
  keys: ['BuyerID', 'UserGroupID', 'LocaleID'],
  fields: {
    LocaleID: owned(required(ref('Locale')), 'locales'),
    BuyerID: assignedBuyerID(),
    UserGroupID: assignedGroupID(),
  },
})
