import type { Caller } from '../../api/caller.ts'
import type { SQL } from '../../tables/sql.ts'
import { Remembered } from '../remembered.ts'
import type { Session } from '../session.ts'
import type { Query } from '../sql/sql.ts'
import { type LiveRow, liveQuery, type Standing, type StateRow, stateQuery } from './caller-state.ts'

/** Standings remembered at most. */
const MOST_STANDINGS = 10_000

/** Standings that this isolate has read: of a client's users in an organisation, for each operation that hooks may hear of. */
const standings = new Remembered<Standing>(MOST_STANDINGS)

/** Who acts for somebody, or by an invitation, has a standing of their own: it is always asked for. */
const isShared = ({ impersonator, invitation }: Caller) => impersonator === null && !invitation

/** The version of the standings in a marketplace: another may bear its ID later. */
const versionOf = ({ Since, CallerVersion }: LiveRow) => `${Since}/${CallerVersion}`

/** How a request finds out about its caller. */
interface StateRead {
  query: Query<LiveRow>
  /** The row it gave, with the standing that is true of it: asked for, where what was known is not. */
  whole(row: LiveRow | StateRow, session: Session): Promise<StateRow>
}

/**
 * What to read of a caller together with what the request needs: two rows by their keys, where the standing is known.
 * @param hooks which webhooks `r` hear of the call, where any can
 */
export function stateRead(caller: Caller, operation: string, hooks: SQL | undefined, now: number): StateRead {
  const { marketplace, client, kind, company } = caller
  const question = [client, kind, company, hooks ? operation : ''].join('/')
  const known = isShared(caller) ? standings.recall(marketplace, question, now) : undefined
  return {
    query: known ? liveQuery(caller) : stateQuery(caller, hooks),
    async whole(row, session) {
      const isSame = known?.version === versionOf(row)
      if (isSame && row.Company === company) return { ...row, ...known.value }
      if (known && !isSame) standings.outdated(marketplace, question, now)
      const whole = 'TokensFrom' in row ? row : await again(row, session)
      if (isShared(caller) && whole.Company === company)
        standings.learn(marketplace, question, versionOf(whole), standingIn(whole))
      return whole
    },
  }

  async function again(row: LiveRow, session: Session): Promise<StateRow> {
    const { state } = await session.read({ state: stateQuery(caller, hooks) })
    const { AccessVersion, CatalogVersion, ShopVersion, StockVersion } = row
    // A caller who is gone by now has no standing; the versions are those of what was read beside them.
    return { ...GONE, ...row, ...state[0], AccessVersion, CatalogVersion, ShopVersion, StockVersion }
  }
}

/** Of who is not there any more. */
const GONE: Standing = {
  Tracked: null,
  ClientActive: null,
  CompanyActive: null,
  TokensFrom: '',
  Heard: 0,
  ImpersonatorGeneration: null,
  InvitedUntil: null,
}

const standingIn = (row: StateRow): Standing => ({
  Tracked: row.Tracked,
  ClientActive: row.ClientActive,
  CompanyActive: row.CompanyActive,
  TokensFrom: row.TokensFrom,
  Heard: row.Heard,
  ImpersonatorGeneration: row.ImpersonatorGeneration,
  InvitedUntil: row.InvitedUntil,
})
