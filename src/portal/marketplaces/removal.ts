import type { Env } from '../../env.ts'
import { held, isLoose, referringFirst } from '../../store/carry/table-order.ts'
import { apart } from '../../store/retention/apart.ts'
import { Session } from '../../store/session.ts'
import { control, databaseNamed, otherDatabases } from '../../store/shard.ts'
import { plain } from '../../store/sql/sql.ts'
import { type SQL, sql } from '../../tables/sql.ts'

/** Rows a statement deletes at most: each is a transaction of its own, which others wait for. */
const MOST_ROWS = 500
/** Statements of one night; D1 takes a thousand from one run of a Worker, and this is not its only work. */
const MOST_STATEMENTS = 600

/** A marketplace that was deleted, as the control database has it. */
interface Deleted {
  ID: string
  Place: string | null
  DateDeleted: string
}

/**
 * Removes the rows of marketplaces that were deleted, a bounded number a night; each statement leaves what is left
 * sound, and the next night goes on. The control database's row of one is the last to go: until then nobody else gets its
 * ID, by which its rows are found in whatever database still has some.
 * @param most statements
 */
export async function removeDeleted(env: Env, most = MOST_STATEMENTS): Promise<void> {
  const portal = new Session(control(env), 'remove')
  // In no order: those that cannot be removed do not come before the others every night.
  const { deleted } = await portal.read({
    deleted: plain<Deleted>(
      sql`select ID, Place, DateDeleted from marketplaces where DateDeleted is not null order by random() limit 100`,
    ),
  })
  let left = most
  /** @returns whether all is gone that a database has of one */
  const isRemoved = async (session: Session, ID: string) => {
    // Again where triggers have made rows meanwhile.
    while (left > 0) {
      left -= ASKED_AT_ONCE
      const names = await tablesWithRows(session, ID)
      for (const statement of names.size > 0 ? removal(ID, { among: names }) : [shutGoes(ID)]) {
        let rows = MOST_ROWS
        while (rows === MOST_ROWS) {
          if (left-- <= 0) return false
          rows = (await session.send(statement))[0]!.length
        }
      }
      if (names.size === 0) return true
    }
    return false
  }
  await apart('remove', deleted, async ({ ID, Place, DateDeleted }) => {
    // Where it is at home must be asked, or its rows would be another's by and by.
    if (Place) databaseNamed(env, Place)
    for (const database of otherDatabases(env)) {
      if (left-- <= 0) return
      const session = new Session(database, 'remove')
      // There it may be open yet, if it was deleted since the last time that was told.
      const [known = []] = await session.send(
        sql`update marketplaces set Active = 0, DateDeleted = ${DateDeleted} where ID = ${ID} returning 1`,
      )
      if (known.length > 0 && !(await isRemoved(session, ID))) return
    }
    await isRemoved(portal, ID)
  })
}

/** Statements that ask which tables have rows: of one text as many as it may have parameters. */
const ASKED_AT_ONCE = 3

async function tablesWithRows(session: Session, marketplace: string): Promise<Set<string>> {
  const all = referringFirst()
  const few = Math.ceil(all.length / ASKED_AT_ONCE)
  const asked = Array.from({ length: ASKED_AT_ONCE }, (_, i) => all.slice(i * few, (i + 1) * few))
  const answers = await session.send(
    ...asked.map((some) => {
      const each = some.map(
        ({ name }) =>
          sql`exists (select 1 from ${sql.identifier(name)} where Marketplace = ${marketplace}) as ${sql.identifier(name)}`,
      )
      return sql`select ${sql.list(each)}`
    }),
  )
  return new Set(answers.flatMap(([row]) => Object.entries(row!).flatMap(([name, is]) => (is ? [name] : []))))
}

const shutGoes = (marketplace: string): SQL =>
  sql`delete from marketplaces where ID = ${marketplace} and DateDeleted is not null returning 1`

/**
 * What is sent to remove the rows of a marketplace, each until it finds nothing any more.
 * @param hasMoved it is at home elsewhere, and what the portal keeps of it stays
 * @param among tables that have any; also what triggers of theirs make rows of is looked at
 */
export function removal(
  marketplace: string,
  { hasMoved = false, among }: { hasMoved?: boolean; among?: Set<string> },
): SQL[] {
  const kept = (name: string) =>
    !hasMoved
      ? sql``
      : name === 'users'
        ? sql`and t.BuiltIn = 0`
        : name === 'companies'
          ? sql`and t.Kind <> 'Seller'`
          : sql``
  const few = (name: string, more = sql``) =>
    sql`rowid in (select t.rowid from ${sql.identifier(name)} t where t.Marketplace = ${marketplace} ${more} ${sql.limit(MOST_ROWS)})`
  const order = referringFirst().filter(
    (t) => !among || among.has(t.name) || t.follows.some((name) => among.has(name)),
  )
  const cleared = order.flatMap((t) =>
    held(t)
      .filter((r) => isLoose(t, r))
      .map((r) => {
        const column = sql.identifier(r.columns.at(-1)!)
        return sql`update ${sql.identifier(t.name)} set ${column} = null
          where ${few(t.name, sql`and t.${column} is not null`)} returning 1`
      }),
  )
  const deleted = ({ name }: { name: string }) =>
    sql`delete from ${sql.identifier(name)} where ${few(name, kept(name))} returning 1`
  return [
    // What triggers keep beside other rows would be written anew for each of these that is cleared.
    ...order.filter((t) => t.follows.length > 0).map(deleted),
    ...cleared,
    ...order.map(deleted),
  ]
}
