import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { isOfPortal } from '../../src/api/operation.ts'
import { operations } from '../../src/operations.ts'
import { removeDeleted } from '../../src/portal/marketplaces/removal.ts'
import { tables } from '../../src/tables/table.ts'
import { marketplace, send } from '../support/marketplace.ts'
import { sentDuring } from '../support/observe.ts'
import { type Account, account, administered, core, join, organization, outbox } from '../support/portal.ts'

let mail: ReturnType<typeof outbox>
beforeEach(() => {
  mail = outbox()
})

const codes = (answer: { body: { Errors: { ErrorCode: string }[] } }) =>
  answer.body.Errors.map((e) => e.ErrorCode)
const statuses = (answers: { status: number }[]) => answers.map((a) => a.status).sort()
const unique = () => `org-${crypto.randomUUID().slice(0, 12)}`

/** Deletes a marketplace as its owner does. */
async function deleted(owner: Account, id: string) {
  await owner.must('DELETE', `/organizations/${id}`)
  return owner.api('POST', '/confirmation', { Code: await mail.code(owner.Email, 'DeleteOrganization') })
}

describe('a new marketplace', () => {
  it('begins empty, and the token of its owner makes its first users, profiles and clients', async () => {
    const owner = await account()
    const id = unique()
    const made = await owner.must('PUT', `/organizations/${id}`, { Id: 'ignored', Name: 'Quay' })
    expect(made).toMatchObject({
      Id: id,
      Name: 'Quay',
      Environment: 'Sandbox',
      CoreApiUrl: 'https://api.example.com',
      Owner: { Username: owner.Username, Email: owner.Email },
    })
    const { access_token } = await owner.must('GET', `/organizations/${id}/token`)
    const totalOf = async (path: string) =>
      (await core(access_token, 'GET', path)).body.Meta.TotalCount as number
    const { ID, Username } = (await core(access_token, 'GET', '/me')).body
    const lists = operations.filter(
      (o) =>
        o.page && o.method === 'GET' && !/[{]|^\/(me|cart|integrationproxy)/.test(o.path) && !isOfPortal(o),
    )
    expect(lists.length).toBeGreaterThan(20)
    for (const o of lists)
      for (const query of ['', `?search=${ID}`, '?pageSize=1'])
        expect([o.id, query, await totalOf(`${o.path}${query}`)]).toEqual([o.id, query, 0])
    for (const path of [
      `/adminusers?ID=${ID}`,
      `/adminusers?Username=${Username}*`,
      '/adminusers?FirstName=*',
    ])
      expect([path, await totalOf(path)]).toEqual([path, 0])
    for (const [method, path] of [
      ['GET', ''],
      ['PATCH', ''],
      ['PUT', ''],
      ['DELETE', ''],
      ['POST', '/unlock'],
      ['DELETE', '/tokens'],
    ] as const) {
      const person = { Username: 'x', FirstName: 'X', LastName: 'Y', Email: 'x@example.com', Active: true }
      const body = method === 'PUT' ? person : method === 'PATCH' ? {} : undefined
      const answer = await core(access_token, method, `/adminusers/${ID}${path}`, body)
      expect([method, path, answer.status]).toEqual([method, path, 404])
    }
    expect((await owner.must('GET', `/organizations/${id}/apiclients`)).Items).toEqual([])

    const client = await administered(owner, id)
    const { ClientSecret } = (await owner.must('GET', `/organizations/${id}/apiclients`)).Items[0]
    const form = { grant_type: 'client_credentials', client_id: client, client_secret: ClientSecret }
    const session = await send('POST', '/oauth/token', new URLSearchParams(form).toString(), {
      'Content-Type': 'application/x-www-form-urlencoded',
    })
    const me = await core(session.body.access_token, 'GET', '/me')
    expect(me.body).toMatchObject({ Username: 'admin', AvailableRoles: ['FullAccess'] })
    const users = await owner.must('GET', `/organizations/${id}/apiclients/${client}/users`)
    expect(users.Items).toMatchObject([{ Username: 'admin', CommerceRole: 'Seller', CompanyId: id }])
  })

  it('is listed to its owner and nobody else, and found by what it is called', async () => {
    const [owner, other] = [await account(), await account()]
    const [a, b] = [await organization(owner), await organization(owner)]
    await owner.must('PUT', `/organizations/${b}`, { Name: 'Renamed' })
    const list = await owner.must('GET', '/organizations?sortBy=ID')
    expect(list.Items.map((o: { Id: string }) => o.Id)).toEqual([a, b].sort())
    for (const query of [
      'search=renam',
      'Name=Renamed',
      `Id=${b}`,
      `Id=${b}&Owner.Username=${owner.Username}`,
    ])
      expect((await owner.must('GET', `/organizations?${query}`)).Items).toMatchObject([
        { Id: b, Name: 'Renamed' },
      ])
    expect((await other.must('GET', '/organizations')).Items).toEqual([])
    const { access_token } = await owner.must('GET', `/organizations/${b}/token`)
    expect((await core(access_token, 'GET', '/me')).body.Seller.ID).toBe(b)
  })

  it('has an ID that nothing else has, whoever made that, in any letter case', async () => {
    const [owner, other] = [await account(), await account()]
    const id = await organization(owner)
    const byHand = await marketplace()
    for (const taken of [id, id.toUpperCase(), byHand.id]) {
      const answer = await other.api('PUT', `/organizations/${taken}`, { Name: 'Mine' })
      expect([answer.status, codes(answer)]).toEqual([409, ['IdExists']])
      expect((await other.api('GET', `/organizations/${taken}`)).status).toBe(404)
    }
    for (const bad of ['a%20b', 'a.b', 'x'.repeat(101)])
      expect((await other.api('PUT', `/organizations/${bad}`, { Name: 'Mine' })).status).toBe(400)
  })

  it('belongs to one of many who ask for the same ID at once', async () => {
    const people = await Promise.all(Array.from({ length: 5 }, () => account()))
    const id = unique()
    const answers = await Promise.all(
      people.map((p) => p.api('PUT', `/organizations/${id}`, { Name: p.Username })),
    )
    expect(statuses(answers)).toEqual([200, 409, 409, 409, 409])
    const winner = people[answers.findIndex((a) => a.status === 200)]!
    expect(await winner.must('GET', `/organizations/${id}`)).toMatchObject({ Name: winner.Username })
  })

  it('is made once by who asks twice at once', async () => {
    const owner = await account()
    const id = unique()
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => owner.api('PUT', `/organizations/${id}`, { Name: 'Quay' })),
    )
    expect(statuses(answers)).toEqual([200, 200, 200, 200])
    const rows = await env.DB.prepare(
      "select count(*) n from companies where Marketplace = ? and Kind = 'Seller'",
    )
      .bind(id)
      .first()
    expect(rows).toEqual({ n: 1 })
  })
})

