import { env } from 'cloudflare:workers'
import { expect, it, vi } from 'vitest'
import { toWire } from '../../src/api/time.ts'
import { deleteExpired, deleteOrphans } from '../../src/store/retention/expired.ts'
import { deleteOldEvents } from '../../src/store/retention/old-events.ts'
import { loginFailures } from '../../src/tables/organizations/users.ts'
import { type Table, tables } from '../../src/tables/table.ts'
import { type Marketplace, marketplace, send, write } from '../support/marketplace.ts'
import { newIP, signIn } from '../support/portal.ts'

import '../../src/schema.ts'

const DAY = 86_400_000
/** More than one statement deletes. */
const MANY = 11_000

/** Puts many rows into a table, all with this moment in this column. */
async function fill(m: Marketplace, t: Table, column: string, moment: string | number) {
  const filled = [
    ...t.keys,
    ...Object.entries(t.fields)
      .filter(([name, f]) => f.required && !f.computed && !t.keys.includes(name))
      .map(([name]) => name),
  ].filter((name) => name !== column)
  const columns = [...(t.control ? [] : ['Marketplace']), ...filled, column, 'Version']
  const values = [...(t.control ? [] : [`'${m.id}'`]), ...filled.map(() => "'old' || i"), '?2', '1']
  await env.DB.prepare(
    `with recursive n(i) as (select 1 union all select i + 1 from n where i < ?1)
     insert into "${t.name}" (${columns.map((c) => `"${c}"`).join()}) select ${values.join()} from n`,
  )
    .bind(MANY, moment)
    .run()
}

const rowsIn = async (name: string) =>
  (await env.DB.prepare(`select count(*) n from "${name}"`).first<{ n: number }>())!.n

it('rows of every table that expire are deleted, however many have come', async () => {
  const m = await marketplace()
  const now = Date.now()
  const cases: [Table, string, string | number][] = [
    ...tables()
      .filter((t) => 'Expires' in t.fields)
      .map((t): [Table, string, string] => [t, 'Expires', toWire(now - 2 * DAY)]),
    ...tables()
      .filter((t) => t.name === 'attempts')
      .map((t): [Table, string, number] => [t, 'Minute', Math.floor(now / 60_000) - 2]),
  ]
  expect(cases.length).toBeGreaterThan(8)
  for (const [t, column, moment] of cases) {
    await fill(m, t, column, moment)
    expect([t.name, await rowsIn(t.name)]).toEqual([t.name, MANY])
  }
  await deleteExpired(env, now)
  for (const [t] of cases) expect([t.name, await rowsIn(t.name)]).toEqual([t.name, 0])
})

it('what is told of requests is deleted when it is too old, however much has come', async () => {
  const m = await marketplace()
  const now = Date.now()
  const old = toWire(now - 40 * DAY)
  const table = (name: string) => tables().find((t) => t.name === name)!
  await fill(m, table('events'), 'DateCreated', old)
  await fill(m, table('idempotency_keys'), 'DateCreated', old)
  await env.DB.prepare(
    `insert into deliveries (Marketplace, ID, EventID, Status, DateCreated, Version)
     select e.Marketplace, e.ID || x.value, e.ID, 'Delivered', e.DateCreated, 1 from events e, json_each('[1,2]') x where e.Marketplace = ?`,
  )
    .bind(m.id)
    .run()
  await env.DB.prepare("update deliveries set Status = 'Pending' where Marketplace = ? and EventID = 'old7'")
    .bind(m.id)
    .run()
  await deleteOldEvents(env, now)
  expect([await rowsIn('deliveries'), await rowsIn('events'), await rowsIn('idempotency_keys')]).toEqual([
    2, 1, 0,
  ])
})

it('failures of a name that nobody has are gone once they do not count, locked out or not', async () => {
  const m = await marketplace()
  const now = Date.now()
  vi.spyOn(Date, 'now').mockImplementation(() => now)
  const fail = async (username: string) => {
    const form = { grant_type: 'password', username, password: 'Wrong-Password-1' }
    await signIn(form)
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded', 'CF-Connecting-IP': newIP() }
    const body = new URLSearchParams({ ...form, client_id: m.clients.storefront }).toString()
    await send('POST', '/oauth/token', body, headers)
  }
  await fail('once')
  const left = async () => [
    await rowsIn('login_failures'),
    await rowsIn('portal_login_failures'),
    await rowsIn('attempts'),
  ]
  expect(await left()).toEqual([1, 1, 3])
  await deleteExpired(env, now)
  expect(await left()).toEqual([1, 1, 3])
  await deleteExpired(env, now + 3 * 60_000)
  expect(await left()).toEqual([0, 0, 0])
})

it('a lockout that only an administrator ends is over when nobody has the name any more', async () => {
  const m = await marketplace()
  const { ID, user } = await m.buyer()
  const Expires = '9999-12-31T00:00:00.000+00:00'
  const failure = { Attempts: 5, Most: 5, LockedUntil: Expires, Expires }
  const soon = toWire(Date.now() + DAY)
  await write(m.id, [
    [loginFailures, { ...failure, Username: user.username }],
    [loginFailures, { ...failure, Username: 'stranger', LockedUntil: soon, Expires: soon }],
  ])
  await deleteOrphans(env, Date.now())
  expect(await rowsIn('login_failures')).toBe(2)
  await m.must('DELETE', `/buyers/${ID}`)
  await deleteOrphans(env, Date.now())
  const { results } = await env.DB.prepare('select Username from login_failures').all()
  expect(results).toEqual([{ Username: 'stranger' }])
})
