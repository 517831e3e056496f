import { sql } from 'drizzle-orm'
import { hasRole } from '../../api/caller.ts'
import { fail, idExists, insufficientRoles, invalid, notFound } from '../../api/errors.ts'
import { sameIgnoringCase } from '../../api/field.ts'
import type { Call } from '../../store/call.ts'
import { commit } from '../../store/commit.ts'
import { lineItems } from '../../tables/orders/line-items.ts'
import { requireChange } from '../order/access.ts'
import type { LineRow, OrderRow } from '../order/load.ts'
import { isLive } from '../order/states.ts'
import { stockChange } from '../stock/stock.ts'
import { refuseForHeading, under } from './bundle-headings.ts'
import { detailsOf, linksRemain, requireVariantsRecord, shipFromRow } from './line-details.ts'
import { type Choice, choicesHold, choose, chosenAnew, sameAnswers } from './line-specs.ts'
import { lineAnswer, writeLines } from './line-writes.ts'
import type { LineReads } from './new-line.ts'
import type { Answer } from './resolve-specs.ts'

type Values = Record<string, unknown>

/** What each property of a line is governed by. */
export const governed = {
  ID: 'lines',
  Quantity: 'lines',
  Specs: 'specs',
  UnitPrice: 'unitPrice',
  CostCenter: 'lineDetails',
  DateNeeded: 'lineDetails',
  ShippingAccount: 'lineDetails',
  ShippingAddressID: 'lineDetails',
  ShipFromAddressID: 'lineDetails',
  InventoryRecordID: 'stockPlace',
  xp: 'lineXp',
} as const

/** Makes a line what it is to be: checks each property that changes, and prices it anew where that is called for. */
export async function changeLine(
  call: Call<Values>,
  order: OrderRow,
  lines: LineRow[],
  read: LineReads,
  line: LineRow,
  after: Values,
) {
  const { caller, marketplace: m } = call
  if (after.ProductID && !sameIgnoringCase(after.ProductID, line.ProductID))
    throw fail('LineItem.CannotChangeProductID', 'The product of a line cannot be changed.')
  const price = priceWish(call, line, after)
  const before: Values = { ...line }
  const wanted: Values = { ...after, ...price, Specs: specsWish(call, order, line, after) }
  const changed = Object.keys(governed).filter(
    (n) => JSON.stringify(before[n] ?? null) !== JSON.stringify(wanted[n] ?? null),
  ) as (keyof typeof governed)[]
  for (const name of changed) requireChange(governed[name], order, caller, name)
  if (line.IsBundle) refuseForHeading(changed)
  if ((wanted.Quantity as number) < line.QuantityShipped)
    throw invalid({
      property: 'Quantity',
      rule: 'Range',
      message: `${line.QuantityShipped} of this line are shipped already.`,
      detail: { Minimum: line.QuantityShipped },
    })
  const ID = wanted.ID && wanted.ID !== line.ID ? await call.id(wanted.ID as string) : line.ID
  const details = detailsOf(
    call,
    order,
    read,
    Object.fromEntries(changed.map((n) => [n, wanted[n]])),
    line,
    line.DateAdded!,
  )
  const next = {
    ...line,
    ...Object.fromEntries(changed.map((n) => [n, wanted[n] ?? null])),
    ...details,
    ...price,
    ID,
  } as LineRow
  if (changed.includes('ShippingAddressID') && !next.ShippingAddressID) next.ShippingAddress = null
  if (changed.includes('ShipFromAddressID'))
    Object.assign(next, {
      LiveShipFrom: shipFromRow(read, next) ?? null,
      ...(next.ShipFromAddressID ? {} : { ShipFromCompany: null, ShipFromAddress: null }),
    })
  const product = read.products.find((p) => sameIgnoringCase(p.ID, line.ProductID))
  const chosen = changed.includes('Specs') || changed.includes('Quantity')
  const choice =
    (chosen || call.sent('Specs')) && !line.IsBundle && isLive(order.Status)
      ? chosenFor(line, product, read, wanted.Specs as Answer[], !chosen)
      : null
  if (choice)
    Object.assign(next, { Specs: choice.Specs, VariantID: choice.VariantID, LiveVariant: choice.variant })
  if (isLive(order.Status)) requireVariantsRecord(read, next)
  const repriced =
    (choice !== null && !isSame(choice, line)) ||
    changed.includes('Quantity') ||
    changed.includes('UnitPrice') ||
    next.PriceOverridden !== line.PriceOverridden
  const written = writeLines(
    call,
    order,
    under(
      ID,
      line,
      lines.map((l) => (l.ID === line.ID ? next : l)),
    ),
    read,
    {
      before: lines,
      checked: repriced ? [ID] : [],
      // Another record may hold less.
      recounted: changed.includes('InventoryRecordID') ? [ID] : [],
      enforceStock: order.Status !== 'Open',
      renamed: { from: line.ID, to: ID },
    },
  )
  const final = written.lines.find((l) => l.ID === ID)!
  const answer = lineAnswer(final, order, caller, read)
  await commit(call, {
    statements: [
      ...linksRemain(m, order, read, final, line),
      ...(choice && product ? choicesHold(m, [{ product, choice }], read) : []),
      ...written.statements,
      ...(ID === line.ID
        ? []
        : [
            {
              sql: sql`update shipment_items set LineItemID = ${ID} where Marketplace = ${m} and OrderKey = ${order.Key} and LineItemID = ${line.ID}`,
            },
          ]),
      ...stockChange(call, order, [{ line: final, by: line.Quantity - final.Quantity }]),
    ],
    answer,
    conflict: { table: lineItems.name, error: idExists('LineItem', ID) },
  })
  return answer
}

