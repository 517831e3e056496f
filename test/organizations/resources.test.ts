import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { code, ids } from '../support/answers.ts'
import { type Marketplace, marketplace } from '../support/marketplace.ts'

let m: Marketplace

beforeAll(async () => {
  m = await marketplace()
})

describe('every resource', () => {
  it('creates with 201 and a Location, and generates an ID of 22 characters', async () => {
    const { status, body, headers } = await m.api('POST', '/securityprofiles', { Name: 'Generated', ID: '' })
    expect(status).toBe(201)
    expect(body.ID).toMatch(/^[A-Za-z0-9_-]{22}$/)
    expect(headers.get('Location')).toMatch(new RegExp(`/v1/securityprofiles/${body.ID}$`))
    expect(headers.get('X-oc-logid')).toMatch(/^[\w-]{36}$/)
    expect(headers.get('Server-Timing')).toContain('round trips')
  })

  it('answers every property of its model, null when unset', async () => {
    const group = await m.must('POST', '/usergroups', { Name: 'g' })
    expect(group).toEqual({ ID: group.ID, Name: 'g', Description: null, xp: null })
  })

  it('finds IDs in any letter case and keeps the case they were given', async () => {
    await m.must('POST', '/usergroups', { ID: 'MixedCase', Name: 'g' })
    expect((await m.must('GET', '/usergroups/mixedcase')).ID).toBe('MixedCase')
    expect(code(await m.api('POST', '/usergroups', { ID: 'MIXEDCASE', Name: 'g' }))).toBe('IdExists')
  })

  it('refuses IDs outside the alphabet, and words that stand in paths', async () => {
    expect(await m.api('POST', '/usergroups', { ID: 'a b', Name: 'g' })).toMatchObject({
      status: 400,
      body: { Errors: [{ Data: { Property: 'ID', Rule: 'Pattern' } }] },
    })
    expect(await m.api('POST', '/usergroups', { ID: 'x'.repeat(101), Name: 'g' })).toMatchObject({
      status: 400,
    })
    expect(await m.api('POST', '/usergroups', { ID: 'Assignments', Name: 'g' })).toMatchObject({
      status: 400,
      body: { Errors: [{ Data: { Property: 'ID' } }] },
    })
    expect(await m.api('PUT', '/usergroups/%7Borders%7D', { Name: 'g' })).toMatchObject({ status: 400 })
  })

  it('accepts property names in any letter case and ignores unknown and read-only ones', async () => {
    const body = await m.must('POST', '/buyers', {
      id: 'case-b',
      name: 'N',
      ACTIVE: true,
      DateCreated: '2001-01-01',
      Nonsense: 1,
    })
    expect(body).toMatchObject({ ID: 'case-b', Name: 'N', Active: true })
    expect(body.DateCreated).not.toContain('2001')
    expect(body).not.toHaveProperty('Nonsense')
  })

  it('names every failing property and the rule', async () => {
    const { status, body } = await m.api('POST', '/adminusers', {
      Username: 'x'.repeat(101),
      FirstName: '',
      LastName: 1,
      Active: 'yes',
      TermsAccepted: 'soon',
    })
    expect(status).toBe(400)
    const found = body.Errors.map((e: { ErrorCode: string; Data: { Property: string; Rule: string } }) => [
      e.ErrorCode,
      e.Data.Property,
      e.Data.Rule,
    ])
    expect(found.sort()).toEqual(
      [
        ['Username', 'MaxLength'],
        ['FirstName', 'Required'],
        ['LastName', 'Type'],
        ['Email', 'Required'],
        ['Active', 'Type'],
        ['TermsAccepted', 'Type'],
      ]
        .map((e) => ['ValidationFailure', ...e])
        .sort(),
    )
  })

  it('replaces with PUT: what is omitted falls to its default; a secret that is not sent stays', async () => {
    await m.must('PUT', '/adminusers/put-user', {
      Username: 'put-user',
      Password: 'Old-Password-1',
      FirstName: 'A',
      LastName: 'B',
      Email: 'a@b.c',
      Active: true,
      Phone: '1',
      xp: { a: 1 },
    })
    const hash = () =>
      env.DB.prepare("select PasswordHash from users where Marketplace = ? and ID = 'put-user'")
        .bind(m.id)
        .first('PasswordHash')
    const before = await hash()
    const body = await m.must('PUT', '/adminusers/put-user', {
      Username: 'put-user',
      FirstName: 'A',
      LastName: 'B',
      Email: 'a@b.c',
      Active: true,
    })
    expect(body).toMatchObject({ Phone: null, xp: null, Password: null })
    expect(await hash()).toBe(before)
  })

  it('merges with PATCH: xp key by key, null kept, arrays replaced; an empty patch changes nothing', async () => {
    const xp = { a: 1, job: { title: 'Dev', dept: 'IT' }, tags: ['x', 'y'] }
    await m.must('POST', '/usergroups', { ID: 'patched', Name: 'Ann', Description: 'd', xp })
    const patched = await m.must('PATCH', '/usergroups/patched', {
      xp: { a: null, job: { title: 'Lead' }, tags: ['z'] },
    })
    expect(patched).toEqual({
      ID: 'patched',
      Name: 'Ann',
      Description: 'd',
      xp: { a: null, job: { title: 'Lead', dept: 'IT' }, tags: ['z'] },
    })
    expect(await m.must('PATCH', '/usergroups/patched', {})).toEqual(patched)
    expect(await m.must('PATCH', '/usergroups/patched', { xp: null, Description: null })).toMatchObject({
      xp: null,
      Description: null,
    })
    expect(await m.api('PATCH', '/usergroups/patched', { Name: null })).toMatchObject({
      status: 400,
      body: { Errors: [{ Data: { Property: 'Name', Rule: 'Required' } }] },
    })
    expect(await m.api('PATCH', '/usergroups/nobody', {})).toMatchObject({ status: 404 })
    expect(await m.must('PATCH', '/usergroups/patched', { Name: 'ANN' })).toMatchObject({ Name: 'ANN' })
  })

  it('limits xp to an object of 8,000 bytes', async () => {
    const put = (xp: unknown) => m.api('PUT', '/usergroups/xp-limit', { Name: 'x', xp })
    expect((await put({ k: 'x'.repeat(7990) })).status).toBe(200)
    expect(await put({ k: 'x'.repeat(8000) })).toMatchObject({
      status: 400,
      body: { Errors: [{ Data: { Property: 'xp', Rule: 'MaxLength' } }] },
    })
    expect(await put([1])).toMatchObject({
      status: 400,
      body: { Errors: [{ Data: { Property: 'xp', Rule: 'Type' } }] },
    })
    expect((await put({ __proto__x: 1, 'odd "key"': { a: [] } })).body.xp).toEqual({
      __proto__x: 1,
      'odd "key"': { a: [] },
    })
  })

  it('deletes with 204, and then answers 404 with type and ID', async () => {
    await m.must('POST', '/usergroups', { ID: 'gone', Name: 'x' })
    expect(await m.api('DELETE', '/usergroups/gone')).toMatchObject({ status: 204, body: null })
    expect(await m.api('DELETE', '/usergroups/gone')).toMatchObject({
      status: 404,
      body: { Errors: [{ ErrorCode: 'NotFound', Data: { ObjectType: 'UserGroup', ObjectID: 'gone' } }] },
    })
  })
})

