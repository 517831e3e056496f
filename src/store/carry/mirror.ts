import type { Env } from '../../env.ts'
import { sql } from '../../tables/sql.ts'
import { tableNamed } from '../../tables/table.ts'
import { Session } from '../session.ts'
import { control, databases, shard } from '../shard.ts'
import { type CarriedRow, carriedColumns, put } from './pages.ts'

/**
 * Puts what the portal says of a marketplace to where that is at home, if that is another database: its name, whether it
 * is active, and the built-in users, whose generation says which of their tokens are good.
 */
export async function mirror(env: Env, marketplace: string): Promise<void> {
  const home = await shard(env, marketplace)
  if (home === control(env)) return
  const users = tableNamed('users')
  const names = sql.join(carriedColumns(users).map(sql.identifier), sql`, `)
  const [[row] = [], builtIn = []] = await new Session(control(env), 'mirror').send(
    sql`select Name, Active, DateDeleted from marketplaces where ID = ${marketplace}`,
    sql`select ${names} from users where Marketplace = ${marketplace} and BuiltIn = 1`,
  )
  if (!row) return
  await new Session(home, 'mirror').send(
    sql`update marketplaces set Name = ${row.Name}, Active = ${row.Active}, DateDeleted = ${row.DateDeleted}
      where ID = ${marketplace}`,
    ...put(users, marketplace, JSON.stringify(builtIn as CarriedRow[])),
  )
}

/** The same of every marketplace; every minute, so that no right outlives what gave it for longer. */
export async function mirrorAll(env: Env): Promise<void> {
  if (databases(env).length === 1) return
  const [found = []] = await new Session(control(env), 'mirror').send(
    sql`select ID from marketplaces where Place is not null`,
  )
  for (const { ID } of found) await mirror(env, String(ID))
}
