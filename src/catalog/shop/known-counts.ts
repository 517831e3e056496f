import type { Alike } from '../../api/lists/list.ts'
import type { Call } from '../../store/call.ts'
import { Remembered } from '../../store/remembered.ts'
import type { Facet } from '../../tables/catalog/counts.ts'
import { type Party, versionOf } from '../visibility/audiences.ts'
import { knownAudience, learnAudience, settling } from './known-audiences.ts'

/**
 * What this isolate has counted: totals and facets of shoppers' lists, each for one version of catalogue and access. To
 * plan how they are counted, or that they need not be, takes SQLite longer than the page. So a list whose counts are
 * known here is read without them, together with the versions it was read at; they hold when these are the same.
 */
export interface Counts {
  total: number
  facets: Facet[]
  /** The list is of the one category it names, and of none below it. */
  oneCategory: boolean
  /** The shopper's audience has discounts. */
  discounted: boolean
  /** What is searched along with the words of the search. */
  along: readonly Alike[]
}

/** Lists remembered at most, and values of facets of each. */
const MOST_KNOWN = 1000
const MOST_VALUES = 500

const counted = new Remembered<Counts>(MOST_KNOWN, settling)

/** What is known of a question of the caller's. */
export interface RememberedCounts extends Counts {
  /** Whether it is true of what was read as this party. */
  holds: (party: Party | undefined) => boolean
}

/** What the caller would see counted, as far as this isolate knows. */
export function recall(call: Call<unknown>, question: string): RememberedCounts | undefined {
  const { marketplace, input } = call
  const audience = knownAudience(call)
  const key = `${audience}/${question}`
  const known = audience ? counted.recall(marketplace, key, input.now) : undefined
  return (
    known && {
      ...known.value,
      holds: (party) => {
        const isSame = party !== undefined && known.version === versionOf(party)
        if (!isSame) counted.outdated(marketplace, key, input.now)
        return isSame && party.Fresh === 1 && party.Audience === audience
      },
    }
  )
}

/** Remembers what has been counted for the caller, who sees what everybody of their audience sees. */
export function learn(call: Call<unknown>, question: string, party: Party | undefined, counts: Counts): void {
  const { total, facets, oneCategory, discounted, along } = counts
  const values = facets.reduce((n, f) => n + f.Values.length, 0)
  if (!party?.Audience || !party.Fresh || values > MOST_VALUES) return
  learnAudience(call, party.Audience)
  counted.learn(call.marketplace, `${party.Audience}/${question}`, versionOf(party), {
    total,
    facets,
    oneCategory,
    discounted,
    along,
  })
}
