import '../../src/tables/every-table.ts'
import { removal } from '../../src/portal/marketplaces/removal.ts'
import {
  type CarriedRow,
  carriedColumns,
  keyOf,
  MOST_ROWS,
  pageOf,
  pageSize,
  put,
  type Stored,
  take,
  withKeysOf,
} from '../../src/store/carry/pages.ts'
import { carriedTables, held, isLoose } from '../../src/store/carry/table-order.ts'
import { Session } from '../../src/store/session.ts'
import { audit } from '../../src/tables/audit.ts'
import { at } from '../../src/tables/columns.ts'
import { type SQL, sql } from '../../src/tables/sql.ts'
import type { Table } from '../../src/tables/table.ts'
import { carriedOver, changedKeys, changesLeft, isWatched, unwatch, watch } from './changes.ts'

/** A database, and what it is bound to. */
export interface Place {
  binding: string
  database: D1Database
}

/** What is moved, and where to. */
export interface Move {
  marketplace: string
  /** All that are bound; the first is the control database. */
  places: Place[]
  to: string
  /** Told of each step that is done. */
  told?: (step: string) => unknown
  /** Milliseconds before the old rows are deleted: requests under way may still be reading them. */
  grace?: number
}

/** Seconds for which writes are held at a time; who holds them asks for more before it ends. */
const HOLD = 10
/** Changes that are few enough to be carried over while writes wait. */
const FEW = 200
/** Passes over what changes meanwhile before writes are held all the same. */
const MOST_PASSES = 20
/** Passes while they are held: rows that refer to each other take two. */
const HELD_PASSES = 4

/**
 * Moves a marketplace to another database while it is used: its rows are copied, what changes meanwhile is noted and
 * copied again; then its writes wait for a moment, the rest is carried over, and it is at home there. Killed wherever it
 * may be, it is run again and goes on: each step may be done twice, and how far it is stands in the database it goes to,
 * written with the rows. Two at once do not harm each other: one of them ends with an error.
 * @throws Error where there is no such marketplace or database, or the databases are not of one version
 */
export async function move({
  marketplace,
  places,
  to,
  told = () => undefined,
  grace = 5000,
}: Move): Promise<void> {
  const control = places[0]!
  const session = (binding: string) => new Session(placeOf(places, binding).database, 'move')
  const [[row] = []] = await session(control.binding).send(
    sql`select ID, Place from marketplaces where ID = ${marketplace}`,
  )
  if (!row) throw new Error(`There is no marketplace "${marketplace}".`)
  const target = session(to)
  await target.send(
    sql.raw(
      'create table if not exists "shard_moves" ("ID" text collate nocase primary key, "Source" text, "Step" integer, "Name" text, "After" text)',
    ),
  )
  const isHome = (row.Place ?? control.binding) === to
  const known = await progressOf(target, marketplace)
  if (isHome && !known) return
  const from = known?.Source ?? String(row.Place ?? control.binding)
  const run = new Run(String(row.ID), session(from), target, from)
  await checkVersions(run)
  if (!(await run.hasGone(to))) {
    await run.begin(known)
    await told('watching')
    await run.copy()
    await told('copied')
    for (let pass = 0; pass < MOST_PASSES && (await changesLeft(run.source, marketplace)) > FEW; pass++)
      await run.replay(false)
    await told('caught up')
    await run.hold()
    await told('held')
    await run.leave(to)
  }
  await told('left')
  if (control.binding !== from && control.binding !== to)
    await session(control.binding).send(sql`update marketplaces set Place = ${to} where ID = ${marketplace}`)
  await target.send(sql`update marketplaces set Place = null, HeldUntil = null where ID = ${marketplace}`)
  await told('at home')
  await new Promise((resume) => setTimeout(resume, grace))
  await run.tidy(from === control.binding)
  await told('done')
}

function placeOf(places: Place[], binding: string): Place {
  const found = places.find((p) => p.binding === binding)
  if (!found)
    throw new Error(
      `No database is bound to ${binding}: there are ${places.map((p) => p.binding).join(', ')}.`,
    )
  return found
}

interface Progress {
  Source: string
  Step: number
  Name: string | null
  After: string | null
}

