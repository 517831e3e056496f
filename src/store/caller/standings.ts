import type { Caller } from '../../api/caller.ts'
import type { SQL } from '../../tables/sql.ts'
import { Remembered } from '../remembered.ts'
import type { Session } from '../session.ts'
import type { Query } from '../sql/sql.ts'
import { type LiveRow, liveQuery, type StateRow, stateQuery } from './caller-state.ts'

/** Standings remembered at most. */
const MOST_STANDINGS = 10_000

/** Standings that this isolate has read: of a client's users in an organisation, for each operation that hooks may hear of. */
const standings = new Remembered<StateRow>(MOST_STANDINGS)

/** Who acts for somebody, or by an invitation, has a standing of their own: it is always asked for. */
const isShared = ({ impersonator, invitation }: Caller) => impersonator === null && !invitation

/** The version of the standings in a marketplace: another may bear its ID later. */
const versionOf = ({ Since, CallerVersion }: LiveRow) => `${Since}/${CallerVersion}`

/** How a request finds out about its caller. */
interface StateRead {
  query: Query<LiveRow>
  /** The row it gave, with the standing that is true of it: asked for, where what was known is not. */
  whole(row: LiveRow | StateRow, session: Session): Promise<StateRow | undefined>
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
      // Of what was remembered, marketplace and user are as somebody else found them.
      if (isSame && row.Company === company) return { ...known.value, ...row }
      if (known && !isSame) standings.outdated(marketplace, question, now)
      const whole = 'TokensFrom' in row ? row : await again(row, session)
      if (whole && isShared(caller) && whole.Company === company)
        standings.learn(marketplace, question, versionOf(whole), whole)
      return whole
    },
  }

  async function again(row: LiveRow, session: Session): Promise<StateRow | undefined> {
    const [state] = (await session.read({ state: stateQuery(caller, hooks) })).state
    const { AccessVersion, CatalogVersion, ShopVersion, StockVersion, Audience, AudienceVersion } = row
    const beside = { AccessVersion, CatalogVersion, ShopVersion, StockVersion, Audience, AudienceVersion }
    // As of what was read beside them: for these versions and this audience it is remembered.
    return state && { ...state, ...beside }
  }
}
