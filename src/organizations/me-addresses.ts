import { sql } from 'drizzle-orm'
import { fail, notFound } from '../api/errors.ts'
import { computed, flag, id, readOnly } from '../api/field.ts'
import { envelope } from '../api/list.ts'
import { model, present } from '../api/model.ts'
import { operation } from '../api/operation.ts'
import { and } from '../api/sql.ts'
import type { Call } from '../store/call.ts'
import { listQueries } from '../store/list.ts'
import { insert, update } from '../store/rows.ts'
import { patched } from '../store/writing.ts'
import { addresses, addressFields, addressList, checkAddress } from './addresses.ts'
import { usableAddresses } from './usable-addresses.ts'

type Values = Record<string, unknown>

const { ID: _, ...addressRest } = addressFields

/** An address as its user sees it: what it may be used for, and whether it is theirs to change. */
const buyerAddress = model(
  'BuyerAddress',
  { ID: readOnly(id()), Shipping: flag(), Billing: flag(), Editable: computed(flag()), ...addressRest },
  checkAddress,
)

const readers = { roles: ['MeAddressAdmin', 'Shopper'], users: ['Buyer'] } as const

const writers = { roles: ['MeAddressAdmin'], users: ['Buyer'] } as const

/** The caller's addresses. */
const ownAddresses = (call: Call<unknown>) =>
  usableAddresses({
    marketplace: call.marketplace,
    company: sql`${call.caller.company}`,
    user: sql`${call.caller.user}`,
  })

const listAddresses = operation({
  id: 'Me.ListAddresses',
  method: 'GET',
  path: '/me/addresses',
  ...readers,
  list: addressList,
  listFields: buyerAddress.fields,
  response: buyerAddress,
  page: 'plain',
  status: 200,
  summary: 'Lists the addresses the caller may use.',
  run: async (call) => {
    const usable = ownAddresses(call)
    const read = await call.read(
      listQueries(
        {
          spec: addressList,
          columns: usable.columns,
          decode: usable.decode,
          from: () => sql`addresses t`,
          where: usable.where,
          alias: 't',
          key: 'ID',
          locate: (p) => (p.name === 'Shipping' || p.name === 'Billing' ? usable.use(p.name) : undefined),
        },
        call.list,
      ),
    )
    return envelope(
      call.list,
      read.total[0]!.total,
      read.items.map((row) => present(buyerAddress, row as Values)),
    )
  },
})

/** One of the caller's addresses; `editable` refuses one that is not private. */
async function addressOf(call: Call<unknown>, editable: boolean): Promise<Values> {
  const addressID = call.params.addressID!
  const usable = ownAddresses(call)
  const read = await call.read({
    row: {
      sql: sql`select ${usable.columns} from addresses t where ${and(usable.where, sql`t.ID = ${addressID}`)}`,
      decode: usable.decode,
    },
  })
  const row = read.row[0]
  if (!row) throw notFound('Address', addressID)
  if (editable && !row.Editable)
    throw fail('Address.CannotEditPublic', 'This address is not yours to change.')
  return row
}

const getAddress = operation({
  id: 'Me.GetAddress',
  method: 'GET',
  path: '/me/addresses/{addressID}',
  ...readers,
  response: buyerAddress,
  status: 200,
  summary: 'Gets an address the caller may use.',
  run: async (call) => present(buyerAddress, await addressOf(call, false)),
})

const requireUse = (value: Values) => {
  if (!value.Shipping && !value.Billing)
    throw fail('BuyerAddress.MustBeBillingOrShipping', 'An address is for shipping, billing, or both.')
}

const createAddress = operation({
  id: 'Me.CreateAddress',
  method: 'POST',
  path: '/me/addresses',
  ...writers,
  body: { model: buyerAddress },
  response: buyerAddress,
  status: 201,
  creates: true,
  summary: 'Creates a private address.',
  run: async (call) => {
    const body = call.body as Values
    requireUse(body)
    await call.checkState()
    const { kind, company: org, user } = call.caller
    const row = {
      ...body,
      Kind: kind,
      Company: org,
      ID: call.newID(),
      PrivateUserID: user,
      DateCreated: call.now,
    }
    const answer = present(buyerAddress, { ...row, Editable: true })
    await call.commit({ statements: [insert(addresses, call.marketplace, row)], answer })
    return answer
  },
})

async function changeAddress(call: Call<unknown>, after: (row: Values) => Values) {
  const row = await addressOf(call, true)
  const wanted: Values = { ...row, ...after(row), ID: row.ID }
  requireUse(wanted)
  const answer = present(buyerAddress, wanted)
  const { ID: _id, ...changes } = Object.fromEntries(
    Object.keys(addressRest)
      .concat('Shipping', 'Billing')
      .filter((n) => n !== 'DateCreated')
      .map((n) => [n, wanted[n] ?? null]),
  ) as Values
  const key = { Kind: 'Buyer', Company: row.Company, ID: row.ID }
  await call.commit({
    statements: [update(addresses, call.marketplace, key, row.Version as number, changes)],
    answer,
  })
  return answer
}

const saveAddress = operation({
  id: 'Me.SaveAddress',
  method: 'PUT',
  path: '/me/addresses/{addressID}',
  ...writers,
  body: { model: buyerAddress },
  response: buyerAddress,
  status: 200,
  summary: 'Replaces a private address.',
  run: (call) => changeAddress(call, () => call.body as Values),
})

const patchAddress = operation({
  id: 'Me.PatchAddress',
  method: 'PATCH',
  path: '/me/addresses/{addressID}',
  ...writers,
  body: { model: buyerAddress, partial: true },
  status: 204,
  summary: 'Changes the properties sent of a private address.',
  run: async (call) => {
    await changeAddress(call, (row) => patched(buyerAddress, row, call.body as Values))
  },
})

const deleteAddress = operation({
  id: 'Me.DeleteAddress',
  method: 'DELETE',
  path: '/me/addresses/{addressID}',
  ...writers,
  status: 204,
  summary: 'Deletes a private address.',
  run: async (call) => {
    const row = await addressOf(call, true)
    await call.commit({
      statements: [
        {
          sql: sql`delete from addresses where Marketplace = ${call.marketplace} and Kind = 'Buyer' and Company = ${row.Company as string}
            and ID = ${row.ID as string} and PrivateUserID = ${call.caller.user}`,
          expect: 1,
        },
      ],
      answer: null,
    })
  },
})

export const operations = [listAddresses, getAddress, createAddress, saveAddress, patchAddress, deleteAddress]
