/**
 * Writes the migration from the tables as they were to the tables as they are declared now.
 *
 *     npm run migrate -- add-locales   # migrations/0001_add-locales.sql
 *     npm run migrate -- --fresh       # one migration again, 0000_initial.sql: before the first release only
 *
 * drizzle-kit finds the difference; what D1 needs beyond its SQL is added by `finish`. Read the file before you
 * commit it. `snapshot.json` beside it holds the tables the migrations lead to.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { differInTriggers, finish, statementsBetween, type Tables, tablesNow } from './migrate/statements.ts'

const FOLDER = 'migrations'
const SNAPSHOT = join(FOLDER, 'snapshot.json')

const textOf = (files: string[]) =>
  files
    .sort()
    .map((f) => readFileSync(join(FOLDER, f), 'utf8'))
    .join('\n')

const { values, positionals } = parseArgs({ options: { fresh: { type: 'boolean' } }, allowPositionals: true })

mkdirSync(FOLDER, { recursive: true })
const old = readdirSync(FOLDER).filter((f) => f.endsWith('.sql'))
const number = values.fresh ? 0 : old.length
const before = number > 0 ? (JSON.parse(readFileSync(SNAPSHOT, 'utf8')) as Tables) : undefined
const now = await tablesNow()
const statements = await statementsBetween(before, now)

const after = number === 0 ? null : textOf(old)
if (statements.length === 0 && !differInTriggers(after)) console.log('The tables have not changed.')
else {
  if (values.fresh) for (const file of old) rmSync(join(FOLDER, file))
  const name = number === 0 ? 'initial' : (positionals[0] ?? 'tables')
  const file = join(FOLDER, `${String(number).padStart(4, '0')}_${name}.sql`)
  writeFileSync(file, finish(statements, after))
  writeFileSync(SNAPSHOT, `${JSON.stringify(now, null, 1)}\n`)
  console.log(`${file}: ${statements.length} statements`)
  if (values.fresh) console.log('Databases made before know another 0000_initial: delete .wrangler/state.')
}
