import { sql } from 'drizzle-orm'
import { notFound } from '../api/errors.ts'
import { model, present } from '../api/model.ts'
import { operation } from '../resource/operation.ts'
import { resourceList } from '../resource/reading.ts'
import { resource } from '../resource/resource.ts'
import { commit } from '../store/commit.ts'
import { listPage } from '../store/list.ts'
import { existing } from '../store/rows.ts'
import { xpIndices } from '../tables/organizations/xp-indices.ts'

const xpIndex = model('XpIndex', xpIndices.fields)

const declared = resource({
  id: 'XpIndices',
  table: xpIndices,
  model: xpIndex,
  path: '/xpindices/{thingType}/{key}',
  scope: {},
  roles: { read: [], write: ['XpIndexAdmin'] },
  users: { read: ['Seller'], write: ['Seller'] },
  list: {
    search: ['ThingType', 'Key'],
    sort: ['ThingType', 'Key'],
    order: ['ThingType', 'Key'],
  },
})

const shared = { roles: ['XpIndexAdmin'], users: ['Seller'] } as const

const list = operation({
  ...shared,
  id: 'XpIndices.List',
  method: 'GET',
  path: '/xpindices',
  list: declared.list,
  response: xpIndex,
  page: 'plain',
  status: 200,
  summary: 'Lists the keys of xp that have an index.',
  run: (call) => listPage(call, resourceList(declared, call), (row) => present(xpIndex, row)),
})

const put = operation({
  ...shared,
  id: 'XpIndices.Put',
  method: 'PUT',
  path: '/xpindices',
  body: { model: xpIndex },
  status: 204,
  summary: 'Has an index over a key of xp, if there is none yet.',
  run: async (call) => {
    const { ThingType, Key } = call.body
    await call.checkState()
    await commit(call, {
      statements: [
        {
          sql: sql`insert or ignore into xp_indices (Marketplace, ThingType, Key, Version) values (${call.marketplace}, ${ThingType}, ${Key}, 1)`,
        },
      ],
      answer: null,
    })
  },
})

const remove = operation({
  ...shared,
  id: 'XpIndices.Delete',
  method: 'DELETE',
  path: '/xpindices/{thingType}/{key}',
  status: 204,
  summary: 'Removes the index over a key of xp.',
  run: async (call) => {
    const { thingType: ThingType, key: Key } = call.params
    const { marketplace: m } = call
    const there = existing(xpIndices, m, { ThingType, Key })
    const missing = notFound('XpIndex', `${ThingType}/${Key}`)
    const read = await call.read({
      found: { sql: sql`select ${there} found`, decode: (row) => row as { found: number } },
    })
    if (!read.found[0]!.found) throw missing
    await commit(call, {
      statements: [
        {
          sql: sql`delete from xp_indices where Marketplace = ${m} and ThingType = ${ThingType} and Key = ${Key}`,
          expect: 1,
          else: missing,
        },
      ],
      answer: null,
    })
  },
})

export const operations = [list, put, remove]
