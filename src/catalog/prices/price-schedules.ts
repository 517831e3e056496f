import { sql } from 'drizzle-orm'
import { fail, notFound } from '../../api/errors.ts'
import { id, int } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { crud } from '../../resource/crud.ts'
import { rowQuery, type Writing } from '../../resource/loose.ts'
import { operation } from '../../resource/operation.ts'
import { show } from '../../resource/reading.ts'
import { resource } from '../../resource/resource.ts'
import type { Call } from '../../store/call.ts'
import { commit } from '../../store/commit.ts'
import { update } from '../../store/rows.ts'
import { breakFields, priceSchedules } from '../../tables/catalog/prices.ts'
import { at } from '../../tables/columns.ts'
import type { Guard } from '../../tables/statements.ts'
import { isOnSale } from './price.ts'

const { FirstPrice: _, ...shown } = priceSchedules.fields
export const priceScheduleModel = model('PriceSchedule', { ID: id(), ...shown })

export type PriceBreak = NonNullable<(typeof priceSchedules.fields.PriceBreaks)['type']>[number]

const declared = resource({
  id: 'PriceSchedules',
  table: priceSchedules,
  model: priceScheduleModel,
  path: '/priceschedules/{priceScheduleID}',
  scope: {},
  roles: { read: ['PriceScheduleReader'], write: ['PriceScheduleAdmin'] },
  users: { read: ['Seller', 'Supplier'], write: ['Seller', 'Supplier'] },
  list: { search: ['ID', 'Name', 'ApplyTax', 'Currency'], sort: ['Name', 'ID', 'OwnerID'], order: ['Name'] },
  visible: (caller, alias) =>
    caller.kind === 'Seller' ? undefined : sql`${at(alias, 'OwnerID')} = ${caller.company}`,
  owned: 'PriceSchedule.CannotModify',
  calculate: (row, now) => ({ IsOnSale: isOnSale(row as never, now) }),
})

/** Whether a schedule is given to any party: then it must keep a break, and its currency. */
const assigned = (call: Call<unknown>, id: string) =>
  sql`exists (select 1 from product_assignments a where a.Marketplace = ${call.marketplace} and a.PriceScheduleID = ${id})`

/** Checks a schedule as a whole, sorts its breaks, and guards what an assigned one must keep. */
export function scheduleRules({ call, before, after }: Pick<Writing, 'call' | 'before' | 'after'>): Guard[] {
  const breaks = [...(after.PriceBreaks as PriceBreak[])].sort((a, b) => a.Quantity - b.Quantity)
  after.PriceBreaks = breaks
  after.FirstPrice = breaks[0]?.Price ?? null
  if (after.MaxQuantity !== null && (after.MaxQuantity as number) < (after.MinQuantity as number))
    throw fail('PriceSchedule.MinGreaterThanMax', 'MaxQuantity must not be less than MinQuantity.')
  if (new Set(breaks.map((b) => b.Quantity)).size < breaks.length)
    throw fail('PriceSchedule.DuplicatePriceBreaks', 'Price breaks must differ in quantity.')
  if (breaks.length > 0 && !breaks.some((b) => b.Quantity >= 1))
    throw fail(
      'PriceSchedule.MinQtyMustBePositive',
      'At least one price break must have a quantity of 1 or more.',
    )
  if (after.SaleStart && after.SaleEnd && (after.SaleStart as string) >= (after.SaleEnd as string))
    throw fail('PriceSchedule.InvalidSaleStartOrSaleEnd', 'SaleStart must be before SaleEnd.')
  if (!before) return []
  // A rename has been written when the guards are asked.
  const unassigned = sql`not ${assigned(call, after.ID as string)}`
  const guards: Guard[] = []
  if (breaks.length === 0 && (before.PriceBreaks as PriceBreak[]).length > 0)
    guards.push({
      guard: unassigned,
      else: fail(
        'PriceSchedule.CannotClearPriceBreaks',
        'An assigned price schedule must keep a price break.',
      ),
    })
  if ((before.Currency as string | null)?.toLowerCase() !== (after.Currency as string | null)?.toLowerCase())
    guards.push({
      guard: unassigned,
      else: fail(
        'PriceSchedule.CannotModifyCurrency',
        'The currency of an assigned price schedule cannot be changed.',
      ),
    })
  return guards
}

/** Writes the breaks of a schedule as they come to be. */
async function changeBreaks(
  call: Call<unknown>,
  change: (breaks: PriceBreak[]) => PriceBreak[],
  extra: (id: string, left: PriceBreak[]) => Guard[] = () => [],
) {
  const wanted = call.params.priceScheduleID!
  const read = await call.read({ row: rowQuery(declared, call, wanted) })
  const row = read.row[0] as Record<string, unknown> | undefined
  if (!row) throw notFound('PriceSchedule', wanted)
  const id = row.ID as string
  const left = change(row.PriceBreaks as PriceBreak[])
  const after: Record<string, unknown> = { ...row, PriceBreaks: left, FirstPrice: null }
  if (left.length > 0) scheduleRules({ call: call as never, before: row, after })
  const answer = show(declared, after, call.now)
  await commit(call, {
    statements: [
      update(priceSchedules, call.marketplace, { ID: id }, row.Version as number, {
        PriceBreaks: after.PriceBreaks,
        FirstPrice: after.FirstPrice,
      }),
      ...extra(id, left),
    ],
    answer,
  })
  return answer
}

const savePriceBreak = operation({
  id: 'PriceSchedules.SavePriceBreak',
  method: 'POST',
  path: '/priceschedules/{priceScheduleID}/PriceBreaks',
  roles: ['PriceScheduleAdmin'],
  users: ['Seller', 'Supplier'],
  body: { model: model('PriceBreak', breakFields) },
  response: priceScheduleModel,
  status: 201,
  summary: 'Creates or replaces the price break of a quantity.',
  run: (call) =>
    changeBreaks(call, (breaks) => [
      ...breaks.filter((b) => b.Quantity !== call.body.Quantity),
      call.body as PriceBreak,
    ]),
})

const deletePriceBreak = operation({
  id: 'PriceSchedules.DeletePriceBreak',
  method: 'DELETE',
  path: '/priceschedules/{priceScheduleID}/PriceBreaks',
  roles: ['PriceScheduleAdmin'],
  users: ['Seller', 'Supplier'],
  query: { quantity: { ...int(), required: true } },
  status: 204,
  summary: 'Deletes the price break of a quantity.',
  run: async (call) => {
    const quantity = call.query.quantity as number
    await changeBreaks(
      call,
      (breaks) => {
        if (!breaks.some((b) => b.Quantity === quantity))
          throw fail('PriceSchedule.QtyNotFound', `There is no price break of quantity ${quantity}.`)
        return breaks.filter((b) => b.Quantity !== quantity)
      },
      (id, left) =>
        left.length > 0
          ? []
          : [
              {
                guard: sql`not ${assigned(call, id)}`,
                else: fail(
                  'PriceSchedule.CannotDeleteLastPriceBreak',
                  'An assigned price schedule must keep a price break.',
                ),
              },
            ],
    )
  },
})

export const operations = [
  ...crud(declared, { decide: (w) => scheduleRules(w) }),
  savePriceBreak,
  deletePriceBreak,
]
