import { fail, tooMany } from '../../api/errors.ts'
import { toWire } from '../../api/time.ts'
import type { Env } from '../../env.ts'
import { type Fact, refusing } from '../../store/fact.ts'
import type { Claimed } from '../../store/outbox/claimed.ts'
import { relay } from '../../store/outbox/outbox.ts'
import { dueAtOnce, type Told } from '../../store/outbox/told.ts'
import { Session } from '../../store/session.ts'
import { shard } from '../../store/shard.ts'
import { plain } from '../../store/sql/sql.ts'
import { sql } from '../../tables/sql.ts'
import type { Guard } from '../../tables/statements.ts'
import { parts } from './walk-parts.ts'

/** Objects that one step of a walk tells. */
const STEP = 50
/** Of those of the last step, so many may still wait to be delivered when the next is made. */
const MOST_WAITING = 25

/**
 * A walk tells many objects, a step at a time. It is a delivery whose event says how far it has come; what it tells has
 * deliveries of its own, among those of what happens meanwhile, and never many of them.
 */
export interface Walk {
  Walk: keyof typeof parts
  /** What it is about: a catalogue, a category of it, a price schedule, a spec, the first and last moment of orders. */
  Key: string[]
  /** The part it has come to, counted on when it goes round. */
  Part?: number
  /** The place of what was told last. */
  After?: string
  /** What it is about has changed since: all is to be told anew. It does not begin at once, so as to come to an end. */
  Anew?: boolean | null
  /** Where it stood then: so far it goes round. */
  Until?: { Part: number; After: string } | null
  Told?: number
  /** Events of the last step. */
  Last?: string[]
}

/** Whether a delivery is a walk. */
export const isWalk = ({ body }: Claimed): boolean => 'Walk' in body

/** Where a walk stands: in which part after what, and where it ends. */
function courseOf({ Walk, Part = 0, After = '', Anew, Until = null }: Walk) {
  const around = parts[Walk].length
  const at = Anew ? { Part: Part % around, After } : { Part, After }
  const until = Anew ? at : Until
  const last = until ? around + until.Part : around - 1
  return {
    part: at.Part > last ? undefined : parts[Walk][at.Part % around],
    after: After,
    until: until && at.Part === last ? until.After : null,
    /** Where it stands after a step: where it has ended, as if it were about to begin. */
    next: (found: { After: string }[]) => ({
      ...(found.length === STEP
        ? { Part: at.Part, After: found.at(-1)!.After }
        : { Part: at.Part < last ? at.Part + 1 : 2 * around, After: '' }),
      Until: until,
      Anew: null,
    }),
    ends: (found: unknown[]) => found.length < STEP && at.Part === last,
  }
}

/**
 * Makes one step. What it tells and how far it has come are written together, and only where the walk still stands where
 * it was found: one that is made again tells nothing twice and forgets nothing, and one that is to tell anew does.
 * @returns what came of it; it waits while much of what it told last does
 * @throws Error when the database does not answer: the step is made again
 */
export async function stepWalk(
  env: Env,
  { marketplace, event, body }: Claimed,
): Promise<'told' | 'waits' | 'ended'> {
  // It was recorded so.
  const walk = body as unknown as Walk & { Sequence: number }
  const { Key, Told = 0, Last = [], Sequence, Part = 0, After = '' } = walk
  const { part, after, until, next, ends } = courseOf(walk)
  if (!part) return 'ended'
  const session = new Session(shard(env, marketplace), 'synchronize')
  const { waiting, found } = await session.read({
    waiting: plain<{
      Waiting: number
    }>(sql`select count(*) Waiting from deliveries where Marketplace = ${marketplace}
      and EventID in (select value from json_each(${JSON.stringify(Last)})) and +Status = 'Pending'`),
    found: plain<{ Key: string; After: string }>(
      sql`${part.next(marketplace, Key, after, until)} ${sql.limit(STEP)}`,
    ),
  })
  if (waiting[0]!.Waiting > MOST_WAITING) return 'waits'
  const told = found.map((row) => {
    const key = JSON.parse(row.Key) as string[]
    return [`${part.entity}/${key.join('/')}`, { Entity: part.entity, Key: key, Action: 'Updated' }] as const
  })
  const progress = { ...next(found), Told: Told + told.length, Last: told.map(([id]) => id) }
  const stands = sql`Marketplace = ${marketplace} and ID = ${event} and Body ->> 'Sequence' = ${Sequence}
    and coalesce(Body ->> 'Part', 0) = ${Part} and coalesce(Body ->> 'After', '') = ${After}`
  const results = await session.send(
    sql`insert into told (Marketplace, ID, Source, Body) select ${marketplace}, j.value ->> 0, ${part.entity}, j.value -> 1
      from json_each(${JSON.stringify(told)}) j where exists (select 1 from events where ${stands})`,
    sql`update events set Body = json_patch(Body, ${JSON.stringify(progress)}) where ${stands}`,
    dueAtOnce(marketplace, toWire(Date.now())),
  )
  await relay(
    env,
    marketplace,
    results.at(-1)!.map((row) => String(row.ID)),
  )
  return ends(found) ? 'ended' : 'told'
}

/** How far a walk has come. */
export interface Progress {
  ID: string
  Status: 'Running' | 'Completed' | 'Failed'
  Told: number
  LastError: string | null
  DateStarted: string
  Body: string
}

/** The walks that were asked for in a marketplace, or one of them. */
export const walksQuery = (marketplace: string, id?: string) =>
  plain<Progress>(sql`select d.EventID ID, case d.Status when 'Pending' then 'Running' when 'Delivered' then 'Completed' else 'Failed' end Status,
      coalesce(e.Body ->> 'Told', 0) Told, d.LastError, d.DateCreated DateStarted, e.Body
    from deliveries d join events e on e.Marketplace = d.Marketplace and e.ID = d.EventID
    where d.Marketplace = ${marketplace} and ${id ? sql`d.EventID = ${id}` : sql`d.EventID >= 'walk/' and d.EventID < 'walk0'`} order by d.DateCreated desc limit 100`)

const walkID = ({ Walk, Key }: Walk) => `walk/${Walk}/${Key.join('/')}`

/** What is to be known before a walk begins: none of the same is under way. */
export const walkReads = (marketplace: string, walk: Walk): { before: Fact<Progress> } => ({
  before: refusing({ ...walksQuery(marketplace, walkID(walk)), holds: null }, ({ Status }) =>
    Status === 'Running'
      ? fail('FullSyncStatus.FullSyncAlreadyRunning', 'This synchronization is running.')
      : undefined,
  ),
})

/** A walk as it is begun; one that was given up goes on where it stood. */
export const beginning = (
  marketplace: string,
  source: string,
  walk: Walk,
  before: Progress | undefined,
): Told => ({
  marketplace,
  id: walkID(walk),
  to: { source },
  body: before?.Status === 'Failed' ? JSON.parse(before.Body) : walk,
})

/** Walks that may be under way in a marketplace, since each asks the database again and again. */
const MOST_WALKS = 10

/** That not many others are. */
export const fewWalks = (marketplace: string, walk: Walk): Guard => ({
  guard: sql`(select count(*) from deliveries where Marketplace = ${marketplace} and EventID >= 'walk/' and EventID < 'walk0'
    and EventID <> ${walkID(walk)} and +Status = 'Pending') < ${MOST_WALKS}`,
  else: tooMany('synchronizations under way', MOST_WALKS),
})
