import { fail, notFound } from '../../api/errors.ts'
import { sameIgnoringCase } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { addressModel } from '../../organizations/addresses/addresses.ts'
import { userModel } from '../../organizations/users/user-model.ts'
import { operation } from '../../resource/operation.ts'
import { checked, patched } from '../../resource/writing.ts'
import type { Call } from '../../store/call.ts'
import { commit } from '../../store/commit.ts'
import { alter } from '../../store/rows.ts'
import { lineItems } from '../../tables/orders/line-items.ts'
import type { Write } from '../../tables/statements.ts'
import { addressesDiffer } from '../lines/line-writes.ts'
import { orderLock, requireChange } from './access.ts'
import { type LineRow, loadOrder, type OrderRow, writeOrder } from './load.ts'
import { lineItemModel, orderModel, orderUser, showLine, showOrder } from './present.ts'
import { isLive } from './states.ts'

type Values = Record<string, unknown>

const base = { roles: ['OrderAdmin', 'Shopper'], lock: orderLock, status: 200 } as const
const path = '/orders/{direction}/{orderID}'

/** A one-time address has no ID: it is nobody's but the order's. */
const oneTime = (body: Values): Values => ({ ...body, ID: null, DateCreated: null })

/**
 * The saved address behind a one-time one: none. But what was submitted keeps a copy, and one that is corrected is still
 * of the address it was chosen as.
 */
const savedBehind = (call: Call<unknown>, order: OrderRow, ID: string | null) =>
  call.operation.method === 'PATCH' && !isLive(order.Status) ? ID : null

async function bill(call: Call<unknown>, address: (order: OrderRow) => Values) {
  const { order } = await loadOrder(call)
  requireChange('address', order, call.caller, 'BillingAddress')
  const changes: Values = {
    BillingAddress: address(order),
    BillingAddressID: savedBehind(call, order, order.BillingAddressID),
  }
  const answer = showOrder({ ...order, ...changes, LastUpdated: call.now } as OrderRow)
  await commit(call, { statements: [writeOrder(call, order, changes)], answer })
  return answer
}

const setBilling = operation({
  ...base,
  id: 'Orders.SetBillingAddress',
  method: 'PUT',
  path: `${path}/billto`,
  body: { model: addressModel },
  response: orderModel,
  summary: 'Sets a one-time billing address.',
  run: (call) => bill(call, () => oneTime(call.body as Values)),
})

const patchBilling = operation({
  ...base,
  id: 'Orders.PatchBillingAddress',
  method: 'PATCH',
  path: `${path}/billto`,
  body: { model: addressModel, partial: true },
  response: orderModel,
  summary: 'Changes the properties sent of the one-time billing address.',
  run: (call) =>
    bill(call, (order) => {
      if (order.BillingAddress) return patchedAddress(order.BillingAddress as Values, call.body as Values)
      if (order.BillingAddressID)
        throw fail(
          'BillingAddress.CannotPatchSetByID',
          'The billing address was set by ID; set a one-time address instead.',
        )
      throw fail('BillingAddress.CannotModifyNotFound', 'The order has no billing address.')
    }),
})

const patchedAddress = (present: Values, patch: Values): Values =>
  oneTime(checked(addressModel, pick(patched({ ...addressModel, check: undefined }, present, patch))))

const pick = (values: Values): Values =>
  Object.fromEntries(
    Object.keys(addressModel.fields)
      .filter((n) => n !== 'ID')
      .map((n) => [n, values[n]]),
  )

async function ship(call: Call<unknown>, address: (order: OrderRow) => Values) {
  const { order } = await loadOrder(call)
  requireChange('address', order, call.caller, 'ShippingAddress')
  const shipping = {
    ShippingAddress: address(order),
    ShippingAddressID: savedBehind(call, order, order.ShippingAddressID),
  }
  const changes: Values = {
    ...shipping,
    ShippingDiffers: false,
    PricingVersion: order.PricingVersion + 1,
  }
  const answer = showOrder({ ...order, ...changes, LastUpdated: call.now } as OrderRow)
  // The order's address is that of every line.
  const lines: Write = alter(lineItems, call.marketplace, { OrderKey: order.Key }, shipping)
  await commit(call, { statements: [writeOrder(call, order, changes), lines], answer })
  return answer
}

const setShipping = operation({
  ...base,
  id: 'Orders.SetShippingAddress',
  method: 'PUT',
  path: `${path}/shipto`,
  body: { model: addressModel },
  response: orderModel,
  summary: 'Sets a one-time shipping address for the order and all its lines.',
  run: (call) => ship(call, () => oneTime(call.body as Values)),
})

