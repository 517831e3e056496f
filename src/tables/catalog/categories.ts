import { computed, count, flag, hidden, int, optionalFlag, ref, required, text, xp } from '../../api/field.ts'
import { at } from '../columns.ts'
import { assignedBuyerID, assignedGroupID } from '../organizations/parties.ts'
import { keyColumn, owned } from '../reference.ts'
import { sql } from '../sql.ts'
import { table } from '../table.ts'
import { categoryTriggers, placeTriggers } from './listing-triggers.ts'

/** Categories, a tree per catalogue; IDs are unique within the catalogue only. */
export const categories = table('categories', {
  keys: ['CatalogID', 'ID'],
  moves: [{ version: 'ShopVersion' }],
  triggers: categoryTriggers,
  fields: {
    CatalogID: owned(keyColumn(), 'catalogs'),
    Name: required(text(100)),
    Description: text(2000),
    ListOrder: int({ min: 0 }),
    Active: flag(),
    ParentID: owned(ref('Category'), 'categories', { with: ['CatalogID'] }),
    ChildCount: computed(
      count(),
      (alias) => sql`(select count(*) from categories ch where ch.Marketplace = ${at(alias, 'Marketplace')}
        and ch.CatalogID = ${at(alias, 'CatalogID')} and ch.ParentID = ${at(alias, 'ID')})`,
    ),
    xp: xp(),
    /** Immutable identity: shelves are named after it. */
    Key: hidden(required(text())),
  },
})

/** Who sees a category and its products; null flags inherit. */
export const categoryAssignments = table('category_assignments', {
  keys: ['CatalogID', 'CategoryID', 'BuyerID', 'UserGroupID'],
  fields: {
    CategoryID: owned(required(ref('Category')), 'categories', { with: ['CatalogID'] }),
    BuyerID: assignedBuyerID(),
    UserGroupID: assignedGroupID(),
    Visible: optionalFlag(),
    ViewAllProducts: optionalFlag(),
  },
})

/** Which products stand in a category, and where in its order. */
export const categoryProducts = table('category_products', {
  keys: ['CatalogID', 'CategoryID', 'ProductID'],
  moves: [{ version: 'ShopVersion' }],
  fields: {
    CategoryID: owned(required(ref('Category')), 'categories', { with: ['CatalogID'] }),
    ProductID: owned(required(ref('Product')), 'products'),
    ListOrder: int(),
  },
  indexes: [['CatalogID', 'CategoryID', 'ListOrder', 'ProductID']],
  triggers: placeTriggers,
})
