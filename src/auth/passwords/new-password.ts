import type { ErrorCode } from '../../api/error-codes/error-codes.ts'
import { fail } from '../../api/errors.ts'
import type { Call } from '../../store/call.ts'
import { knowing, update } from '../../store/rows.ts'
import type { Query } from '../../store/sql/sql.ts'
import { reaching } from '../../tables/organizations/available-roles.ts'
import { users } from '../../tables/organizations/users.ts'
import { sql } from '../../tables/sql.ts'
import type { Written } from '../../tables/statements.ts'
import type { Row } from '../../tables/table.ts'
import { endAccess, endSignIns } from '../ended-sign-ins.ts'
import {
  decodeConfig,
  MOST_REMEMBERED_PASSWORDS,
  meets,
  type PasswordConfig,
  requirements,
} from './password-policy.ts'
import { hashPassword, verifyPassword } from './passwords.ts'

/** Somebody who has nothing of their own yet, and is in no group. */
export const newUserOf = (marketplace: string, kind: string, company: string) => ({
  Marketplace: sql`${marketplace}`,
  Kind: sql`${kind}`,
  Company: sql`${company}`,
  ID: sql`null`,
})

/** The password rules that reach a user; as rows of JSON. A new user has only those of the organisation. */
export const policyQuery = (
  marketplace: string,
  kind: string,
  company: string,
  user: string | null,
): Query<{ config: PasswordConfig }> => ({
  sql: sql`select p.PasswordConfig as config from security_profile_assignments a
    join security_profiles p on p.Marketplace = a.Marketplace and p.ID = a.SecurityProfileID
    where p.PasswordConfig is not null
      and ${reaching('a', { ...newUserOf(marketplace, kind, company), ID: sql`${user}` })}`,
  decode: decodeConfig,
})

/** The hashes of a user's password, and of those before. */
type Passwords = Pick<Row<typeof users>, 'PasswordHash' | 'PasswordHistory'>

/** A user's row, as far as a new password changes it. */
type PasswordRow = Passwords &
  Pick<Row<typeof users>, 'Marketplace' | 'Key' | 'Version' | 'PasswordLastSetDate'>

/**
 * What setting a password writes into the user's row.
 * @param insecure code of the refusal of a password that does not meet the policy; its `Data` is the whole policy
 * @throws ApiError that, or `PasswordReset.CannotReusePassword`
 */
export async function passwordChange(
  password: string,
  policy: PasswordConfig,
  before: Passwords | null,
  now: string,
  insecure: ErrorCode = 'Auth.InsecurePassword',
) {
  if (!meets(password, policy))
    throw fail(insecure, 'The password does not meet the requirements.', requirements(policy))
  const history = [before?.PasswordHash, ...(before?.PasswordHistory ?? [])].filter(
    (h) => typeof h === 'string',
  )
  for (const hash of history.slice(0, policy.LimitPasswordReuse ?? 0))
    if (await verifyPassword(password, hash))
      throw fail('PasswordReset.CannotReusePassword', 'This password was used before.')
  return {
    PasswordHash: await hashPassword(password),
    PasswordHistory: history.slice(0, MOST_REMEMBERED_PASSWORDS),
    PasswordLastSetDate: now,
  }
}

/**
 * What a user writes who sets a new password by a message: by the code it told, or by the token it held.
 * @param row the user's
 * @throws ApiError of `PasswordReset`
 */
export async function newPassword(
  call: Call<unknown>,
  row: PasswordRow,
  password: string,
  policy: PasswordConfig,
): Promise<Written[]> {
  refuseTooSoon(call, row, policy)
  const changes = await passwordChange(password, policy, row, call.now, 'PasswordReset.InsecurePassword')
  const { Marketplace: marketplace, Key: key } = row
  return [
    ...knowing(row, [update(users, marketplace, { Key: key }, row.Version, changes)]),
    ...endSignIns(marketplace, key),
    endAccess(marketplace, key),
  ]
}

/**
 * A policy may say how soon users may change their password again; administrators may at any time.
 * @throws ApiError `PasswordReset.TooSoonToChange`
 */
export function refuseTooSoon(
  call: Call<unknown>,
  row: Pick<PasswordRow, 'PasswordLastSetDate'>,
  policy: PasswordConfig,
): void {
  const { MinimumPasswordAge } = policy
  const last = row.PasswordLastSetDate
  if (MinimumPasswordAge !== null && last && call.input.now - Date.parse(last) < MinimumPasswordAge * 60_000)
    throw fail('PasswordReset.TooSoonToChange', 'The password was changed too recently.')
}

/**
 * A lockout that only an administrator ends is not ended by mail.
 * @param until when the lockout ends; null where there is none
 * @throws ApiError `PasswordReset.LockedOut`
 */
export function refuseLocked(call: Call<unknown>, policy: PasswordConfig, until: string | null): void {
  if (policy.LockoutDuration === 0 && until && until > call.now)
    throw fail('PasswordReset.LockedOut', 'This account is locked; an administrator can unlock it.')
}
