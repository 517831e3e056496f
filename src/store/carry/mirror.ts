import type { Env } from '../../env.ts'
import { at } from '../../tables/columns.ts'
import { users } from '../../tables/organizations/users.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { packed } from '../packed.ts'
import { apart } from '../retention/apart.ts'
import { Session } from '../session.ts'
import { control, databaseNamed, databases } from '../shard.ts'
import { plain } from '../sql/sql.ts'
import { carriedColumns } from './pages.ts'

/** Marketplaces whose rows are sent at once. */
const MOST_AT_ONCE = 200

/** What a marketplace that was moved is to the portal. */
interface Mirrored {
  ID: string
  Place: string
  Name: string
  Active: number
  DateDeleted: string | null
}

/**
 * Puts what the portal says of marketplaces, or of one, to where they are at home, if that is another database: whether
 * they are active, and the built-in users, whose generation says which of their tokens are good. Every minute too: some
 * statements a database, however many marketplaces there are. A database that cannot be told waits for the next minute.
 * @throws Error where the one that was asked for cannot be told
 */
export async function mirror(env: Env, marketplace: string | null = null): Promise<void> {
  if (databases(env).length === 1) return
  const portal = new Session(control(env), 'mirror')
  for (let after = ''; ; ) {
    const { moved } = await portal.read({
      moved: plain<Mirrored>(sql`select ID, Place, Name, Active, DateDeleted from marketplaces
        where Place is not null and ID = coalesce(${marketplace}, ID) and ID > ${after} order by ID ${sql.limit(MOST_AT_ONCE)}`),
    })
    const places = Map.groupBy(moved, ({ Place }) => Place)
    const tell = async (place: string) => {
      const session = new Session(databaseNamed(env, place), 'mirror')
      const some = places.get(place)!
      await session.send(shown(some))
      for (const rows of await builtIn(portal, some)) await session.send(putBuiltIn(rows))
    }
    // Who asks for one waits for it.
    if (marketplace !== null) for (const place of places.keys()) await tell(place)
    else await apart('mirror', places.keys(), tell)
    if (moved.length < MOST_AT_ONCE) return
    after = moved.at(-1)!.ID
  }
}

/** A column of what is told. */
const told = (name: string) => sql`j.value ->> ${sql.raw(`'${name}'`)}`

/** Names of marketplaces, and whether they are open, where that has changed. */
const shown = (some: Mirrored[]): SQL =>
  sql`update marketplaces set Name = ${told('Name')}, Active = ${told('Active')}, DateDeleted = ${told('DateDeleted')}
    from json_each(${JSON.stringify(some)}) j where marketplaces.ID = ${told('ID')} and
      (Name, Active, DateDeleted) is not (${told('Name')}, ${told('Active')}, ${told('DateDeleted')})`

/** The built-in users of marketplaces, as lists of rows in JSON. */
async function builtIn(portal: Session, some: Mirrored[]): Promise<string[]> {
  const ids = JSON.stringify(some.map(({ ID }) => ID))
  const columns = sql.list(['Marketplace', ...carriedColumns(users)].map((c) => at('u', c)))
  const [rows = []] = await portal.send(sql`select ${columns} from json_each(${ids}) j
    cross join users u on u.Marketplace = j.value and u.BuiltIn = 1`)
  return packed(rows)
}

/** What the portal changes of its built-in users. */
const CHANGED = ['FirstName', 'Email', 'Active', 'LastActive', 'TokenGeneration']

/** Puts them where they are not as they should be; one that is somebody else there is left out, and all others come. */
function putBuiltIn(rows: string): SQL {
  const columns = carriedColumns(users)
  const changes = (of: (name: string) => SQL, by: SQL) => sql.join(CHANGED.map(of), by)
  return sql`insert or ignore into users (${sql.list(columns.map(sql.identifier))}, Marketplace)
    select ${sql.list(columns.map(told))}, ${told('Marketplace')} from json_each(${rows}) j
    where exists (select 1 from companies c where c.Marketplace = ${told('Marketplace')} and c.Kind = ${told('Kind')}
      and c.ID = ${told('Company')})
    on conflict (Marketplace, Kind, Company, ID) do update set ${changes(
      (c) => sql`${sql.identifier(c)} = excluded.${sql.identifier(c)}`,
      sql`, `,
    )} where BuiltIn = 1 and (${changes(
      (c) => sql`${sql.identifier(c)} is not excluded.${sql.identifier(c)}`,
      sql` or `,
    )})`
}
