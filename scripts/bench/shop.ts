import type { Request } from './load.ts'

/** Products of the demo that orders of the benchmark are made of. */
export const PRODUCTS = ['BR-GL-310-M', 'KS-HH-100-WH', 'BR-DG-05-L']

/** What is measured: requests a shop makes. */
export const shop = {
  list: (): Request => ({ method: 'GET', path: '/v1/me/products?pageSize=20' }),
  product: (id: string): Request => ({ method: 'GET', path: `/v1/me/products/${id}` }),
  search: (): Request => ({ method: 'GET', path: '/v1/me/products?search=gloves' }),
  create: (ID: string): Request => ({ method: 'POST', path: '/v1/orders/Outgoing', body: { ID } }),
  addLine: (order: string, ProductID: string): Request => ({
    method: 'POST',
    path: `/v1/orders/Outgoing/${order}/lineitems`,
    body: { ProductID, Quantity: 12 },
  }),
  address: (order: string): Request => ({
    method: 'PATCH',
    path: `/v1/orders/Outgoing/${order}`,
    body: { ShippingAddressID: 'acme-gary' },
  }),
  submit: (order: string): Request => ({ method: 'POST', path: `/v1/orders/Outgoing/${order}/submit` }),
}

/** From looking for something to having ordered it: eight requests. */
export const checkout = (order: string): Request[] => [
  shop.search(),
  shop.product(PRODUCTS[0]!),
  shop.create(order),
  ...PRODUCTS.map((product) => shop.addLine(order, product)),
  shop.address(order),
  shop.submit(order),
]
