import type { Env } from '../../env.ts'
import { sql } from '../../tables/sql.ts'
import { tableNamed } from '../../tables/table.ts'
import { Session } from '../session.ts'
import { control, databaseNamed, databases } from '../shard.ts'
import { carriedColumns, put } from './pages.ts'

/**
 * Puts what the portal says of marketplaces, or of one, to where they are at home, if that is another database: whether
 * they are active, and the built-in users, whose generation says which of their tokens are good. Every minute too.
 */
export async function mirror(env: Env, marketplace: string | null = null): Promise<void> {
  if (databases(env).length === 1) return
  const users = tableNamed('users')
  const names = sql.list(carriedColumns(users).map(sql.identifier))
  const portal = new Session(control(env), 'mirror')
  const [found = []] = await portal.send(sql`select ID, Place, Name, Active, DateDeleted from marketplaces
    where Place is not null and ID = coalesce(${marketplace}, ID)`)
  for (const { ID, Place, Name, Active, DateDeleted } of found) {
    const builtIn = await portal.send(
      sql`select ${names} from users where Marketplace = ${ID} and BuiltIn = 1`,
    )
    await new Session(databaseNamed(env, String(Place)), 'mirror').send(
      sql`update marketplaces set Name = ${Name}, Active = ${Active}, DateDeleted = ${DateDeleted} where ID = ${ID}`,
      ...put(users, String(ID), JSON.stringify(builtIn[0])),
    )
  }
}
