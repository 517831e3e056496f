import type { Call } from '../store/call.ts'
import type { Facet } from './facet-counts.ts'

/**
 * What this isolate has counted: totals and facets of shoppers' lists, each for one version of catalogue and access. To
 * plan how they are counted, or that they need not be, takes SQLite longer than the page. So a list whose counts are
 * known here is read without them, together with the versions it was read at; they hold when these are the same.
 */
export interface Counts {
  total: number
  facets: Facet[]
  /** The list is of the one category it names, and of none below it. */
  alone: boolean
}

/** Counts with what they hold for. */
interface Known extends Counts {
  /** When the marketplace was created: another may bear its ID later. */
  since: string | null
  accessVersion: number
  catalogVersion: number
}

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
  /** Whether it is true of the read that has just been made. */
  holds: (call: Call<unknown>, audience: string | null | undefined) => boolean
}

/** What the caller would see counted, as far as this isolate knows. */
export function recall(call: Call<unknown>, question: string): Remembered | undefined {
  const { marketplace, caller, input } = call
  const settled = (changed.get(marketplace) ?? 0) + SETTLING <= input.now
  const expected = audienceOf.get(caller.key)
  const key = `${marketplace}/${expected}/${question}`
  const counts = settled && expected ? known.get(key) : undefined
  return (
    counts && {
      ...counts,
      holds: ({ state }, audience) => {
        const same =
          counts.since === state.since &&
          counts.accessVersion === state.accessVersion &&
          counts.catalogVersion === state.catalogVersion
        if (!same) known.delete(key)
        if (!same && counts.since === state.since) put(changed, marketplace, input.now)
        return same && audience === expected
      },
    }
  )
}

/** Remembers what has been counted for the caller, who sees what everybody of that audience sees. */
export function remember(
  { marketplace, caller, state }: Call<unknown>,
  question: string,
  audience: string | null | undefined,
  counts: Counts,
): void {
  if (!audience || counts.facets.reduce((n, f) => n + f.Values.length, 0) > MOST_VALUES) return
  const { since, accessVersion, catalogVersion } = state
  put(audienceOf, caller.key, audience)
  put(known, `${marketplace}/${audience}/${question}`, {
    ...counts,
    since,
    accessVersion,
    catalogVersion,
  })
}

/** Whoever was put first goes when there are too many. */
function put<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key)
  if (map.size >= MOST_KNOWN) map.delete(map.keys().next().value!)
  map.set(key, value)
}
