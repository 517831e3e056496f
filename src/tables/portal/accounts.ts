import { fail, idExists } from '../../api/errors.ts'
import {
  count,
  flag,
  hidden,
  initially,
  json,
  list,
  required,
  secret,
  text,
  timestamp,
} from '../../api/field.ts'
import { failureFields } from '../auth/sign-in.ts'
import { table } from '../table.ts'

/** People who make and share marketplaces. `Key` is their identity in tokens and rights, and never changes. */
export const portalAccounts = table('portal_accounts', {
  control: true,
  keys: ['Key'],
  fields: {
    Username: required(text(100)),
    Email: required(text(200)),
    Name: text(200),
    Country: text(100),
    Region: text(100),
    TermsAccepted: timestamp(),
    /** Owns the installation: the first account. */
    SCAdmin: flag(),
    /** A code sent to the email address has come back. */
    Verified: flag(),
    Active: initially(flag(), true),
    PasswordHash: hidden(secret()),
    PasswordHistory: hidden(json<string[]>()),
    PasswordLastSetDate: timestamp(),
    /** Tokens of an older generation were revoked. */
    TokenGeneration: hidden(count()),
    DateCreated: timestamp(),
  },
  uniques: [
    { columns: ['Username'], error: () => fail('User.UsernameMustBeUnique', 'This username is taken.') },
    { columns: ['Email'], error: () => idExists('PortalUser', '') },
  ],
})

/** Refresh tokens of accounts, by hash. They stay valid after use, as those of the API do. */
export const portalRefreshTokens = table('portal_refresh_tokens', {
  control: true,
  keys: ['Hash'],
  fields: { Hash: required(secret()), AccountKey: required(text()), Expires: timestamp() },
  indexes: [['AccountKey'], ['Expires']],
})

/** Failed sign-ins by username, known or not, so that a lockout does not tell which names exist. */
export const portalLoginFailures = table('portal_login_failures', {
  control: true,
  keys: ['Username'],
  fields: failureFields,
  indexes: [['Expires']],
})

/** Codes that were mailed, by what they are for and whom: a newer one replaces an older. */
export const portalCodes = table('portal_codes', {
  control: true,
  keys: ['Kind', 'Subject'],
  fields: {
    Kind: required(text()),
    /** An email address, or the key of an account. */
    Subject: required(text()),
    Hash: required(secret()),
    /** Wrong guesses at it. */
    Wrong: count(),
    Expires: timestamp(),
    Data: json<Record<string, string>>(),
  },
  indexes: [['Kind', 'Hash'], ['Expires']],
})

/**
 * Who may do what in a marketplace beside its owner. A party is an account (its key), a team (its ID), or somebody who
 * was invited by email; nothing is allowed before the invitation was accepted.
 */
export const portalAccess = table('portal_access', {
  control: true,
  keys: ['Organization', 'Kind', 'Party'],
  fields: {
    /** User, Team or Email. */
    Kind: required(text()),
    Roles: list(text()),
    IsAdmin: flag(),
    Accepted: flag(),
    DateCreated: timestamp(),
  },
  indexes: [['Kind', 'Party']],
})

/** Groups of people that share their access to marketplaces. */
export const portalTeams = table('portal_teams', {
  control: true,
  keys: ['ID'],
  fields: {
    Name: required(text(100)),
    ExcludeFromSearch: flag(),
    /** Key of the account that owns it; it is a member too. */
    Owner: required(text()),
    DateCreated: timestamp(),
  },
  indexes: [['ExcludeFromSearch', 'Name', 'ID']],
})

/** Who is in a team: accounts, and people invited by email; nobody is before the invitation was accepted. */
export const portalTeamMembers = table('portal_team_members', {
  control: true,
  keys: ['Team', 'Kind', 'Party'],
  fields: {
    /** User or Email. */
    Kind: required(text()),
    IsAdmin: flag(),
    Accepted: flag(),
    DateCreated: timestamp(),
  },
  indexes: [['Kind', 'Party']],
})