async function progressOf(target: Session, marketplace: string): Promise<Progress | undefined> {
  const [rows = []] = await target.send(sql`select * from shard_moves where ID = ${marketplace}`)
  return rows[0] as Progress | undefined
}

async function checkVersions({ source, target }: Run) {
  const version = async (of: Session) =>
    (await of.send(sql`select name from d1_migrations where id = (select max(id) from d1_migrations)`))[0]![0]
      ?.name
  const [a, b] = [await version(source), await version(target)]
  if (a !== b)
    throw new Error(`The databases are of two versions, ${a} and ${b}: apply the migrations to both.`)
}

/** By the database's own clock. */
const moment = (seconds: number) => sql`strftime('%Y-%m-%dT%H:%M:%fZ', 'now', ${`+${seconds} seconds`})`
const guard = (holds: SQL, what: string) => sql`insert into guard (Holds, Refusal) values (${holds}, ${what})`

/** One run of the mover, between two databases. */
class Run {
  readonly marketplace: string
  readonly source: Session
  readonly target: Session
  readonly from: string
  #step = 0
  #at: Pick<Progress, 'Name' | 'After'> = { Name: null, After: null }

  constructor(marketplace: string, source: Session, target: Session, from: string) {
    this.marketplace = marketplace
    this.source = source
    this.target = target
    this.from = from
  }

  /** Whether the marketplace has left: from then on there is no way back but to move it again. */
  async hasGone(to: string): Promise<boolean> {
    const [[row] = []] = await this.source.send(
      sql`select Place from marketplaces where ID = ${this.marketplace}`,
    )
    return row?.Place === to
  }

  /** Watches the source, and makes the marketplace's row in the target, which says that it is not at home there. */
  async begin(known: Progress | undefined) {
    const [[isWhole] = []] = await this.source.send(sql`select ${isWatched(this.marketplace)} n`)
    // What changed unnoticed has to be copied again.
    const goesOn = known && isWhole?.n === 1
    await watch(this.source, this.marketplace)
    this.#step = known?.Step ?? 0
    this.#at = goesOn ? known : { Name: null, After: null }
    if (!known)
      await this.target.send(
        sql`insert into marketplaces (ID, Name, Active, Place, HookVersion, AccessVersion, CatalogVersion, Version)
          values (${this.marketplace}, '', 0, ${this.from}, 0, 0, 0, 1)
          on conflict do update set Place = excluded.Place where Place is not null`,
        sql`insert into shard_moves (ID, Source, Step) values (${this.marketplace}, ${this.from}, 0)`,
      )
  }