/** What a line is to say to its specs: what it says now, where that means the same or an agreed line does not tell. */
function specsWish(call: Call<unknown>, order: OrderRow, line: LineRow, after: Values): Answer[] {
  const wish = (after.Specs as Answer[] | null | undefined) ?? []
  return sameAnswers(wish, line.Specs) || (!call.sent('Specs') && !isLive(order.Status)) ? line.Specs : wish
}

/** Whether a line's answers, told again, come to what it has: then its price is not asked for anew either. */
const isSame = ({ Specs, VariantID }: Choice, line: LineRow) =>
  VariantID === line.VariantID && JSON.stringify(Specs) === JSON.stringify(line.Specs)

/**
 * The answers of a line taken anew. One whose product is gone from sight keeps what it has, and fails at submit; so does
 * one whose answers are refused by now, if they are only repeated.
 */
function chosenFor(
  line: LineRow,
  product: LineReads['products'][number] | undefined,
  read: LineReads,
  answers: Answer[],
  repeated: boolean,
): Choice | null {
  if (product && repeated) return chosenAnew(line, product, read).choice ?? null
  if (product) return choose(product, read, answers)
  if (sameAnswers(answers, line.Specs)) return null
  throw notFound('Product', line.ProductID)
}

/**
 * What a write means for the unit price: another value overrides it, null takes it back, the present value changes
 * nothing, so that what was read can be put back. Only with the role.
 */
function priceWish(call: Call<unknown>, line: LineRow, after: Values): Values {
  const may = hasRole(call.caller, 'OverrideUnitPrice')
  const refuse = () => insufficientRoles(['FullAccess', 'OverrideUnitPrice'], call.caller.roles)
  const wish = after.UnitPrice as number | null | undefined
  const put = call.operation.method === 'PUT'
  if (wish === null || wish === undefined) {
    if (!line.PriceOverridden) return { UnitPrice: line.UnitPrice }
    if (may && (put || call.sent('UnitPrice'))) return { UnitPrice: null, PriceOverridden: false }
    if (!put && call.sent('UnitPrice')) throw refuse()
    return { UnitPrice: line.UnitPrice, PriceOverridden: true }
  }
  if (wish === line.UnitPrice) return { UnitPrice: wish, PriceOverridden: line.PriceOverridden }
  if (!may) throw refuse()
  return { UnitPrice: wish, PriceOverridden: true }
}
