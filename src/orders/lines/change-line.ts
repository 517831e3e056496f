import { hasRole } from '../../api/caller.ts'
import { fail, insufficientRoles, invalid, notFound } from '../../api/errors.ts'
import { sameIgnoringCase } from '../../api/names.ts'
import type { VisibleProduct } from '../../catalog/shop/visible-products.ts'
import type { Asked, Decided } from '../operation/on-order.ts'
import { requireLeft } from '../returns/returnable.ts'
import { type LineRow, type OrderRow, type OrderWith, statusOfLines } from '../state/order-state.ts'
import { requireChange } from '../state/permissions.ts'
import { answeredLine } from '../state/shown-order.ts'
import { shownVariant } from '../state/shown-parts.ts'
import { isLive } from '../state/states.ts'
import { refuseForHeading } from './bundle-headings.ts'
import { linksOf, requireVariantsRecord } from './line-links.ts'
import { withLine } from './line-named.ts'
import { catalogueOf, type LineReads, seenProduct } from './line-reads.ts'
import { type Choice, choose, chosenAnew, relyOnChoices, sameAnswers } from './line-specs.ts'
import type { Answer } from './resolve-specs.ts'

/** What each property of a line is governed by. */
const governed = {
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
type Governed = keyof typeof governed

/** What a write can make of a line, and the product it must be of, where it says so. */
export type LineWish = Pick<LineRow, Exclude<Governed, 'Specs'>> & {
  ProductID: string | null
  Specs: Answer[] | null
}

/**
 * An order with a line as a write makes it: each property that changes is checked, and its answers are taken anew where
 * that is called for.
 */
export async function changedLine(
  call: Asked,
  order: OrderWith<'lines' | 'returns'>,
  read: LineReads,
  line: LineRow,
  after: LineWish,
): Promise<Decided> {
  const { header } = order
  if (after.ProductID && !sameIgnoringCase(after.ProductID, line.ProductID))
    throw fail('LineItem.CannotChangeProductID', 'The product of a line cannot be changed.')
  const price = priceWish(call, line, after)
  const wish = { ...after, ...price, Specs: specsWish(call, header, line, after) }
  const changed = (Object.keys(governed) as Governed[]).filter(
    (name) => JSON.stringify(line[name] ?? null) !== JSON.stringify(wish[name] ?? null),
  )
  requireChanges(call, header, line, changed, wish.Quantity)
  requireLeft(call, order, line, wish.Quantity)
  const ID = wish.ID && wish.ID !== line.ID ? await call.id(wish.ID) : line.ID
  const isNew = (name: Governed) => changed.includes(name)
  const links = linksOf(call, header, read, line, {
    DateNeeded: isNew('DateNeeded') ? wish.DateNeeded : null,
    ShippingAddressID: isNew('ShippingAddressID') ? wish.ShippingAddressID : null,
    ShipFromAddressID: isNew('ShipFromAddressID') ? wish.ShipFromAddressID : null,
    InventoryRecordID: isNew('InventoryRecordID') ? wish.InventoryRecordID : null,
  })
  const next: LineRow = {
    ...line,
    Quantity: wish.Quantity,
    CostCenter: wish.CostCenter,
    DateNeeded: wish.DateNeeded,
    ShippingAccount: wish.ShippingAccount,
    xp: wish.xp,
    InventoryRecordID: wish.InventoryRecordID,
    ...(wish.ShippingAddressID ? {} : isNew('ShippingAddressID') ? NOWHERE : {}),
    ...(wish.ShipFromAddressID ? {} : isNew('ShipFromAddressID') ? FROM_NOWHERE : {}),
    ...links,
    ...price,
    ...choiceOf(call, header, read, line, wish.Specs, isNew('Specs') || isNew('Quantity')),
    ID,
  }
  if (isLive(statusOfLines(header))) requireVariantsRecord(read, next)
  return {
    order: withLine(order, line, next),
    answer: answeredLine(ID, call.caller),
    catalogue: catalogueOf(read),
  }
}

const NOWHERE = { ShippingAddressID: null, ShippingAddress: null, LiveShipping: null }
const FROM_NOWHERE = {
  ShipFromAddressID: null,
  ShipFromCompany: null,
  ShipFromAddress: null,
  LiveShipFrom: null,
}

function requireChanges(
  call: Asked,
  header: OrderRow,
  line: LineRow,
  changed: Governed[],
  quantity: number,
): void {
  const agreed = { ...header, Status: statusOfLines(header) }
  for (const name of changed) requireChange(governed[name], agreed, call.caller, name)
  if (line.IsBundle) refuseForHeading(changed)
  // What names it there is not read with an order that has but some of the lines.
  if (changed.includes('ID') && header.SourceKey !== null)
    throw invalid('ID', 'Rule', 'A line is renamed on the order that this one was split off.')
  if (quantity < line.QuantityShipped)
    throw invalid('Quantity', 'Range', `${line.QuantityShipped} of this line are shipped already.`, {
      Minimum: line.QuantityShipped,
    })
}

/** What a line is to say to its specs: what it says now, where that means the same or an agreed line does not tell. */
function specsWish(call: Asked, header: OrderRow, line: LineRow, { Specs }: LineWish): LineRow['Specs'] {
  const wish = Specs ?? []
  return sameAnswers(wish, line.Specs) || (!call.sent('Specs') && !isLive(statusOfLines(header)))
    ? line.Specs
    : // What is said of an option beside its name is taken from its spec.
      (wish as LineRow['Specs'])
}

/** What a line's answers come to, where they are told again or its quantity is another; agreed ones stay. */
function choiceOf(
  call: Asked,
  header: OrderRow,
  read: LineReads,
  line: LineRow,
  answers: LineRow['Specs'],
  isNew: boolean,
): Partial<LineRow> {
  if (line.IsBundle || !isLive(statusOfLines(header)) || !(isNew || call.sent('Specs'))) return {}
  const choice = chosenFor(line, seenProduct(read, line.ProductID), read, answers, !isNew)
  if (!choice) return {}
  relyOnChoices(call, read, [choice])
  const { Specs, VariantID, variant } = choice
  return { Specs, VariantID, LiveVariant: shownVariant(variant) }
}

/**
 * The answers of a line taken anew. One whose product is gone from sight keeps what it has, and fails at submit; so does
 * one whose answers are refused by now, if they are only repeated.
 */
function chosenFor(
  line: LineRow,
  product: VisibleProduct | undefined,
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
function priceWish(
  call: Asked,
  line: LineRow,
  after: LineWish,
): Partial<Pick<LineRow, 'UnitPrice' | 'PriceOverridden' | 'PriceCalculated'>> {
  const { UnitPrice, PriceOverridden } = line
  const may = hasRole(call.caller, 'OverrideUnitPrice')
  const refuse = () => insufficientRoles(['FullAccess', 'OverrideUnitPrice'], call.caller.roles)
  const wish = after.UnitPrice ?? null
  const put = call.operation.method === 'PUT'
  if (wish === null) {
    if (PriceOverridden && may && (put || call.sent('UnitPrice')))
      return { UnitPrice: null, PriceOverridden: false, PriceCalculated: false }
    if (PriceOverridden && !put && call.sent('UnitPrice')) throw refuse()
    return { UnitPrice, PriceOverridden }
  }
  if (wish === UnitPrice) return { UnitPrice, PriceOverridden }
  if (!may) throw refuse()
  return { UnitPrice: wish, PriceOverridden: true, PriceCalculated: false }
}
