import { type ErrorCode, errorCodes } from './error-codes/error-codes.ts'

/** One entry of the `Errors` array that every 4xx and 5xx body carries. */
export interface ErrorEntry {
  ErrorCode: string
  Message: string
  Data: unknown
}

/** A refusal in the wire's terms: thrown anywhere, answered by `outcomeOf()` with the standard body. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly errors: ErrorEntry[]
  /** Response headers that belong to the refusal, such as `Retry-After`. */
  readonly headers: Record<string, string>
  /** Properties beside `Errors`: OAuth has its own. */
  readonly beside: Record<string, string>

  constructor(
    status: number,
    errors: ErrorEntry[],
    headers: Record<string, string> = {},
    beside: Record<string, string> = {},
  ) {
    // Made for each thing that might be missing, and thrown for few: where they were made, nobody asks.
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    super(errors[0]?.Message ?? 'error')
    Error.stackTraceLimit = stackTraceLimit
    this.status = status
    this.errors = firstOf(errors)
    this.headers = headers
    this.beside = beside
  }
}

/** Entries an answer has at most: how many there would be is the sender's choice. */
const MOST_ERRORS = 100

/** The first of the errors; of more than an answer has, the last one shown says how many there are. */
function firstOf(errors: ErrorEntry[]): ErrorEntry[] {
  const more = errors.length - MOST_ERRORS
  if (more <= 0) return errors
  const last = errors[MOST_ERRORS - 1]!
  return [
    ...errors.slice(0, MOST_ERRORS - 1),
    { ...last, Message: `${last.Message} (Errors beyond this one: ${more}.)` },
  ]
}

/** One refusal with a code of the closed list; its status is the list's. */
export const fail = (
  code: ErrorCode,
  message: string,
  data: unknown = null,
  headers?: Record<string, string>,
) => new ApiError(errorCodes[code], [{ ErrorCode: code, Message: message, Data: data }], headers)

/**
 * 404 for an object that is absent or not visible to the caller. The official SDK reads both properties
 * of `Data` unguarded, so neither may be missing.
 */
export const notFound = (objectType: string, objectID: string | null | undefined) =>
  fail('NotFound', `${objectType} not found: "${objectID ?? ''}".`, {
    ObjectType: objectType,
    ObjectID: objectID ?? '',
  })

/** What is wrong with one property of a body. */
export interface Issue {
  property: string
  rule: 'Required' | 'MaxLength' | 'MinLength' | 'Type' | 'Enum' | 'Range' | 'Pattern' | 'Unique' | 'Rule'
  message: string
  /** The limit, the allowed values … whatever the rule has. */
  detail?: Record<string, unknown>
  /** Where it has a code of its own. */
  code?: ErrorCode
}

/** 400 for one property of what was sent. */
export const invalid = (
  property: string,
  rule: Issue['rule'],
  message: string,
  detail?: Issue['detail'],
): ApiError => invalidAll([{ property, rule, message, detail }])

/** 400 with one entry per failing property: `ValidationFailure`, unless it has a code of its own. */
export const invalidAll = (issues: readonly Issue[]) =>
  new ApiError(
    400,
    issues.map(({ property, rule, message, detail, code }) => ({
      ErrorCode: code ?? 'ValidationFailure',
      Message: message,
      Data: { Property: property, Rule: rule, ...detail },
    })),
  )

/** 400 for one more than there may be. */
export const tooMany = (what: string, most: number) =>
  invalid('ID', 'Rule', `There may be at most ${most} ${what}.`)

/** 403 for a token that lacks the operation's roles. */
export const insufficientRoles = (sufficient: readonly string[], assigned: Iterable<string>) =>
  fail('Auth.InsufficientRoles', 'User does not have role(s) required to perform this action.', {
    SufficientRoles: sufficient,
    AssignedRoles: [...assigned],
  })

/** Front ends compare this literal message. */
export const invalidToken = () => fail('InvalidToken', 'Access token is invalid or expired.')

/**
 * The rows read are no longer the rows stored: nothing was written, and `outcomeOf()` runs the operation again.
 * Never reaches a client.
 */
export class Stale extends Error {
  override readonly name = 'Stale'
  /** What it means when it is so each time: nothing had changed, and what was decided cannot be written. */
  readonly lasting: ApiError | undefined

  constructor(message: string, lasting?: ApiError) {
    super(message)
    this.lasting = lasting
  }
}

/** What a customer's server was asked about is otherwise by now: it is asked again. Never reaches a client. */
export class Outdated extends Error {
  override readonly name = 'Outdated'
}

/** The error of an operation that this build does not have. */
export const notBuilt = (what: string) =>
  fail('Api.NotImplemented', `${what} is not available on this server yet.`)

/** 503 for a request that found no quiet moment to write. */
export const busy = () =>
  fail('Api.Busy', 'Too many changes at once. Please try again.', null, { 'Retry-After': '1' })

/** The refusal for an object that exists already. */
export const idExists = (objectType: string, objectID: string) =>
  fail('IdExists', `${objectType} with ID "${objectID}" already exists.`, {
    ObjectType: objectType,
    ObjectID: objectID,
  })
