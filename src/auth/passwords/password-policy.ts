import type { StoredRow } from '../../store/sql/sql.ts'
/** `SecurityProfile.PasswordConfig` as stored: null where a profile says nothing. */
export interface PasswordConfig {
  LimitPasswordReuse: number | null
  MaxConsecutiveDupeChars: number | null
  MaximumPasswordAge: number | null
  MinimumPasswordAge: number | null
  AllowedFailedAttempts: number | null
  LockoutDuration: number | null
  UpperCaseRequired: boolean
  LowerCaseRequired: boolean
  SpecialCharacterRequired: boolean
  NumericRequired: boolean
  MinimumCharacterCount: number | null
}

/** A row of a query of policies. */
export const decodeConfig = ({ config }: StoredRow): { config: PasswordConfig } => ({
  config: JSON.parse(String(config)),
})

/** What everybody's password must meet. */
export const FLOOR: PasswordConfig = {
  LimitPasswordReuse: null,
  MaxConsecutiveDupeChars: null,
  MaximumPasswordAge: null,
  MinimumPasswordAge: null,
  AllowedFailedAttempts: 10,
  LockoutDuration: 2,
  UpperCaseRequired: true,
  LowerCaseRequired: true,
  SpecialCharacterRequired: false,
  NumericRequired: true,
  MinimumCharacterCount: 10,
}

/** The hashes that a password may be compared with for reuse. */
export const MOST_REMEMBERED_PASSWORDS = 24

/**
 * The policy of a user whom several profiles reach: the strictest of each rule. Fewer than three kinds of character
 * asked for means the floor's three. A lockout of 0 minutes lasts until an administrator ends it, and wins.
 */
export function combine(configs: PasswordConfig[]): PasswordConfig {
  const values = (key: keyof PasswordConfig) =>
    configs.map((c) => c[key]).filter((v): v is number => typeof v === 'number')
  const most = (key: keyof PasswordConfig, floor: number | null) => {
    const all = [...values(key), ...(floor === null ? [] : [floor])]
    return all.length > 0 ? Math.max(...all) : null
  }
  const least = (key: keyof PasswordConfig, floor: number | null) => {
    const all = [...values(key), ...(floor === null ? [] : [floor])]
    return all.length > 0 ? Math.min(...all) : null
  }
  const some = (key: keyof PasswordConfig) => configs.some((c) => c[key] === true)
  const kinds = {
    UpperCaseRequired: some('UpperCaseRequired'),
    LowerCaseRequired: some('LowerCaseRequired'),
    SpecialCharacterRequired: some('SpecialCharacterRequired'),
    NumericRequired: some('NumericRequired'),
  }
  const enough = Object.values(kinds).filter(Boolean).length >= 3
  const lockouts = values('LockoutDuration')
  return {
    LimitPasswordReuse: most('LimitPasswordReuse', FLOOR.LimitPasswordReuse),
    MaxConsecutiveDupeChars: least('MaxConsecutiveDupeChars', FLOOR.MaxConsecutiveDupeChars),
    MaximumPasswordAge: least('MaximumPasswordAge', FLOOR.MaximumPasswordAge),
    MinimumPasswordAge: most('MinimumPasswordAge', FLOOR.MinimumPasswordAge),
    AllowedFailedAttempts: least('AllowedFailedAttempts', FLOOR.AllowedFailedAttempts),
    LockoutDuration: lockouts.includes(0) ? 0 : most('LockoutDuration', FLOOR.LockoutDuration),
    ...(enough
      ? kinds
      : {
          UpperCaseRequired: true,
          LowerCaseRequired: true,
          SpecialCharacterRequired: kinds.SpecialCharacterRequired,
          NumericRequired: true,
        }),
    MinimumCharacterCount: most('MinimumCharacterCount', FLOOR.MinimumCharacterCount),
  }
}

/** Whether a password meets a policy. */
export function meets(password: string, policy: PasswordConfig): boolean {
  if ([...password].length < (policy.MinimumCharacterCount ?? 0)) return false
  if (policy.UpperCaseRequired && !/\p{Lu}/u.test(password)) return false
  if (policy.LowerCaseRequired && !/\p{Ll}/u.test(password)) return false
  if (policy.NumericRequired && !/\p{Nd}/u.test(password)) return false
  if (policy.SpecialCharacterRequired && !/[^\p{L}\p{N}\s]/u.test(password)) return false
  const longest = policy.MaxConsecutiveDupeChars
  return longest === null || !new RegExp(`(.)\\1{${longest}}`, 'su').test(password)
}

/** What a policy asks of the password itself, set values only: the `Data` of `Auth.InsecurePassword`. */
export const requirements = (policy: PasswordConfig) =>
  Object.fromEntries(Object.entries(policy).filter(([, v]) => v !== null && v !== false))
