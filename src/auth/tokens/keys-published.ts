import { notFound } from '../../api/errors.ts'
import { count, list, object, text } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { operation } from '../../resource/operation.ts'
import { plain } from '../../store/sql/sql.ts'
import { sql } from '../../tables/sql.ts'
import { keyByID, signingKeys } from './keys.ts'
import { signClaims } from './token.ts'

const publicKey = model('PublicKey', {
  kty: text(),
  n: text(),
  e: text(),
  alg: text(),
  use: text(),
  kid: text(),
})

const certificate = operation({
  id: 'Certs.GetPublicKey',
  method: 'GET',
  path: '/oauth/certs/{ID}',
  root: true,
  roles: 'anonymous',
  response: publicKey,
  summary: 'Gets a public key, as JWK, by the kid of a token.',
  run: async (call) => {
    const key = await keyByID(call.env, call.params.ID!)
    if (!key) throw notFound('PublicKey', call.params.ID)
    return key.publicJwk
  },
})

const keySet = operation({
  id: 'Certs.ListPublicKeys',
  method: 'GET',
  path: '/.well-known/jwks.json',
  root: true,
  roles: 'anonymous',
  response: model('PublicKeySet', { keys: list(object('PublicKey', publicKey.fields)) }),
  summary: 'Gets all public keys, as a JWK set.',
  run: async (call) => ({ keys: (await signingKeys(call.env)).map((k) => k.publicJwk) }),
})

/** Seconds an identity token lives. */
const IDENTITY_SECONDS = 600

const userInfo = operation({
  id: 'UserInfo.GetToken',
  method: 'GET',
  path: '/oauth/userinfo',
  root: true,
  roles: 'any',
  response: model('IdentityToken', { identity_token: text(), expires_in: count() }),
  summary: 'Gets a short-lived signed statement of who the caller is.',
  run: async (call) => {
    const read = await call.read({
      user: plain<{ Email: string }>(
        sql`select Email from users where Marketplace = ${call.marketplace} and Key = ${call.caller.key}`,
      ),
    })
    const { caller } = call
    const claims = {
      sub: caller.user,
      usr: caller.username,
      company: caller.company,
      email: read.user[0]?.Email,
      cid: caller.client,
    }
    return {
      identity_token: await signClaims(
        call.env,
        claims,
        IDENTITY_SECONDS,
        call.input.baseUrl,
        call.input.now,
      ),
      expires_in: IDENTITY_SECONDS,
    }
  },
})

export const operations = [certificate, keySet, userInfo]
