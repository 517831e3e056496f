import { hasRole } from '../../api/caller.ts'
import { ApiError } from '../../api/errors.ts'
import { operation } from '../../resource/operation.ts'
import { patched } from '../../resource/writing.ts'
import type { NamedOrder } from '../operation/named-order.ts'
import { onOrder } from '../operation/on-order.ts'
import { byID, type Place } from '../operation/places.ts'
import { orderModel, showPlaced } from '../state/shown-order.ts'
import { changedOrder, type OrderWish, shownHeader } from './change-order.ts'
import { type CreationRead, createOrder, creationReads, type OrderBody, partiesOf } from './create-order.ts'
import { ownerAddresses, userOfOrder } from './usable-by-owner.ts'

const get = (place: Place) =>
  operation({
    id: place.named('Orders.Get'),
    method: 'GET',
    path: place.path,
    ...place.only,
    roles: [
      ...(place.only?.roles ?? ['OrderAdmin', 'Shopper', 'OrderReader']),
      ...(place.contributors ?? []),
    ],
    response: orderModel,
    summary: place.says('Gets an order.'),
    run: async (call) => {
      const { header } = await call.read({ header: place.header(call, place.order(call)) })
      const [found] = header.rows
      if (!found) throw place.missing(call)
      return showPlaced(found.order.header, found.isNew)
    },
  })

const create = operation({
  id: 'Orders.Create',
  method: 'POST',
  path: '/orders/{direction}',
  roles: ['OrderAdmin', 'Shopper'],
  body: { model: orderModel },
  response: orderModel,
  creates: true,
  summary: 'Creates an order.',
  run: async (call) => {
    const parties = partiesOf(call)
    return createOrder(call, parties, call.body.ID, await call.read(creationReads(call, parties)))
  },
})

/** The addresses that a body names, as far as the order's user has them. */
const addressesNamed = (
  { BillingAddressID, ShippingAddressID }: Partial<Pick<OrderBody, 'BillingAddressID' | 'ShippingAddressID'>>,
  order: NamedOrder,
) => ownerAddresses(userOfOrder(order), [BillingAddressID, ShippingAddressID], false)

const patch = (place: Place) =>
  onOrder(place, {
    id: 'Orders.Patch',
    method: 'PATCH',
    path: '',
    body: { model: orderModel, partial: true },
    response: orderModel,
    summary: 'Changes the properties sent of an order.',
    parts: ['lines'],
    begins: true,
    reads: ({ body }, order) => ({ addresses: addressesNamed(body, order) }),
    decide: async ({ call, order, read }) => {
      // An order that was checked as a whole has all that one has.
      const wish = patched(orderModel, shownHeader(order.header), call.body) as OrderWish
      return { order: await changedOrder(call, order, read.addresses, wish) }
    },
  })

/** Whether the caller could create an order of this body here: why not, matters only if there is nothing to replace. */
function couldCreate(call: Parameters<typeof partiesOf>[0]): boolean {
  try {
    partiesOf(call)
    return true
  } catch (error) {
    if (error instanceof ApiError) return false
    throw error
  }
}

const save = (place: Place) =>
  onOrder(place, {
    id: 'Orders.Save',
    method: 'PUT',
    path: '',
    body: { model: orderModel },
    response: orderModel,
    summary: 'Creates or replaces an order.',
    parts: ['lines'],
    begins: true,
    reads: (call, order) => ({
      ...(!place.begins && couldCreate(call) ? creationReads(call, partiesOf(call)) : {}),
      addresses: addressesNamed(call.body, order),
    }),
    decide: async ({ call, order, isNew, read }) => {
      const { body, caller } = call
      // A cost the caller may not set keeps its value when it is left out.
      const cost = (name: 'ShippingCost' | 'TaxCost', role: string) =>
        hasRole(caller, role) || call.sent(name) ? body[name] : order.header[name]
      // As with an order that is created: what it is begun with stays where nothing is said.
      const address = (name: 'BillingAddressID' | 'ShippingAddressID') =>
        body[name] ?? (isNew ? order.header[name] : null)
      const wish = {
        ...body,
        BillingAddressID: address('BillingAddressID'),
        ShippingAddressID: address('ShippingAddressID'),
        ShippingCost: cost('ShippingCost', 'OverrideShipping'),
        TaxCost: cost('TaxCost', 'OverrideTax'),
      }
      return { order: await changedOrder(call, order, read.addresses, wish) }
    },
    otherwise: (call, read) =>
      // Where there are no parties, this refuses; else all that creating needs has been read.
      createOrder(call, partiesOf(call), call.body.ID || call.params.orderID!, read as CreationRead),
  })

/** The header, wherever its order is named. */
export const header = (place: Place) => [get(place), patch(place), save(place)]

export const operations = [...header(byID), create]
