import { sql } from 'drizzle-orm'
import { hasRole } from '../../api/caller.ts'
import { notFound } from '../../api/errors.ts'
import { operation } from '../../resource/operation.ts'
import { patched } from '../../resource/writing.ts'
import { directionOf, orderKey, orderLock } from './access.ts'
import { changeOrder } from './change-order.ts'
import { createOrder, creationReads } from './create-order.ts'
import { decodeOrder, findOrder, loadOrder, orderColumns, orderFrom } from './load.ts'
import { ownerAddresses, userOfOrder } from './owner-addresses.ts'
import { orderModel, showOrder } from './present.ts'

type Values = Record<string, unknown>

const get = operation({
  id: 'Orders.Get',
  method: 'GET',
  path: '/orders/{direction}/{orderID}',
  roles: ['OrderAdmin', 'Shopper', 'OrderReader'],
  response: orderModel,
  status: 200,
  summary: 'Gets an order.',
  run: async (call) => {
    const { direction, orderID } = call.params
    const key = orderKey(call.caller, directionOf(direction), orderID!)
    const read = await call.read({
      order: {
        sql: sql`select ${orderColumns()} from ${orderFrom(call.marketplace)} where o.Marketplace = ${call.marketplace} and o.Key = ${key}`,
        decode: decodeOrder,
      },
    })
    if (!read.order[0]) throw notFound('Order', orderID)
    return showOrder(read.order[0])
  },
})

const create = operation({
  id: 'Orders.Create',
  method: 'POST',
  path: '/orders/{direction}',
  roles: ['OrderAdmin', 'Shopper'],
  body: { model: orderModel },
  response: orderModel,
  status: 201,
  creates: true,
  summary: 'Creates an order.',
  run: async (call) => {
    const body = call.body as Values
    const { parties, queries } = creationReads(call, body)
    const read = await call.read(queries)
    return createOrder(call, body, body.ID as string, parties, read as never)
  },
})

const patch = operation({
  id: 'Orders.Patch',
  method: 'PATCH',
  path: '/orders/{direction}/{orderID}',
  roles: ['OrderAdmin', 'Shopper'],
  lock: orderLock,
  body: { model: orderModel, partial: true },
  response: orderModel,
  status: 200,
  summary: 'Changes the properties sent of an order.',
  run: async (call) => {
    const body = call.body as Values
    const { order, lines, read } = await loadOrder(call, (key) => ({
      addresses: ownerAddresses(
        userOfOrder(call.marketplace, key),
        [body.BillingAddressID as string, body.ShippingAddressID as string],
        false,
      ),
    }))
    const shown = { ...order, ShippingAddressID: order.ShippingDiffers ? null : order.ShippingAddressID }
    return changeOrder(call, order, lines, read.addresses, patched(orderModel, shown, body))
  },
})

const save = operation({
  id: 'Orders.Save',
  method: 'PUT',
  path: '/orders/{direction}/{orderID}',
  roles: ['OrderAdmin', 'Shopper'],
  lock: orderLock,
  body: { model: orderModel },
  response: orderModel,
  status: 200,
  summary: 'Creates or replaces an order.',
  run: async (call) => {
    const body = call.body as Values
    const creation = tentative(() => creationReads(call, body))
    const { order, lines, read } = await findOrder(call, (key) => ({
      ...(creation.value?.queries ?? ({} as Record<string, never>)),
      own: ownerAddresses(
        userOfOrder(call.marketplace, key),
        [body.BillingAddressID as string, body.ShippingAddressID as string],
        false,
      ),
    }))
    if (!order) {
      if (!creation.value) throw creation.error
      return createOrder(
        call,
        body,
        (body.ID as string) || call.params.orderID!,
        creation.value.parties,
        read as never,
      )
    }
    // A cost the caller may not set keeps its value when it is left out.
    const cost = (name: 'ShippingCost' | 'TaxCost', role: string) =>
      hasRole(call.caller, role) || call.sent(name) ? body[name] : order[name]
    const costs = {
      ShippingCost: cost('ShippingCost', 'OverrideShipping'),
      TaxCost: cost('TaxCost', 'OverrideTax'),
    }
    return changeOrder(call, order, lines, read.own, {
      ...order,
      ...body,
      ...costs,
      ID: (body.ID as string) || order.ID,
    })
  },
})

/** What creating would need, or why it cannot be: that matters only if there is nothing to replace. */
function tentative<T>(of: () => T): { value: T; error?: never } | { value?: never; error: unknown } {
  try {
    return { value: of() }
  } catch (error) {
    return { error }
  }
}

export const operations = [get, create, save, patch]
