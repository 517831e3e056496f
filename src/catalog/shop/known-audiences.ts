import { remember } from '../../api/memory.ts'
import type { Call } from '../../store/call.ts'
import { Settling } from '../../store/remembered.ts'

/** Shoppers remembered at most. */
const MOST_SHOPPERS = 100_000

const audiences = new Map<string, string>()
const keyOf = ({ marketplace, caller }: Call<unknown>) => `${marketplace}/${caller.key}`

/** Of which audience the caller was when they were last seen: what is known for it is true of them if they are still. */
export const knownAudience = (call: Call<unknown>) => audiences.get(keyOf(call))

/** Remembers of which audience the caller is. */
export const learnAudience = (call: Call<unknown>, audience: string) =>
  remember(audiences, keyOf(call), audience, MOST_SHOPPERS)

/** Marketplaces whose catalogue is being changed: nothing that is remembered of it is relied upon. */
export const settling = new Settling()

/** What an audience is shown a catalogue by: the version of its marketplace in all that answers are made of, but for stock. */
export type Versions = readonly [since: string | null, access: number, catalog: number, shop: number | null]

/** Those that a call has read. */
export const versionsOf = ({ state }: Call): Versions => [
  state.since,
  state.accessVersion,
  state.catalogVersion,
  state.shopVersion,
]
