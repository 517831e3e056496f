import type { CallerState } from '../api/request.ts'

/** The before-hooks changed since this isolate looked: the request starts again with the new ones. */
export class HooksChanged extends Error {
  override readonly name = 'HooksChanged'
  readonly version: number
  constructor(version: number) {
    super('hooks changed')
    this.version = version
  }
}

/** The user was renamed or moved since the token was made: the operation runs again as who they are now. */
export class CallerMoved extends Error {
  override readonly name = 'CallerMoved'
  readonly state: CallerState
  constructor(state: CallerState) {
    super('caller moved')
    this.state = state
  }
}

/** The same `Idempotency-Key` was answered before. */
export class Replay extends Error {
  override readonly name = 'Replay'
  readonly answer: unknown
  constructor(answer: unknown) {
    super('replay')
    this.answer = answer
  }
}
