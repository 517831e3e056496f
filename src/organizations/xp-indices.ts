import { model } from '../api/model.ts'
import { operation } from '../resource/operation.ts'
import { listOf } from '../resource/reading.ts'
import { resource } from '../resource/resource.ts'
import { commit } from '../store/commit.ts'
import { existence, rely } from '../store/fact.ts'
import { remove } from '../store/rows.ts'
import { xpIndices } from '../tables/organizations/xp-indices.ts'
import { sql } from '../tables/sql.ts'

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
  summary: 'Lists the keys of xp that have an index.',
  run: (call) => listOf(declared, call),
})

const put = operation({
  ...shared,
  id: 'XpIndices.Put',
  method: 'PUT',
  path: '/xpindices',
  body: { model: xpIndex },
  summary: 'Has an index over a key of xp, if there is none yet.',
  run: async (call) => {
    const { ThingType, Key } = call.body
    await call.checkState()
    await commit(call, [
      sql`insert or ignore into xp_indices (Marketplace, ThingType, Key, Version) values (${call.marketplace}, ${ThingType}, ${Key}, 1)`,
    ])
  },
})

const end = operation({
  ...shared,
  id: 'XpIndices.Delete',
  method: 'DELETE',
  path: '/xpindices/{thingType}/{key}',
  summary: 'Removes the index over a key of xp.',
  run: async (call) => {
    const { marketplace } = call
    const key = { ThingType: call.params.thingType, Key: call.params.key }
    const about = { type: 'XpIndex', id: `${key.ThingType}/${key.Key}` }
    const read = await call.read({ index: existence(xpIndices, marketplace, key, about) })
    rely(call, read.index)
    await commit(call, [remove(xpIndices, marketplace, key)])
  },
})

export const operations = [list, put, end]
