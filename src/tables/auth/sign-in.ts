import { count, int, oneOf, required, secret, text, timestamp } from '../../api/field.ts'
import { table } from '../table.ts'

/** RS256 keys of the installation, newest first; a retired one is still published until its tokens have expired. */
export const signingKeys = table('signing_keys', {
  control: true,
  keys: ['Kid'],
  fields: {
    Kid: required(secret()),
    PrivateKey: required(secret()),
    PublicKey: required(secret()),
    DateCreated: timestamp(),
    DateRetired: timestamp(),
  },
})

/** Refresh tokens, by hash. They stay valid after use: official clients keep and reuse the first one. */
export const refreshTokens = table('refresh_tokens', {
  carried: 'moved',
  keys: ['Hash'],
  fields: {
    Hash: required(secret()),
    ClientID: required(text()),
    UserKey: required(text()),
    /** The scope of the sign-in, as it was sent. */
    Scope: text(),
    Issued: timestamp(),
    Expires: timestamp(),
  },
  indexes: [['UserKey'], ['ClientID'], ['Expires']],
})

/** What a code that was sent by message is good for. */
const codeUses = ['PasswordReset', 'OneTimePassword'] as const

/** Codes sent by message, by hash: each is good once, for its user, and for its client where it names one. */
export const oneTimeCodes = table('one_time_codes', {
  carried: 'moved',
  keys: ['Hash'],
  fields: {
    Hash: required(secret()),
    Use: required(oneOf(codeUses)),
    UserKey: required(text()),
    ClientID: text(),
    Expires: required(timestamp()),
  },
  indexes: [['UserKey'], ['Expires']],
})

/**
 * Attempts of the present minute, by who makes them: an address with a client, a client with a user name, …
 * Not of a marketplace, since a stranger may name none.
 */
export const attempts = table('attempts', {
  control: true,
  keys: ['Subject'],
  fields: {
    Subject: required(text()),
    /** Minutes since 1970. */
    Minute: required(int()),
    Count: count(),
  },
  indexes: [['Minute']],
})

/** Failed sign-ins of a name. */
export const failureFields = {
  Attempts: count(),
  /** How many begin a lockout, by the rules that held at the last of them. */
  Most: count(),
  LockedUntil: timestamp(),
  /** From then on they do not count any more. */
  Expires: timestamp(),
}
