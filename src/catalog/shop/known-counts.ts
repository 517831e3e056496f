import { remember } from '../../api/memory.ts'
import type { Call } from '../../store/call.ts'
import type { Facet } from '../../tables/catalog/counts.ts'
import type { Party } from '../visibility/audiences.ts'

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
}

/** Counts with what they hold for. */
type Known = Counts & Pick<Party, 'Since' | 'AccessVersion' | 'CatalogVersion'>

/** Lists remembered at most, and values of facets of each. */
const MOST_KNOWN = 1000
const MOST_VALUES = 500
/** Milliseconds after a change in which counts are not relied upon: an import would void them with each product. */
const SETTLING = 10_000

const audienceOf = new Map<string, string>()
const known = new Map<string, Known>()
const changed = new Map<string, number>()

/** What is known of a question of the caller's. */
export interface Remembered extends Counts {
  /** Whether it is true of what was read as this party. */
  holds: (party: Party | undefined) => boolean
}

/** What the caller would see counted, as far as this isolate knows. */
export function recall(
  { marketplace, caller, input }: Call<unknown>,
  question: string,
): Remembered | undefined {
  const settled = (changed.get(marketplace) ?? 0) + SETTLING <= input.now
  const audience = audienceOf.get(caller.key)
  const key = `${marketplace}/${audience}/${question}`
  const counts = settled && audience ? known.get(key) : undefined
  return (
    counts && {
      ...counts,
      holds: (party) => {
        const same =
          counts.Since === party?.Since &&
          counts.AccessVersion === party.AccessVersion &&
          counts.CatalogVersion === party.CatalogVersion
        if (!same) known.delete(key)
        if (!same && counts.Since === party?.Since) remember(changed, marketplace, input.now, MOST_KNOWN)
        return same && party?.Fresh === 1 && party.Audience === audience
      },
    }
  )
}

/** Remembers what has been counted for the caller, who sees what everybody of their audience sees. */
export function learn(
  { marketplace, caller }: Call<unknown>,
  question: string,
  party: Party | undefined,
  counts: Counts,
): void {
  if (
    !party?.Audience ||
    !party.Fresh ||
    counts.facets.reduce((n, f) => n + f.Values.length, 0) > MOST_VALUES
  )
    return
  const { Audience, Since, AccessVersion, CatalogVersion } = party
  remember(audienceOf, caller.key, Audience, MOST_KNOWN)
  const at = { Since, AccessVersion, CatalogVersion }
  remember(known, `${marketplace}/${Audience}/${question}`, { ...counts, ...at }, MOST_KNOWN)
}