describe('a transfer', () => {
  it('makes the heir the owner, and the owner an administrator', async () => {
    const [owner, heir] = [await account(), await account()]
    const id = await organization(owner)
    await join(owner, id, heir)
    await owner.must('POST', `/organizations/${id}/transfer`, { Username: heir.Username })
    expect((await heir.must('GET', `/organizations/${id}`)).Owner.Username).toBe(heir.Username)
    expect((await owner.api('DELETE', `/organizations/${id}`)).status).toBe(403)
    await owner.must('PUT', `/organizations/${id}`, { Name: 'Still mine to name' })
    await heir.must('DELETE', `/organizations/${id}/access/users/${owner.Username}`)
    expect((await owner.api('GET', `/organizations/${id}`)).status).toBe(404)
  })

  it('goes to who has access by now, and to somebody else', async () => {
    const [owner, invited, stranger] = [await account(), await account(), await account()]
    const id = await organization(owner)
    await owner.must('PUT', `/organizations/${id}/access/users/${invited.Username}`, { IsAdmin: true })
    for (const Username of [invited.Username, stranger.Username, owner.Username, 'nobody'])
      expect((await owner.api('POST', `/organizations/${id}/transfer`, { Username })).status).toBe(400)
  })

  it('and a deletion at once come to one of the two, in either order', async () => {
    for (let i = 0; i < 5; i++) {
      const [owner, heir] = [await account(), await account()]
      const id = await organization(owner)
      await join(owner, id, heir)
      await owner.must('DELETE', `/organizations/${id}`)
      const Code = await mail.code(owner.Email, 'DeleteOrganization')
      const [transferred, confirmed] = await Promise.all([
        owner.api('POST', `/organizations/${id}/transfer`, { Username: heir.Username }),
        owner.api('POST', '/confirmation', { Code }),
      ])
      const row = await env.DB.prepare('select Owner, Active from marketplaces where ID = ?').bind(id).first()
      if (transferred!.status === 204) {
        expect(confirmed!.status).not.toBe(204)
        expect(row).toEqual({ Owner: heir.Key, Active: 1 })
      } else {
        expect([transferred!.status, confirmed!.status]).toEqual([404, 204])
        expect(row).toEqual({ Owner: owner.Key, Active: 0 })
      }
    }
  })

  it('happens once, to one of two heirs at once', async () => {
    const [owner, a, b] = [await account(), await account(), await account()]
    const id = await organization(owner)
    for (const heir of [a, b]) await join(owner, id, heir!)
    const answers = await Promise.all(
      [a, b].map((h) => owner.api('POST', `/organizations/${id}/transfer`, { Username: h!.Username })),
    )
    expect(statuses(answers)).toEqual([204, 403])
  })
})

