import { fail } from '../../api/errors.ts'
import {
  computed,
  computedLate,
  count,
  flag,
  hidden,
  int,
  json,
  list,
  readOnly,
  required,
  secret,
  text,
  timestamp,
  virtual,
  writeOnly,
  xp,
} from '../../api/field.ts'
import { failureFields } from '../auth/sign-in.ts'
import { at } from '../columns.ts'
import { sql } from '../sql.ts'
import { table } from '../table.ts'
import { availableRoles } from './available-roles.ts'
import { companyKey } from './parties.ts'
import { localeOf, userLocale, userParty } from './party-locale.ts'

const usernameTaken = () => fail('User.UsernameMustBeUnique', 'This username is taken.')

/**
 * Buyer, supplier and seller users in one table, since usernames are unique over all three.
 * `Key` is the user's identity in tokens and never changes.
 */
export const users = table('users', {
  keys: ['Kind', 'Company', 'ID'],
  fields: {
    Company: companyKey(),
    Key: hidden(required(text())),
    CompanyID: computed(text()),
    Username: required(text(100)),
    Password: virtual(writeOnly(secret(200))),
    FirstName: required(text(100)),
    LastName: required(text(100)),
    Email: required(text(200)),
    Phone: text(100),
    TermsAccepted: timestamp(),
    Active: required(flag()),
    xp: xp(),
    AvailableRoles: computedLate(list(text()), availableRoles),
    Locale: computedLate(userLocale, (alias) => localeOf(userParty(alias))),
    DateCreated: readOnly(timestamp()),
    LastActive: readOnly(timestamp()),
    PasswordLastSetDate: readOnly(timestamp()),
    FailedLoginAttempts: computed(
      count(),
      (alias) =>
        sql`coalesce((select f.Attempts from login_failures f where f.Marketplace = ${at(alias, 'Marketplace')} and f.Username = ${at(alias, 'Username')}), 0)`,
    ),
    PasswordHash: hidden(secret()),
    /** Hashes of earlier passwords, newest first. */
    PasswordHistory: hidden(json<string[]>()),
    /** Tokens of an older generation are revoked. */
    TokenGeneration: hidden(count()),
    /** Made by the server, for the people and integrations of its control plane: no list shows it. */
    BuiltIn: hidden(flag()),
    /** The audience whose shelves this user sees, and the AccessVersion it was found for. */
    Audience: hidden(text()),
    AudienceVersion: hidden(int()),
    /** The key of the order that was made the user's cart, as long as it can be one. */
    ActiveOrderKey: hidden(text()),
  },
  remade: ['Audience', 'AudienceVersion'],
  indexes: [['Audience'], ['Email']],
  uniques: [
    { columns: ['Username'], error: usernameTaken },
    { columns: ['Key'], error: usernameTaken },
  ],
})

/** Failed sign-ins by username, known or not, so that a lockout does not tell which names exist. */
export const loginFailures = table('login_failures', {
  keys: ['Username'],
  carried: 'moved',
  fields: failureFields,
  indexes: [['Expires']],
})