  /** Writes to the target with what stands in it of how far this is: whoever was faster has moved that. */
  async #write(...statements: SQL[]) {
    const { marketplace } = this
    const { Name, After } = this.#at
    const results = await this.target.send(
      guard(
        sql`exists (select 1 from shard_moves s join marketplaces m on m.ID = s.ID and m.Place = ${this.from}
          where s.ID = ${marketplace} and s.Step = ${this.#step})`,
        'somebody else moves this marketplace',
      ),
      ...statements,
      sql`update shard_moves set Step = Step + 1, Name = ${Name}, After = ${After} where ID = ${marketplace}`,
    )
    this.#step++
    return results.slice(1, -1)
  }

  async copy() {
    const tables = carriedTables(true)
    let next = Math.max(
      0,
      tables.findIndex((t) => t.name === this.#at.Name),
    )
    for (; next < tables.length; next++) {
      const t = tables[next]!
      let after = this.#at.Name === t.name && this.#at.After ? (JSON.parse(this.#at.After) as Stored[]) : null
      for (;;) {
        const [rows = []] = (await this.source.send(pageOf(t, this.marketplace, after))) as CarriedRow[][]
        after = rows.length > 0 ? keyOf(t, rows.at(-1)!) : after
        this.#at = { Name: t.name, After: JSON.stringify(after) }
        if (rows.length > 0) await this.#write(...this.#puts(t, rows))
        if (rows.length < pageSize(t)) break
      }
    }
    // What refers to rows that came later.
    for (const t of tables) await this.#putLater(t)
  }

  async #putLater(t: Table) {
    const loose = held(t)
      .filter((r) => isLoose(t, r))
      .map((r) => at('t', r.columns.at(-1)!))
    if (loose.length === 0) return
    const refers = sql`(${sql.join(
      loose.map((column) => sql`${column} is not null`),
      sql` or `,
    )})`
    for (let after: Stored[] | null = null; ; ) {
      const [rows = []] = (await this.source.send(
        pageOf(t, this.marketplace, after, refers),
      )) as CarriedRow[][]
      if (rows.length > 0) await this.#write(...this.#puts(t, rows))
      if (rows.length < pageSize(t)) return
      after = keyOf(t, rows.at(-1)!)
    }
  }

  /** Puts rows; one that has a unique value of theirs has another by now, and is to come again itself. */
  #puts(t: Table, rows: CarriedRow[]): SQL[] {
    const text = JSON.stringify(rows)
    const isOther = sql`not (${sql.join([sql`1`, ...t.keys.map((k) => sql`t.${sql.identifier(k)} is j.value ->> ${sql.raw(`'${k}'`)}`)], sql` and `)})`
    const parked = t.uniques.map(({ columns }) => {
      const column = sql.identifier(columns.at(-1)!)
      const same = columns.map((c) => sql`t.${sql.identifier(c)} = j.value ->> ${sql.raw(`'${c}'`)}`)
      return sql`update ${sql.identifier(t.name)} set ${column} = '~' || rowid where rowid in (
        select t.rowid from json_each(${text}) j cross join ${sql.identifier(t.name)} t
          on t.Marketplace = ${this.marketplace} and ${sql.join([...same, isOther], sql` and `)})`
    })
    return [...parked, ...put(t, this.marketplace, text)]
  }

  /**
   * Carries over what was noted until now: rows as they are by now, then the deletions. What cannot be put yet, since what
   * it refers to has changed meanwhile, stays noted.
   * @param isHeld nothing changes any more: every failure is one
   */
  async replay(isHeld: boolean) {
    const [[last] = []] = await this.source.send(
      sql`select coalesce(max(Seq), 0) n from shard_changes where Marketplace = ${this.marketplace}`,
    )
    const upTo = Number(last?.n)
    const tables = carriedTables(true)
    for (const t of tables)
      await this.#eachChanged(t, upTo, isHeld, (keys, rows) => this.#replayRows(t, keys, rows, upTo))
    for (const t of tables.reverse())
      await this.#eachChanged(t, upTo, isHeld, async (keys, rows) => {
        const there = new Set(rows.map((row) => textOf(t, row)))
        const gone = keys.filter((key) => !there.has(textOf(t, JSON.parse(key))))
        if (gone.length === 0) return
        await this.#write(take(t, this.marketplace, `[${gone.join()}]`))
        await this.source.send(carriedOver(this.marketplace, t, gone, upTo))
      })
  }

  async #eachChanged(
    t: Table,
    upTo: number,
    isHeld: boolean,
    work: (keys: string[], rows: CarriedRow[]) => Promise<void>,
  ) {
    const most = Math.min(MOST_ROWS, pageSize(t))
    for (let after = ''; ; ) {
      if (isHeld) await this.#keepHolding()
      const keys = await changedKeys(this.source, this.marketplace, t, { upTo, after, most })
      if (keys.length === 0) return
      after = keys.at(-1)!
      const list = sql.list(carriedColumns(t).map((c) => at('t', c)))
      const [rows = []] = (await this.source.send(
        sql`select distinct ${list} from ${withKeysOf(t, this.marketplace, `[${keys.join()}]`)}`,
      )) as CarriedRow[][]
      try {
        await work(keys, rows)
      } catch (error) {
        if (isHeld || !/constraint failed/.test(String(error))) throw error
      }
      if (keys.length < most) return
    }
  }

  async #replayRows(t: Table, keys: string[], rows: CarriedRow[], upTo: number) {
    if (rows.length === 0) return
    const text = JSON.stringify(rows)
    const whole = held(t)
      .filter((r) => isLoose(t, r))
      .map((r) => r.columns.at(-1)!)
      .map((c) => sql`${at('t', c)} is j.value ->> ${sql.raw(`'${c}'`)}`)
    const results = await this.#write(
      ...this.#puts(t, rows),
      sql`select count(*) n from ${withKeysOf(t, this.marketplace, text)} and ${sql.join([sql`1`, ...whole], sql` and `)}`,
    )
    if (Number(results.at(-1)![0]!.n) < rows.length) return
    const there = new Set(rows.map((row) => textOf(t, row)))
    const done = keys.filter((key) => there.has(textOf(t, JSON.parse(key))))
    await this.source.send(carriedOver(this.marketplace, t, done, upTo))
  }

  async #keepHolding() {
    const { marketplace } = this
    await this.source.send(
      guard(
        sql`exists (select 1 from marketplaces where ID = ${marketplace} and Place is null)`,
        'it has gone',
      ),
      sql`update marketplaces set HeldUntil = ${moment(HOLD)} where ID = ${marketplace}`,
    )
  }

  /** Holds the writes, and carries over what is left. */
  async hold() {
    await this.#keepHolding()
    for (let pass = 0; pass < HELD_PASSES && (await changesLeft(this.source, this.marketplace)) > 0; pass++)
      await this.replay(true)
  }

  /** Leaves the source, if nothing of it is missing in the target: the moment that counts. */
  async leave(to: string) {
    await this.#keepHolding()
    const counts = async (of: Session) => {
      const out: Record<string, number> = {}
      for (const t of carriedTables(true)) {
        const [[row] = []] = await of.send(
          sql`select count(*) n from ${sql.identifier(t.name)} where Marketplace = ${this.marketplace}`,
        )
        out[t.name] = Number(row?.n)
      }
      return out
    }
    const [there, here] = await Promise.all([counts(this.target), counts(this.source)])
    // The control database has noted what the portal did with a marketplace elsewhere.
    const isAll = (name: string) =>
      name === audit.name ? there[name]! >= here[name]! : there[name] === here[name]
    if (!Object.keys(here).every(isAll)) {
      await this.target.send(
        sql`update shard_moves set Name = null, After = null, Step = Step + 1 where ID = ${this.marketplace}`,
      )
      throw new Error(
        `Rows are missing, so nothing was moved; run it again to copy anew. There: ${JSON.stringify(there)}. Here: ${JSON.stringify(here)}.`,
      )
    }
    const [[row] = []] = await this.source.send(
      sql`select * from marketplaces where ID = ${this.marketplace}`,
    )
    const { Name, Active, DateCreated, Owner, DateDeleted, HookVersion, AccessVersion, CatalogVersion } = row!
    const { ChangeSequence, ShopVersion, StockVersion, CallerVersion } = row!
    await this.#write(
      // Later than whatever is remembered of it.
      sql`update marketplaces set Name = ${Name}, Active = ${Active}, DateCreated = ${DateCreated}, Owner = ${Owner},
        DateDeleted = ${DateDeleted}, HookVersion = ${HookVersion}, ChangeSequence = ${ChangeSequence},
        AccessVersion = max(AccessVersion, ${AccessVersion}) + 1, CatalogVersion = max(CatalogVersion, ${CatalogVersion}) + 1,
        ShopVersion = max(coalesce(ShopVersion, 0), ${ShopVersion ?? 0}) + 1,
        StockVersion = max(coalesce(StockVersion, 0), ${StockVersion ?? 0}) + 1, CallerVersion = max(coalesce(CallerVersion, 0), ${CallerVersion ?? 0}) + 1
        where ID = ${this.marketplace}`,
    )
    await this.source.send(
      guard(
        sql`(select HeldUntil > ${moment(1)} from marketplaces where ID = ${this.marketplace}) and ${isWatched(this.marketplace)}
          and not exists (select 1 from shard_changes where Marketplace = ${this.marketplace})`,
        'something was written meanwhile',
      ),
      sql`update marketplaces set Place = ${to} where ID = ${this.marketplace}`,
    )
  }

  /** Deletes the old rows, a bounded number at a time; the control database keeps what the portal looks at. */
  async tidy(isControl: boolean) {
    await unwatch(this.source, this.marketplace)
    for (const statement of removal(this.marketplace, { hasMoved: isControl }))
      while ((await this.source.send(statement))[0]!.length > 0);
    await this.target.send(sql`delete from shard_moves where ID = ${this.marketplace}`)
  }
}

/** Keys are the same in any letter case. */
const textOf = (t: Table, row: CarriedRow) => JSON.stringify(keyOf(t, row)).toLowerCase()