describe('a deletion', () => {
  it('waits for the code that its owner is mailed, which is good once and for that owner', async () => {
    const [owner, other] = [await account(), await account()]
    const id = await organization(owner)
    await owner.must('DELETE', `/organizations/${id}`)
    await owner.must('GET', `/organizations/${id}`)
    const Code = await mail.code(owner.Email, 'DeleteOrganization')
    expect((await other.api('POST', '/confirmation', { Code })).status).toBe(400)
    expect((await owner.api('POST', '/confirmation', { Code: 'wrong' })).status).toBe(400)
    expect((await owner.api('POST', '/confirmation', { Code })).status).toBe(204)
    expect((await owner.api('GET', `/organizations/${id}`)).status).toBe(404)
    expect((await owner.api('POST', '/confirmation', { Code })).status).toBe(400)
  })

  it('is refused to who gave the marketplace away since', async () => {
    const [owner, heir] = [await account(), await account()]
    const id = await organization(owner)
    await join(owner, id, heir)
    await owner.must('DELETE', `/organizations/${id}`)
    const Code = await mail.code(owner.Email, 'DeleteOrganization')
    await owner.must('POST', `/organizations/${id}/transfer`, { Username: heir.Username })
    const answer = await owner.api('POST', '/confirmation', { Code })
    expect([answer.status, codes(answer)]).toEqual([400, ['Registration.InvalidVerificationCode']])
    await heir.must('GET', `/organizations/${id}`)
  })

  it('gives up its code after ten wrong ones', async () => {
    const owner = await account()
    const id = await organization(owner)
    await owner.must('DELETE', `/organizations/${id}`)
    const Code = await mail.code(owner.Email, 'DeleteOrganization')
    for (let i = 0; i < 10; i++) await owner.api('POST', '/confirmation', { Code: `wrong${i}` })
    expect((await owner.api('POST', '/confirmation', { Code })).status).toBe(400)
    await owner.must('GET', `/organizations/${id}`)
  })

  it('shuts it at once, keeps its ID, and removes its rows by night', async () => {
    const [owner, other] = [await account(), await account()]
    const id = await organization(owner)
    const kept = await organization(owner)
    await join(owner, id, other)
    const { access_token } = await owner.must('GET', `/organizations/${id}/token`)
    const must = async (path: string, body: unknown, method = 'POST') => {
      const answer = await core(access_token, method, path, body)
      expect([path, answer.status < 300, answer.body?.Errors]).toEqual([path, true, undefined])
    }
    // Among them a circle of references and a tree.
    await must('/buyers', { ID: 'acme', Name: 'Acme', Active: true })
    await must('/suppliers', { ID: 'sup', Name: 'Sup', Active: true })
    await must('/catalogs', { ID: 'own', Name: 'Own', Active: true, OwnerID: 'sup' })
    for (let i = 0; i < 6; i++)
      await must('/catalogs/acme/categories', {
        ID: `c${i}`,
        Name: 'C',
        ParentID: i > 0 ? `c${i - 1}` : null,
      })
    await must('/priceschedules', { ID: 'p', Name: 'P', PriceBreaks: [{ Quantity: 1, Price: 2 }] })
    await must('/products', { ID: 'p', Name: 'P', Active: true, DefaultPriceScheduleID: 'p' })
    await must('/catalogs/productassignments', { CatalogID: 'acme', ProductID: 'p' })
    await must('/catalogs/acme/categories/productassignments', { CategoryID: 'c5', ProductID: 'p' })
    // And more of something than one statement takes.
    await env.DB.prepare(`with recursive n(i) as (select 1 union all select i + 1 from n where i < 1100)
      insert into login_failures (Marketplace, Username, Attempts, Version) select ?, 'u' || i, 1, 1 from n`)
      .bind(id)
      .run()
    expect((await deleted(owner, id)).status).toBe(204)
    expect((await core(access_token, 'GET', '/me')).status).toBe(401)
    for (const who of [owner, other]) {
      expect((await who.api('GET', `/organizations/${id}`)).status).toBe(404)
      expect((await who.must('GET', '/organizations')).Items.map((o: { Id: string }) => o.Id)).not.toContain(
        id,
      )
    }
    expect((await other.api('PUT', `/organizations/${id}`, { Name: 'Mine now' })).status).toBe(409)
    // A night may end anywhere: what it leaves is gone on with.
    await removeDeleted(env, 15)
    expect(await env.DB.prepare('select Active from marketplaces where ID = ?').bind(id).first()).toEqual({
      Active: 0,
    })
    const sent = (await sentDuring(() => removeDeleted(env))).flatMap((s) => s.batches.flat())
    // What follows a tree is gone when the tree is taken apart: it would be written anew for each branch.
    const at = (text: string) => sent.findIndex((s) => s.sql.startsWith(text))
    expect(at('delete from "branch_products"')).toBeGreaterThanOrEqual(0)
    expect(at('delete from "branch_products"')).toBeLessThan(at('update "categories"'))
    for (const t of tables()) {
      const where = t.control ? (t.name === 'marketplaces' ? 'ID' : null) : 'Marketplace'
      if (!where) continue
      const count = (of: string) =>
        env.DB.prepare(`select count(*) n from "${t.name}" where "${where}" = ?`)
          .bind(of)
          .first<{ n: number }>()
      expect([t.name, (await count(id))!.n]).toEqual([t.name, 0])
    }
    await owner.must('GET', `/organizations/${kept}/apiclients`)
    expect((await other.api('PUT', `/organizations/${id}`, { Name: 'Mine now' })).status).toBe(200)
  })
})
