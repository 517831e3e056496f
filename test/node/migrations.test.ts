import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { getTableConfig } from 'drizzle-orm/sqlite-core'
import { describe, expect, test } from 'vitest'
import {
  finish,
  statementsBetween,
  type Tables,
  tablesNow,
  triggersNow,
} from '../../scripts/migrate/statements.ts'
import { schema } from '../../src/schema.ts'
import { fullTextName } from '../../src/store/sql/full-text.ts'
import { ownColumns } from '../../src/tables/reference.ts'
import { storedFields, tableNamed, tables } from '../../src/tables/table.ts'

const FOLDER = 'migrations'
const files = readdirSync(FOLDER)
  .filter((f) => f.endsWith('.sql'))
  .sort()
const declared = tables()

type Row = Record<string, string | number | null>
const all = (db: DatabaseSync, text: string) => db.prepare(text).all() as Row[]
const quoted = (names: string[]) => names.map((n) => `"${n}"`).join(', ')

/** Applies one migration as D1 does: in a transaction. */
function apply(db: DatabaseSync, text: string) {
  db.exec('begin')
  try {
    db.exec(text)
    db.exec('commit')
  } catch (error) {
    db.exec('rollback')
    throw error
  }
}

function migrated(names = files): DatabaseSync {
  const db = new DatabaseSync(':memory:')
  for (const name of names) apply(db, readFileSync(join(FOLDER, name), 'utf8'))
  return db
}

/** Full-text indexes, and the tables SQLite keeps them in. */
const isIndex = (name: string) =>
  declared.some((t) => t.fullText.length > 0 && name.startsWith(fullTextName(t)))

const tableNames = (db: DatabaseSync) =>
  all(db, "select name from sqlite_schema where type = 'table' and name not like 'sqlite%'")
    .map((t) => String(t.name))
    .filter((name) => !isIndex(name))

/** One row in every table; all keys are alike, so that every reference finds its row. (Triggers have made some of them.) */
function fill(db: DatabaseSync) {
  db.exec('begin; pragma defer_foreign_keys = on')
  for (const name of tableNames(db)) {
    const columns = all(db, `pragma table_info("${name}")`)
    const values = columns.map((c) => (String(c.type).startsWith('TEXT') ? "'1'" : '1'))
    db.exec(
      `insert or replace into "${name}" (${quoted(columns.map((c) => String(c.name)))}) values (${values.join(', ')})`,
    )
  }
  db.exec('commit')
}

function counts(db: DatabaseSync): Record<string, number> {
  const names = tableNames(db)
  return Object.fromEntries(names.map((n) => [n, Number(all(db, `select count(*) n from "${n}"`)[0]!.n)]))
}

/** The keys of a table, one string each. */
function foreignKeys(db: DatabaseSync, table: string): string[] {
  const byID = Map.groupBy(all(db, `pragma foreign_key_list("${table}")`), (r) => r.id)
  return [...byID.values()]
    .map((rows) => rows.sort((a, b) => Number(a.seq) - Number(b.seq)))
    .map((rows) => {
      const { table: to, on_update, on_delete } = rows[0]!
      return `${rows.map((r) => r.from)} → ${to} ${rows.map((r) => r.to)} ${on_update} ${on_delete}`
    })
    .sort()
}

/** The columns of each index of a table, the primary key's included. */
const indexes = (db: DatabaseSync, table: string): string[][] =>
  all(db, `pragma index_list("${table}")`).map((i) =>
    all(db, `pragma index_info("${i.name}")`).map((c) => String(c.name)),
  )

