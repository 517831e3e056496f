import { type ErrorCode, errorCodes } from '../api/error-codes/error-codes.ts'
import { ApiError } from '../api/errors.ts'

/** A refusal to sign somebody in: OAuth's properties beside the API's own `Errors`. */
export function refuse(
  code: ErrorCode,
  message: string,
  error = 'invalid_grant',
  status?: number,
  more: { Code: ErrorCode; Data: unknown }[] = [],
  data: unknown = null,
): ApiError {
  const entries = [
    { ErrorCode: code, Message: message, Data: data },
    ...more.map((m) => ({ ErrorCode: m.Code, Message: message, Data: m.Data })),
  ]
  return new ApiError(status ?? errorCodes[code], entries, {}, { error, error_description: message })
}

/** One message for unknown users and wrong passwords. */
export const wrongPassword = () => refuse('Auth.InvalidUsernameOrPassword', 'Invalid username or password.')
