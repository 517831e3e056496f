import { type ApiError, fail } from '../../api/errors.ts'
import { addressModel } from '../../organizations/addresses/addresses.ts'
import type { Operation } from '../../resource/operation.ts'
import { patched } from '../../resource/writing.ts'
import { lineNamed, withLine } from '../lines/line-named.ts'
import { type Asked, type Decided, onOrder } from '../operation/on-order.ts'
import { byID, type Place } from '../operation/places.ts'
import { type OrderRow, type OrderWith, type ShownAddress, statusOfLines } from '../state/order-state.ts'
import { requireChange } from '../state/permissions.ts'
import { answeredLine, lineItemModel, orderModel } from '../state/shown-order.ts'
import { isLive } from '../state/states.ts'

const NONE = { ID: null, DateCreated: null }

/**
 * The address that a body comes to: as it was sent, or laid over the present one. It is nobody's but the order's.
 * @param missing the refusal to patch where there is none
 */
function addressAsked(
  call: Asked<ShownAddress>,
  present: ShownAddress | null,
  missing: () => ApiError,
): ShownAddress {
  if (call.operation.method === 'PUT') return { ...call.body, ...NONE }
  if (!present) throw missing()
  // An address that was checked as a whole has the properties of one.
  return { ...(patched(addressModel, present, call.body) as ShownAddress), ...NONE }
}

/**
 * The saved address behind a one-time one: none. But what was submitted keeps a copy, and one that is corrected is still
 * of the address it was chosen as.
 */
const savedBehind = (call: Asked, order: OrderRow, ID: string | null) =>
  call.operation.method === 'PATCH' && !isLive(statusOfLines(order)) ? ID : null

interface OneTime {
  path: string
  set: { id: string; summary: string }
  patch: { id: string; summary: string }
  response: typeof orderModel | typeof lineItemModel
  decide: (deciding: { call: Asked<ShownAddress>; order: OrderWith<'lines'> }) => Decided
}

/** An address is set as a whole, or changed in the properties sent. */
const setAndPatch = (place: Place, { set, patch, ...of }: OneTime): Operation[] => [
  onOrder(place, { ...of, ...set, parts: ['lines'], method: 'PUT', body: { model: addressModel } }),
  onOrder(place, {
    ...of,
    ...patch,
    parts: ['lines'],
    method: 'PATCH',
    body: { model: addressModel, partial: true },
  }),
]

const billing = (place: Place) =>
  setAndPatch(place, {
    path: '/billto',
    set: { id: 'Orders.SetBillingAddress', summary: 'Sets a one-time billing address.' },
    patch: {
      id: 'Orders.PatchBillingAddress',
      summary: 'Changes the properties sent of the one-time billing address.',
    },
    response: orderModel,
    decide: ({ call, order: { header } }) => {
      requireChange('address', header, call.caller, 'BillingAddress')
      const BillingAddress = addressAsked(call, header.BillingAddress, () =>
        header.BillingAddressID
          ? fail(
              'BillingAddress.CannotPatchSetByID',
              'The billing address was set by ID; set a one-time address instead.',
            )
          : fail('BillingAddress.CannotModifyNotFound', 'The order has no billing address.'),
      )
      const BillingAddressID = savedBehind(call, header, header.BillingAddressID)
      return { order: { header: { ...header, BillingAddress, BillingAddressID } } }
    },
  })

/** The order's address is that of every line. */
const shipping = (place: Place) =>
  setAndPatch(place, {
    path: '/shipto',
    set: {
      id: 'Orders.SetShippingAddress',
      summary: 'Sets a one-time shipping address for the order and all its lines.',
    },
    patch: {
      id: 'Orders.PatchShippingAddress',
      summary: 'Changes the properties sent of the one-time shipping address.',
    },
    response: orderModel,
    decide: ({ call, order: { header, lines } }) => {
      requireChange('address', header, call.caller, 'ShippingAddress')
      const ShippingAddress = addressAsked(call, header.ShippingAddress, () =>
        header.ShippingAddressID && isLive(header.Status)
          ? fail(
              'ShippingAddress.CannotPatchSetByID',
              'The shipping address was set by ID; set a one-time address instead.',
            )
          : fail('ShippingAddress.CannotModifyNotFound', 'The order has no shipping address.'),
      )
      const ShippingAddressID = savedBehind(call, header, header.ShippingAddressID)
      const to = { ShippingAddress, ShippingAddressID }
      return { order: { header: { ...header, ...to }, lines: lines.map((l) => ({ ...l, ...to })) } }
    },
  })

const ofLine = (place: Place) =>
  setAndPatch(place, {
    path: '/lineitems/{lineItemID}/shipto',
    set: { id: 'LineItems.SetShippingAddress', summary: 'Sets a one-time shipping address for a line.' },
    patch: {
      id: 'LineItems.PatchShippingAddress',
      summary: 'Changes the properties sent of a line’s one-time shipping address.',
    },
    response: lineItemModel,
    decide: ({ call, order }) => {
      const line = lineNamed(order, call.params.lineItemID)
      requireChange('lineDetails', order.header, call.caller, 'ShippingAddress')
      const ShippingAddress = addressAsked(call, line.ShippingAddress ?? line.LiveShipping, () =>
        fail('LineItem.CannotPatchShippingAddressIfMissing', 'The line has no shipping address.'),
      )
      const ShippingAddressID = savedBehind(call, order.header, line.ShippingAddressID)
      const next = { ...line, ShippingAddress, ShippingAddressID, LiveShipping: null }
      return { order: withLine(order, line, next), answer: answeredLine(line.ID, call.caller) }
    },
  })

/** One-time addresses of an order, wherever it is named. */
export const orderAddresses = (place: Place) => [...billing(place), ...shipping(place)]

export const operations = [...orderAddresses(byID), ...ofLine(byID)]