describe('migrations', () => {
  const db = migrated()

  test('lead to the declared tables: else `npm run migrate`', async () => {
    const snapshot = JSON.parse(readFileSync(join(FOLDER, 'snapshot.json'), 'utf8')) as Tables
    expect(await statementsBetween(snapshot, await tablesNow())).toEqual([])
    expect(Object.keys(counts(db)).sort()).toEqual(declared.map((t) => t.name).sort())
    for (const t of declared)
      expect(
        all(db, `pragma table_info("${t.name}")`)
          .map((c) => c.name)
          .sort(),
        t.name,
      ).toEqual(Object.keys(storedFields(t)).sort())
  })

  test('know that keys are never null, or each look for one would read on behind it', () => {
    for (const t of declared) {
      const always = ['Marketplace', ...t.keys].filter((k) => storedFields(t)[k]?.nullable === false)
      const columns = all(db, `pragma table_info("${t.name}")`)
      const notNull = columns.filter((c) => c.notnull === 1).map((c) => c.name)
      expect([t.name, notNull]).toEqual([t.name, expect.arrayContaining(always)])
    }
  })

  test('lead to the declared triggers', () => {
    const present = all(
      db,
      "select name, sql from sqlite_schema where type = 'trigger' and tbl_name <> 'guard'",
    )
    const plain = (text: unknown) => String(text).replace(/;$/, '')
    expect(Object.fromEntries(present.map((t) => [t.name, t.sql]))).toEqual(
      Object.fromEntries([...triggersNow()].map(([name, text]) => [name, plain(text)])),
    )
  })

  test('tell the planner of every index, and of no other', () => {
    const known = (text: string) => all(db, text).map((row) => `${row.tbl_name} ${row.name}`)
    const present = known(
      "select tbl_name, name from sqlite_schema where type = 'index' and tbl_name not like '%\\_search\\_%' escape '\\'",
    )
    expect(known('select tbl tbl_name, idx name from sqlite_stat1').sort()).toEqual(present.sort())
    expect(present.length).toBeGreaterThan(declared.length)
  })

  test('know every table that a module declares', () => {
    const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((f) =>
      /^(?!.*\.test\.).*\.ts$/.test(f),
    )
    const names = sources.flatMap((f) =>
      [...readFileSync(join('src', f), 'utf8').matchAll(/= table\('(\w+)'/g)].map((m) => m[1]!),
    )
    expect(names.length).toBeGreaterThan(20)
    expect(Object.keys(schema).sort()).toEqual(names.sort())
  })

  test.each(declared.map((t) => [t.name, t] as const))('give %s its foreign keys and indexes', (name, t) => {
    const tenant = t.control ? [] : ['Marketplace']
    const wanted = t.references
      .filter((r) => !r.kept)
      .map(
        (r) =>
          `${[...tenant, ...r.columns]} → ${tableNamed(r.to).name} Marketplace,${tableNamed(r.to).keys} CASCADE NO ACTION`,
      )
    expect(foreignKeys(db, name)).toEqual(wanted.sort())

    const present = indexes(db, name)
    for (const r of t.references) {
      const columns = [...tenant, ...ownColumns(r.columns)]
      expect(
        present.map((i) => i.slice(0, columns.length)),
        `${r.columns} of ${name}`,
      ).toContainEqual(columns)
    }
    const config = getTableConfig(t.drizzle)
    expect(all(db, `pragma index_list("${name}")`).map((i) => i.name)).toEqual(
      expect.arrayContaining(config.indexes.map((i) => i.config.name)),
    )
    // Whatever is looked up by an index is looked up within a marketplace, but for what tells the marketplace.
    for (const columns of present)
      if (!t.control && columns.length > 1) expect(columns[0]).toBe('Marketplace')
  })

  test('let no two IDs differ in letter case alone', () => {
    for (const t of declared.filter((d) => d.keys.includes('ID')))
      expect(
        String(all(db, `select sql from sqlite_schema where name = '${t.name}'`)[0]!.sql),
        t.name,
      ).toContain('`ID` text COLLATE NOCASE')
  })

  test('keep the rows of every table', () => {
    const old = migrated(files.slice(0, 1))
    fill(old)
    const before = counts(old)
    for (const name of files.slice(1)) apply(old, readFileSync(join(FOLDER, name), 'utf8'))
    expect(counts(old)).toMatchObject(
      Object.fromEntries(Object.entries(before).filter(([n]) => n in counts(old))),
    )
    expect(all(old, 'pragma foreign_key_check')).toEqual([])
  })
})

describe('a table that follows from others', () => {
  /** With the migration that makes each. */
  const derived = files.flatMap((file, i) =>
    [...readFileSync(join(FOLDER, file), 'utf8').matchAll(/CREATE TABLE `(\w+)`/g)]
      .map(([, name]) => name!)
      .filter((name) => i > 0 && ['product_words', 'branch_products'].includes(name))
      .map((name) => [name, i] as const),
  )

  test.each(derived)('%s is made for the rows there are', (name, i) => {
    const rows = (migratedBefore: number) => {
      const db = migrated(files.slice(0, migratedBefore))
      fill(db)
      db.exec(
        `update products set Name = 'Blue "gloves"', xp = '{"Of":["Nylon\\n5mm"]}', Description = 'Glows/dark'`,
      )
      for (const file of files.slice(migratedBefore)) apply(db, readFileSync(join(FOLDER, file), 'utf8'))
      return all(db, `select * from "${name}" order by 1, 2, 3`)
    }
    expect(rows(i)).toEqual(rows(files.length).filter((row) => row.Word !== '1'))
    expect(rows(i).length).toBeGreaterThan(0)
  })
})

describe('the guard', () => {
  const db = migrated()
  const guard = (holds: string) =>
    db.exec(`insert into guard (Holds, Refusal) select ${holds}, 'Order.Stale'`)

  test('lets pass what holds', () => {
    guard('1')
    guard('exists (select 1 from guard)')
  })

  test('aborts with its refusal what does not hold', () => {
    expect(() => guard('0')).toThrow('Order.Stale')
    expect(() => guard('null')).toThrow('Order.Stale')
    expect(() => guard("(select Version from users where ID = 'nobody') = 1")).toThrow('Order.Stale')
  })
})

describe('the rebuild of a table that others refer to', () => {
  const rebuild = async (table = 'companies') => {
    const now = await tablesNow()
    const before = structuredClone(now) as Tables
    // A column of another type: SQLite can change it by a new table only.
    before.tables[table]!.columns.Name!.type = 'integer'
    const statements = await statementsBetween(before, now)
    const first = finish(await statementsBetween(undefined, before), null)
    return {
      before: first,
      text: finish(statements, first),
    }
  }

  test('keeps the rows that refer to it', async () => {
    const { before, text } = await rebuild()
    const db = new DatabaseSync(':memory:')
    apply(db, before)
    fill(db)
    const had = counts(db)
    expect(text).toContain('PRAGMA defer_foreign_keys=on')
    apply(db, text)
    expect(counts(db)).toEqual(had)
    expect(() => db.exec("delete from companies where ID = '1'")).toThrow('FOREIGN KEY')
  })

  test('is refused when it would leave orphans', async () => {
    const { before, text } = await rebuild()
    const db = new DatabaseSync(':memory:')
    apply(db, before)
    fill(db)
    const had = counts(db)
    const lossy = text.replace(/FROM `companies`;/, "FROM `companies` WHERE ID <> '1';")
    expect(lossy).not.toBe(text)
    expect(() => apply(db, lossy)).toThrow('Migration.Orphans')
    expect(counts(db)).toEqual(had)
  })

  test('keeps its full-text index, and goes on keeping it', async () => {
    const { before, text } = await rebuild('products')
    const db = new DatabaseSync(':memory:')
    apply(db, before)
    fill(db)
    apply(db, text)
    const found = (word: string) =>
      all(db, `select rowid from products_search where products_search match '${word}'`).length
    expect(found('Name : 1')).toBe(1)
    db.exec("update products set Name = 'renamed'")
    expect([found('Name : 1'), found('Name : renaming')]).toEqual([0, 1])
  })
})
