/** Carries the secret that lets the seeding pass while everybody else waits. */
export const SEEDING_HEADER = 'X-Wharf-Seeding'

/** Where the seeding says that the demo is whole, by a DELETE. */
export const SEEDING_PATH = '/v1/seeding'

/** A table that is there while the demo is not whole: one transaction makes it together with the marketplace. */
export const UNFINISHED = 'demo_unfinished'

/** The variable with this start's secret. */
export const SEEDING_VARIABLE = 'SEEDING'