describe('lists', () => {
  beforeAll(async () => {
    await m.must('POST', '/buyers', { ID: 'lists', Name: 'L', Active: true })
    for (let i = 1; i <= 25; i++)
      await m.must('POST', '/buyers/lists/usergroups', {
        ID: `g${String(i).padStart(2, '0')}`,
        Name: `Group ${26 - i}`,
        Description: i % 2 ? 'odd' : null,
        xp:
          i % 5
            ? { n: i, Color: i % 2 ? 'Red' : 'blue', tags: [`t${i % 3}`, 'all'], deep: { list: [{ k: i }] } }
            : null,
      })
  })
  const list = (query: string) => m.must('GET', `/buyers/lists/usergroups?${query}`)

  it('have the envelope, 1-based ranges and stable totals', async () => {
    const second = await list('page=2&pageSize=10')
    expect(second.Meta).toEqual({
      Page: 2,
      PageSize: 10,
      TotalCount: 25,
      TotalPages: 3,
      ItemRange: [11, 20],
      NextPageKey: null,
    })
    expect((await list('page=4&pageSize=10')).Meta).toMatchObject({ TotalCount: 25, ItemRange: [31, 30] })
    expect((await list('ID=none')).Meta).toMatchObject({ TotalCount: 0, TotalPages: 0, ItemRange: [1, 0] })
  })

  it('refuse bad pages by name', async () => {
    const answer = (q: string) => m.api('GET', `/buyers/lists/usergroups?${q}`)
    expect(code(await answer('pageSize=101'))).toBe('List.InvalidPageSize')
    expect(code(await answer('pageSize=0'))).toBe('List.InvalidPageSize')
    expect(code(await answer('page=0'))).toBe('List.InvalidType')
    expect(code(await answer('foo=1'))).toBe('List.InvalidProperty')
    expect(code(await answer('sortBy=Description'))).toBe('List.InvalidSortProperty')
    expect(code(await answer('search=x&searchOn=Nope'))).toBe('List.InvalidSearchProperty')
    expect(code(await answer('searchType=AnyTerm'))).toBe('List.InvalidProperty')
    expect(code(await answer('pageKey=zzz'))).toBe('Search.InvalidQuery')
    expect((await answer('depth=all')).status).toBe(200)
  })

  it('filter and sort by what was asked', async () => {
    expect(ids(await list('ID=g01|g03|nope&sortBy=!ID'))).toEqual(['g03', 'g01'])
    expect(ids(await list('ID=>g23&sortBy=ID'))).toEqual(['g24', 'g25'])
    expect((await list('Description=!*')).Meta.TotalCount).toBe(12)
    expect((await list('xp.Color=RED')).Meta.TotalCount).toBe(10)
    expect((await list('xp.Color=!red')).Meta.TotalCount).toBe(15)
    expect((await list('xp.tags=t0')).Meta.TotalCount).toBe(7)
    expect((await list('xp.n=>20')).Meta.TotalCount).toBe(4)
    expect((await list('xp.n=7')).Items[0].ID).toBe('g07')
    expect((await list('xp.deep.list.k=7')).Items[0].ID).toBe('g07')
    expect((await list('Name=*oup 1*')).Meta.TotalCount).toBe(11)
    expect((await list('ID|Name=*7')).Meta.TotalCount).toBe(4)
    expect((await list('search=OUP 2')).Meta.TotalCount).toBe(7)
    expect(ids(await list('sortBy=!xp.n&pageSize=2'))).toEqual(['g24', 'g23'])
  })

  it('page by the last ID without a gap', async () => {
    const seen: string[] = []
    for (let last = ''; ; last = seen.at(-1)!) {
      const page = await list(`sortBy=ID&pageSize=7${last ? `&ID=%3E${last}` : ''}`)
      if (page.Items.length === 0) break
      seen.push(...ids(page))
    }
    expect(seen).toEqual(Array.from({ length: 25 }, (_, i) => `g${String(i + 1).padStart(2, '0')}`))
  })
})
