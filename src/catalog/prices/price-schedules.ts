import type { ErrorCode } from '../../api/error-codes/error-codes.ts'
import { fail } from '../../api/errors.ts'
import { id, int } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { sameIgnoringCase } from '../../api/names.ts'
import { crud } from '../../resource/crud.ts'
import { operation } from '../../resource/operation.ts'
import { objectOf, show } from '../../resource/reading.ts'
import { resource } from '../../resource/resource.ts'
import type { Call } from '../../store/call.ts'
import { answered } from '../../store/commit.ts'
import { the } from '../../store/fact.ts'
import { update } from '../../store/rows.ts'
import { breakFields, priceSchedules } from '../../tables/catalog/prices.ts'
import { at } from '../../tables/columns.ts'
import { sql } from '../../tables/sql.ts'
import type { Guard } from '../../tables/statements.ts'
import type { Row } from '../../tables/table.ts'
import { type Break, isOnSale } from './price.ts'

export const priceScheduleModel = model('PriceSchedule', { ID: id(), ...priceSchedules.fields })

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
  calculate: (row, now) => ({ IsOnSale: isOnSale(row, now) }),
})

type Schedule = Row<typeof priceSchedules>

/** What a schedule that is given to any party must keep. */
const whileUnassigned = (call: Call, id: string, code: ErrorCode, message: string): Guard => ({
  guard: sql`not exists (select 1 from product_assignments a where a.Marketplace = ${call.marketplace} and a.PriceScheduleID = ${id})`,
  else: fail(code, message),
})

/** Checks a schedule as a whole, and sorts its breaks. */
function settle(after: Schedule) {
  const breaks = after.PriceBreaks.toSorted((a, b) => a.Quantity - b.Quantity)
  after.PriceBreaks = breaks
  after.FirstPrice = breaks[0]?.Price ?? null
  if (after.MaxQuantity !== null && after.MaxQuantity < after.MinQuantity)
    throw fail('PriceSchedule.MinGreaterThanMax', 'MaxQuantity must not be less than MinQuantity.')
  if (new Set(breaks.map((b) => b.Quantity)).size < breaks.length)
    throw fail('PriceSchedule.DuplicatePriceBreaks', 'Price breaks must differ in quantity.')
  if (breaks.length > 0 && !breaks.some((b) => b.Quantity >= 1))
    throw fail(
      'PriceSchedule.MinQtyMustBePositive',
      'At least one price break must have a quantity of 1 or more.',
    )
  if (after.SaleStart && after.SaleEnd && after.SaleStart >= after.SaleEnd)
    throw fail('PriceSchedule.InvalidSaleStartOrSaleEnd', 'SaleStart must be before SaleEnd.')
}

/** Guards what an assigned schedule must keep. A rename has been written when they are asked. */
const remains = (call: Call, before: Schedule, after: Schedule): Guard[] => [
  ...(after.PriceBreaks.length === 0 && before.PriceBreaks.length > 0
    ? [
        whileUnassigned(
          call,
          after.ID,
          'PriceSchedule.CannotClearPriceBreaks',
          'An assigned price schedule must keep a price break.',
        ),
      ]
    : []),
  ...(sameIgnoringCase(before.Currency, after.Currency)
    ? []
    : [
        whileUnassigned(
          call,
          after.ID,
          'PriceSchedule.CannotModifyCurrency',
          'The currency of an assigned price schedule cannot be changed.',
        ),
      ]),
]

/** Writes the breaks of a schedule as they come to be. */
async function changeBreaks(call: Call, change: (breaks: Break[]) => Break[]) {
  const read = await call.read({ schedule: objectOf(declared, call) })
  const row = the(read.schedule)
  const after = { ...row, PriceBreaks: change(row.PriceBreaks) }
  settle(after)
  const { ID, PriceBreaks, FirstPrice } = after
  const answer = show(declared, after, call.now)
  return answered(call, answer, [
    update(priceSchedules, call.marketplace, { ID }, row.Version, { PriceBreaks, FirstPrice }),
    ...(PriceBreaks.length > 0
      ? []
      : [
          whileUnassigned(
            call,
            ID,
            'PriceSchedule.CannotDeleteLastPriceBreak',
            'An assigned price schedule must keep a price break.',
          ),
        ]),
  ])
}

const changesBreaks = {
  path: '/priceschedules/{priceScheduleID}/PriceBreaks',
  roles: ['PriceScheduleAdmin'],
  users: ['Seller', 'Supplier'],
} as const

const savePriceBreak = operation({
  ...changesBreaks,
  id: 'PriceSchedules.SavePriceBreak',
  method: 'POST',
  body: { model: model('PriceBreak', breakFields) },
  response: priceScheduleModel,
  status: 201,
  summary: 'Creates or replaces the price break of a quantity.',
  run: (call) =>
    changeBreaks(call, (breaks) => [...breaks.filter((b) => b.Quantity !== call.body.Quantity), call.body]),
})

const deletePriceBreak = operation({
  ...changesBreaks,
  id: 'PriceSchedules.DeletePriceBreak',
  method: 'DELETE',
  query: { quantity: { ...int(), required: true } },
  summary: 'Deletes the price break of a quantity.',
  run: async (call) => {
    const { quantity } = call.query
    await changeBreaks(call, (breaks) => {
      if (!breaks.some((b) => b.Quantity === quantity))
        throw fail('PriceSchedule.QtyNotFound', `There is no price break of quantity ${quantity}.`)
      return breaks.filter((b) => b.Quantity !== quantity)
    })
  },
})

export const operations = [
  ...crud(declared, {
    decide: ({ call, before, after }) => {
      settle(after)
      return before ? remains(call, before, after) : []
    },
  }),
  savePriceBreak,
  deletePriceBreak,
]