const patchShipping = operation({
  ...base,
  id: 'Orders.PatchShippingAddress',
  method: 'PATCH',
  path: `${path}/shipto`,
  body: { model: addressModel, partial: true },
  response: orderModel,
  summary: 'Changes the properties sent of the one-time shipping address.',
  run: (call) =>
    ship(call, (order) => {
      if (order.ShippingAddress) return patchedAddress(order.ShippingAddress as Values, call.body as Values)
      if (order.ShippingAddressID && isLive(order.Status))
        throw fail(
          'ShippingAddress.CannotPatchSetByID',
          'The shipping address was set by ID; set a one-time address instead.',
        )
      throw fail('ShippingAddress.CannotModifyNotFound', 'The order has no shipping address.')
    }),
})

/** What of the user may differ on an order: a guest's own name. The user's record stays as it is. */
const fromUserPatch = model('OrderUserName', {
  FirstName: orderUser.fields!.FirstName!,
  LastName: orderUser.fields!.LastName!,
  Email: orderUser.fields!.Email!,
})

const patchFromUser = operation({
  ...base,
  id: 'Orders.PatchFromUser',
  method: 'PATCH',
  path: `${path}/fromuser`,
  body: { model: userModel, partial: true },
  response: orderModel,
  summary: 'Changes the name and email the order is from.',
  run: async (call) => {
    const { order } = await loadOrder(call)
    requireChange('fromUser', order, call.caller, 'FromUser')
    const shown = { ...order.Owner, ...order.FromUserCopy }
    const names = checked(
      fromUserPatch,
      Object.fromEntries(
        Object.keys(fromUserPatch.fields).map((n) => [n, (call.body as Values)[n] ?? shown[n]]),
      ),
    )
    const changes = { FromUserCopy: { ...order.FromUserCopy, ...names } }
    const answer = showOrder({ ...order, ...changes, LastUpdated: call.now } as OrderRow)
    await commit(call, { statements: [writeOrder(call, order, changes)], answer })
    return answer
  },
})

async function shipLine(call: Call<unknown>, address: (line: LineRow, order: OrderRow) => Values) {
  const { order, lines } = await loadOrder(call)
  const line = lines.find((l) => sameIgnoringCase(l.ID, call.params.lineItemID!))
  if (!line) throw notFound('LineItem', call.params.lineItemID)
  requireChange('lineDetails', order, call.caller, 'ShippingAddress')
  const changes = {
    ShippingAddress: address(line, order),
    ShippingAddressID: savedBehind(call, order, line.ShippingAddressID),
  }
  const next = { ...line, ...changes, LiveShipping: null } as unknown as LineRow
  const answer = showLine(next, order.Status, call.caller)
  const header = {
    ShippingDiffers: addressesDiffer(
      order,
      lines.map((l) => (l === line ? next : l)),
    ),
    PricingVersion: order.PricingVersion + 1,
  }
  await commit(call, {
    statements: [
      writeOrder(call, order, header),
      alter(lineItems, call.marketplace, { OrderKey: order.Key, ID: line.ID }, changes),
    ],
    answer,
  })
  return answer
}

const setLineShipping = operation({
  ...base,
  id: 'LineItems.SetShippingAddress',
  method: 'PUT',
  path: `${path}/lineitems/{lineItemID}/shipto`,
  body: { model: addressModel },
  response: lineItemModel,
  summary: 'Sets a one-time shipping address for a line.',
  run: (call) => shipLine(call, () => oneTime(call.body as Values)),
})

const patchLineShipping = operation({
  ...base,
  id: 'LineItems.PatchShippingAddress',
  method: 'PATCH',
  path: `${path}/lineitems/{lineItemID}/shipto`,
  body: { model: addressModel, partial: true },
  response: lineItemModel,
  summary: 'Changes the properties sent of a line’s one-time shipping address.',
  run: (call) =>
    shipLine(call, (line) => {
      const present = (line.ShippingAddress ?? line.LiveShipping) as Values | null
      if (!present)
        throw fail('LineItem.CannotPatchShippingAddressIfMissing', 'The line has no shipping address.')
      return patchedAddress(present, call.body as Values)
    }),
})

export const operations = [
  setBilling,
  patchBilling,
  setShipping,
  patchShipping,
  patchFromUser,
  setLineShipping,
  patchLineShipping,
]
