import { PASSWORD } from '../demo/demo.ts'
import type { SeedFile } from '../seed/file.ts'
import { CONNECTIONS, type Request } from './load.ts'

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

/** Users who fill carts at once: of each there is one. */
export const SHOPPERS = Array.from({ length: CONNECTIONS }, (_, i) => `shopper${i}`)

/** Them, beside buyer01 of the demo. */
export const cartObjects: SeedFile = {
  Objects: {
    Users: SHOPPERS.map((ID) => ({
      ID,
      BuyerID: 'acme',
      Username: ID,
      Password: PASSWORD,
      FirstName: 'Sam',
      LastName: 'Shopper',
      Email: `${ID}@acme.example`,
      Active: true,
    })),
  },
  Assignments: {
    UserGroupAssignments: SHOPPERS.map((UserID) => ({
      BuyerID: 'acme',
      UserGroupID: 'purchasing',
      UserID,
    })),
  },
}

/** How a company buys, from the first line of a cart, with a promotion of the demo for two of three: six requests. */
export const cartCheckout: Request[] = [
  ...PRODUCTS.map((ProductID) => ({
    method: 'POST',
    path: '/v1/cart/lineitems',
    body: { ProductID, Quantity: 12 },
  })),
  { method: 'POST', path: '/v1/cart/promotions/GLOVES15' },
  { method: 'POST', path: '/v1/cart/payments', body: { Type: 'PurchaseOrder' } },
  { method: 'POST', path: '/v1/cart/submit' },
]
