import type { Fields, ValuesOf } from '../../api/field.ts'
import { present } from '../../api/model.ts'
import type { products } from '../../tables/catalog/products.ts'
import type { variants } from '../../tables/catalog/variants.ts'
import { lineProductFields, lineVariantFields } from '../../tables/orders/line-items.ts'
import { promotions } from '../../tables/orders/promotions.ts'
import { addressFields } from '../../tables/organizations/addresses.ts'
import type { Row } from '../../tables/table.ts'
import type { LineRow, PromotionRow, ShownAddress } from './order-state.ts'

/** Just these properties of an object. */
const only = <F extends Fields>(fields: F, of: object): ValuesOf<F> =>
  // `present` makes exactly these properties of it.
  present({ fields }, { ...of }) as ValuesOf<F>

/** What orders, lines and shipments show, and from Open on keep, of an address … */
export const shownAddress = (address: ShownAddress): ShownAddress => only(addressFields, address)

/** … of an address as nobody's but the order's: without an ID … */
export const oneTime = (address: ShownAddress): ShownAddress => ({
  ...shownAddress(address),
  ID: null,
  DateCreated: null,
})

/** … of a product … */
export const shownProduct = (product: Row<typeof products>): LineRow['LiveProduct'] =>
  only(lineProductFields, { ...product, QuantityMultiplier: product.QuantityMultiplier ?? 1 })

/** … of the variant that a line's answers choose … */
export const shownVariant = (variant: Row<typeof variants> | null): LineRow['LiveVariant'] =>
  variant && only(lineVariantFields, variant)

/** … and of a promotion, whose ID is the order's own to tell. */
export const shownPromotion = (promotion: Row<typeof promotions>): PromotionRow['Agreed'] =>
  only(promotions.fields, promotion)
