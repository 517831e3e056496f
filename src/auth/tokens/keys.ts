import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import { DAY, toWire } from '../../api/time.ts'
import type { Env } from '../../env.ts'
import { Session } from '../../store/session.ts'
import { control } from '../../store/shard.ts'
import { plain } from '../../store/sql/sql.ts'
import { type SQL, sql } from '../../tables/sql.ts'

/** A signing key of the installation. */
interface SigningKey {
  kid: string
  publicJwk: JWK
  sign: CryptoKey
  verify: CryptoKey
  created: string
  retired: string | null
}

/** Days a key signs before another takes over. */
const DAYS_SIGNING = 90
/** Days a retired key is still published: longer than any token lives (anonymous tokens: 60 days). */
const DAYS_PUBLISHED = 62

/** Keys of this isolate, newest first; dropped when a token names one that is not among them. */
let held: Promise<SigningKey[]> | null = null

/** The keys of the installation; the first is made on first use. */
export function signingKeys(env: Env): Promise<SigningKey[]> {
  held ??= readKeys(env).catch((error) => {
    held = null
    throw error
  })
  return held
}

/** The key that signs now. */
export async function currentKey(env: Env): Promise<SigningKey> {
  const keys = await signingKeys(env)
  return keys.find((k) => !k.retired) ?? keys[0]!
}

/** A key by its ID; an unknown one is looked for once more in the database, since another isolate may have made it. */
export async function keyByID(env: Env, kid: string): Promise<SigningKey | undefined> {
  const known = (await signingKeys(env)).find((k) => k.kid === kid)
  if (known) return known
  held = null
  return (await signingKeys(env)).find((k) => k.kid === kid)
}

async function readKeys(env: Env): Promise<SigningKey[]> {
  const rows = await stored(env)
  if (rows.length > 0) return Promise.all(rows.map(imported))
  // Two isolates start at once: only the first insert counts, both read it back.
  const first = insertion(await newKeyPair(), Date.now(), sql`where not exists (select 1 from signing_keys)`)
  await new Session(control(env), 'signingKeys').send(first)
  return Promise.all((await stored(env)).map(imported))
}

interface StoredKey {
  Kid: string
  PrivateKey: string
  PublicKey: string
  DateCreated: string
  DateRetired: string | null
}

async function stored(env: Env): Promise<StoredKey[]> {
  const { keys } = await new Session(control(env), 'signingKeys').read({
    keys: plain<StoredKey>(
      sql`select Kid, PrivateKey, PublicKey, DateCreated, DateRetired from signing_keys order by DateCreated desc`,
    ),
  })
  return keys
}

async function imported(row: StoredKey): Promise<SigningKey> {
  const publicJwk = JSON.parse(row.PublicKey) as JWK
  return {
    kid: row.Kid,
    publicJwk,
    sign: (await importJWK(JSON.parse(row.PrivateKey) as JWK, 'RS256')) as CryptoKey,
    verify: (await importJWK(publicJwk, 'RS256')) as CryptoKey,
    created: row.DateCreated,
    retired: row.DateRetired,
  }
}

async function newKeyPair() {
  const pair = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true })
  const publicKey = await exportJWK(pair.publicKey)
  const kid = await calculateJwkThumbprint(publicKey)
  return {
    kid,
    publicKey: { ...publicKey, alg: 'RS256', use: 'sig', kid },
    privateKey: await exportJWK(pair.privateKey),
  }
}

const insertion = (key: Awaited<ReturnType<typeof newKeyPair>>, now: number, where = sql``): SQL =>
  sql`insert or ignore into signing_keys (Kid, PrivateKey, PublicKey, DateCreated, Version)
    select ${key.kid}, ${JSON.stringify(key.privateKey)}, ${JSON.stringify(key.publicKey)}, ${toWire(now)}, 1 ${where}`

/**
 * Retires a key that has signed for 90 days in favour of a new one, and forgets those retired longer than any token
 * lives. Clients cache a key by its ID for 30 days, so an ID is never used again.
 */
export async function rotateKeys(env: Env, now: number): Promise<void> {
  const keys = await signingKeys(env)
  const current = keys.find((k) => !k.retired)
  if (current && Date.parse(current.created) > now - DAYS_SIGNING * DAY) return
  await new Session(control(env), 'rotateKeys').send(
    insertion(await newKeyPair(), now),
    sql`update signing_keys set DateRetired = ${toWire(now)} where DateRetired is null and DateCreated < ${toWire(now - DAY)}`,
    sql`delete from signing_keys where DateRetired < ${toWire(now - DAYS_PUBLISHED * DAY)}`,
  )
  held = null
}
