const SECRETS = new Set(
  [
    'Password',
    'NewPassword',
    'ClientSecret',
    'ConnectClientSecret',
    'HashKey',
    'SharedKey',
    'Secret',
    'ApiKey',
    'ApiToken',
    'ConnectionString',
    'SaslPassword',
    'PasswordRenewalVerificationCode',
    'OneTimePassword',
    'CustomAuthHeaderValue',
    'access_token',
    'refresh_token',
    'anonUserToken',
  ].map((n) => n.toLowerCase()),
)

/** What stands in place of a secret. */
export const REDACTED = '[redacted]'

/** A body without secrets, whatever depth they stand at. */
export function redact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redact)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([k, v]) => [
      k,
      SECRETS.has(k.toLowerCase()) && v !== null ? REDACTED : redact(v),
    ]),
  )
}
