import {
  computed,
  count,
  flag,
  hidden,
  initially,
  int,
  list,
  object,
  price,
  ref,
  required,
  text,
  timestamp,
  xp,
} from '../../api/field.ts'
import { at } from '../columns.ts'
import { assignedBuyerID, assignedGroupID, buyersAssigned, ownerID } from '../organizations/parties.ts'
import { kept, keyColumn, link, owned } from '../reference.ts'
import { sql } from '../sql.ts'
import { table } from '../table.ts'

/** Prices from a quantity on. */
export const breakFields = {
  Quantity: required(count({ min: 0 })),
  Price: required(price({ min: 0 })),
  SalePrice: price({ min: 0 }),
  SubscriptionPrice: price({ min: 0 }),
  BundlePrice: price({ min: 0 }),
}

/** Prices by quantity; which one applies to whom is decided by assignments and defaults. */
export const priceSchedules = table('price_schedules', {
  keys: ['ID'],
  moves: [{ version: 'ShopVersion' }],
  fields: {
    OwnerID: ownerID(),
    Name: required(text(100)),
    ApplyTax: flag(),
    ApplyShipping: flag(),
    MinQuantity: initially(int({ min: 1 }), 1),
    MaxQuantity: int({ min: 1 }),
    UseCumulativeQuantity: flag(),
    RestrictedQuantity: flag(),
    PriceBreaks: list(object('PriceBreak', breakFields), 200),
    Currency: text(100),
    SaleStart: timestamp(),
    SaleEnd: timestamp(),
    IsOnSale: computed(flag()),
    xp: xp(),
    /** Price of the first break: of several schedules that tie, the cheapest applies. */
    FirstPrice: hidden(price()),
  },
})

/** Percentages off, by quantity. */
const discountBreak = {
  Quantity: required(count({ min: 1 })),
  Amount: required(price({ min: 0.000001, max: 100 })),
}

/** What lowers prices in percent, whatever schedule they come from: of a product, a category, a catalogue, or of all. */
export const discounts = table('discounts', {
  keys: ['ID'],
  moves: [{ version: 'ShopVersion' }],
  fields: {
    Description: text(2000),
    DiscountBreaks: required(list(object('DiscountBreak', discountBreak), 200)),
    ProductFilter: text(2000),
    // Without what it is on, it would be on everything.
    CatalogID: owned(ref('Catalog'), 'catalogs'),
    CategoryID: owned(ref('Category'), 'categories', { with: ['CatalogID'] }),
    ProductID: owned(ref('Product'), 'products'),
    xp: xp(),
  },
})

/** Whom a discount is for: a group of buyers, a buyer, or a group of its users. */
export const discountAssignments = table('discount_assignments', {
  keys: ['DiscountID', 'BuyerGroupID', 'BuyerID', 'UserGroupID'],
  fields: {
    DiscountID: owned(required(ref('Discount')), 'discounts'),
    ...buyersAssigned(),
    UserGroupID: assignedGroupID(),
  },
})

/** Products given to a buyer or one of its groups directly, mostly with a price of its own. */
export const productAssignments = table('product_assignments', {
  keys: ['ProductID', 'BuyerID', 'UserGroupID', 'SellerID'],
  moves: [{ version: 'CatalogVersion' }],
  fields: {
    SellerID: kept(ref('Supplier'), 'companies', {
      with: ["'Supplier'"],
      onDelete: 'remove',
      // Whose price it is follows from the schedule, and no write names a seller that is not there.
      when: (alias) => sql`${at(alias, 'SellerID')} <> ${at(alias, 'Marketplace')}`,
    }),
    ProductID: owned(required(ref('Product')), 'products'),
    BuyerID: assignedBuyerID(),
    UserGroupID: assignedGroupID(),
    PriceScheduleID: link(ref('PriceSchedule'), 'price_schedules', { onDelete: 'clear' }),
  },
  indexes: [['BuyerID', 'UserGroupID', 'ProductID']],
})

/** Suppliers that sell a product: related by the marketplace owner, or by themselves where the product lets them. */
export const productSuppliers = table('product_suppliers', {
  keys: ['ProductID', 'SupplierID'],
  moves: [{ version: 'ShopVersion' }],
  fields: {
    ProductID: owned(keyColumn(), 'products'),
    SupplierID: kept(keyColumn(), 'companies', { with: ["'Supplier'"], onDelete: 'remove' }),
    DefaultPriceScheduleID: link(ref('PriceSchedule'), 'price_schedules', { onDelete: 'clear' }),
  },
})
