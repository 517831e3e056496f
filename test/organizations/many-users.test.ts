import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Sent } from '../../src/store/session.ts'
import { type Marketplace, marketplace, PASSWORD, PASSWORD_HASH, send } from '../support/marketplace.ts'
import { sentDuring } from '../support/observe.ts'

/** Users of the buyer, all of them in one group, and with a security profile assigned to each. */
const MANY = 10_000

let m: Marketplace

beforeAll(async () => {
  m = await marketplace()
  await m.must('POST', '/buyers', { ID: 'acme', Name: 'Acme', Active: true })
  await m.must('POST', '/buyers/acme/usergroups', { ID: 'crew', Name: 'Crew' })
  await m.must('POST', '/securityprofiles/assignments', {
    SecurityProfileID: 'shopper',
    BuyerID: 'acme',
    UserGroupID: 'crew',
  })
  await m.must('POST', '/securityprofiles', { ID: 'own', Name: 'Own', CustomRoles: ['Own'] })
  const numbers = 'with recursive n(i) as (select 0 union all select i + 1 from n where i < ?2 - 1)'
  const id = "printf('u%05d', i)"
  await env.DB.batch([
    env.DB.prepare(
      `${numbers} insert into users (Marketplace, Kind, Company, ID, Key, Username, FirstName, LastName, Email, Active, PasswordHash,
         PasswordLastSetDate, TokenGeneration, BuiltIn, xp, Version)
       select ?1, 'Buyer', 'acme', ${id}, ?1 || ${id}, 'acme-' || ${id}, 'First' || (i % 100), printf('Last%05d', ?2 - i), ${id} || '@example.com',
         1, ?3, ?4, 0, 0, json_object('Shift', i % 3), 1 from n`,
    ).bind(m.id, MANY, PASSWORD_HASH, new Date().toISOString()),
    env.DB.prepare(
      `${numbers} insert into group_members (Marketplace, Kind, Company, UserGroupID, UserID, Version)
       select ?1, 'Buyer', 'acme', 'crew', ${id}, 1 from n`,
    ).bind(m.id, MANY),
    env.DB.prepare(
      `${numbers} insert into security_profile_assignments (Marketplace, Kind, Company, SecurityProfileID, UserID, Version)
       select ?1, 'Buyer', 'acme', 'own', ${id}, 1 from n`,
    ).bind(m.id, MANY),
  ])
})

/** What an operation sent, and what it answered. */
async function cost<T>(run: () => Promise<T>) {
  let answer!: T
  const sent = await sentDuring(async () => {
    answer = await run()
  })
  const batches: Sent[][] = sent.flatMap((s) => s.batches)
  return { answer, trips: batches.length, rows: batches.flat().reduce((sum, s) => sum + s.rowsRead, 0) }
}

const list = (query: string) => cost(() => m.must('GET', `/buyers/acme/users?${query}`))
/** Statements count their own rows and those of the total: one for each user, from an index. */
const TOTAL = MANY + 10
/** Of a user that is shown: its roles are those of its own profile and of its group's, its locale that of its group or buyer. */
const ROWS_OF_ONE = 20

describe('among ten thousand users of a group', () => {
  it.each([
    ['the first page', 'pageSize=20', 'u09999'],
    ['a page by an indexed sort', 'pageSize=20&sortBy=Username', 'u00000'],
    ['the last page', `pageSize=20&sortBy=ID&page=${MANY / 20}`, 'u09980'],
  ])('%s costs its total, its items and what it passes over', async (_, query, first) => {
    const { answer, trips, rows } = await list(query)
    expect([answer.Meta.TotalCount, answer.Items.length, answer.Items[0].ID]).toEqual([MANY, 20, first])
    expect(trips).toBe(1)
    const passed = query.includes('page=5') ? MANY : 0
    expect(rows).toBeLessThanOrEqual(TOTAL + passed + 20 * ROWS_OF_ONE)
    for (const user of answer.Items)
      expect(user.AvailableRoles.sort()).toEqual(['MeAddressAdmin', 'MeAdmin', 'MeXpAdmin', 'Own', 'Shopper'])
  })

  it('one is found by what has an index for a few rows', async () => {
    for (const query of [
      'ID=u00042',
      'Username=acme-u00042',
      'Email=u00042@example.com',
      'LastName=Last09958',
    ]) {
      const { answer, trips, rows } = await list(query)
      expect(answer.Items.map((u: { ID: string }) => u.ID)).toEqual(['u00042'])
      expect([query, trips, rows <= 20 + ROWS_OF_ONE]).toEqual([query, 1, true])
    }
  })

  it('a search, a filter of xp and the members of a group read each user a few times, in one round trip', async () => {
    for (const [query, total] of [
      ['search=acme-u0004', 10],
      ['xp.Shift=1', 3333],
      ['userGroupID=crew', MANY],
    ] as const) {
      const { answer, trips, rows } = await list(query)
      expect(answer.Meta.TotalCount).toBe(total)
      expect(trips).toBe(1)
      expect([query, rows <= MANY * 4.1]).toEqual([query, true])
    }
    const members = await cost(() => m.must('GET', '/buyers/acme/usergroups/assignments?userGroupID=crew'))
    expect([members.answer.Meta.TotalCount, members.trips]).toEqual([MANY, 1])
    expect(members.rows).toBeLessThanOrEqual(TOTAL + 20 * 5)
  })

  it('one signs in with the group’s roles for a few rows, in two round trips', async () => {
    const form = {
      grant_type: 'password',
      client_id: m.clients.storefront,
      username: 'acme-u00042',
      password: PASSWORD,
    }
    const { answer, trips, rows } = await cost(() =>
      send('POST', '/oauth/token', new URLSearchParams(form).toString(), {
        'Content-Type': 'application/x-www-form-urlencoded',
      }),
    )
    expect(answer.status).toBe(200)
    const me = await m.must('GET', '/me', undefined, answer.body.access_token)
    expect(me.AvailableRoles.sort()).toEqual(['MeAddressAdmin', 'MeAdmin', 'MeXpAdmin', 'Own', 'Shopper'])
    expect(trips).toBe(2)
    expect(rows).toBeLessThanOrEqual(60)
  })

  it('one joins, leaves and is deleted for a few rows', async () => {
    const user = {
      Username: 'one-more',
      FirstName: 'One',
      LastName: 'More',
      Email: 'a@example.com',
      Active: true,
    }
    const steps = [
      () => m.must('POST', '/buyers/acme/users', { ID: 'more', ...user }),
      () => m.must('POST', '/buyers/acme/usergroups/assignments', { UserGroupID: 'crew', UserID: 'more' }),
      () => m.must('PATCH', '/buyers/acme/users/more', { FirstName: 'Other' }),
      () => m.must('DELETE', '/buyers/acme/usergroups/crew/assignments/more'),
      () => m.must('DELETE', '/buyers/acme/users/more'),
    ]
    for (const step of steps) {
      const { trips, rows } = await cost(step)
      expect(trips).toBe(2)
      expect(rows).toBeLessThanOrEqual(100)
    }
  })
})
