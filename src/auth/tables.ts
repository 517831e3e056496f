import { required, secret, text, timestamp } from '../api/field.ts'
import { table } from '../api/table.ts'

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
  keys: ['Hash'],
  fields: {
    Hash: required(secret()),
    ClientID: required(text()),
    UserKey: required(text()),
    /** The scope of the sign-in, as it was sent. */
    Scope: text(),
    Expires: timestamp(),
  },
  indexes: [['UserKey'], ['ClientID'], ['Expires']],
})
