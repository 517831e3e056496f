import { sql } from 'drizzle-orm'
import {
  assignedBuyer,
  computed,
  count,
  flag,
  hidden,
  int,
  optionalFlag,
  ref,
  required,
  text,
  xp,
} from '../../api/field.ts'
import { at } from '../columns.ts'
import { table } from '../table.ts'
import { placeTriggers } from './listing-triggers.ts'

/** Categories, a tree per catalogue; IDs are unique within the catalogue only. */
export const categories = table('categories', {
  keys: ['CatalogID', 'ID'],
  fields: {
    Name: required(text(100)),
    Description: text(2000),
    ListOrder: int({ min: 0 }),
    Active: flag(),
    ParentID: ref('Category'),
    ChildCount: computed(
      count(),
      (alias) => sql`(select count(*) from categories ch where ch.Marketplace = ${at(alias, 'Marketplace')}
        and ch.CatalogID = ${at(alias, 'CatalogID')} and ch.ParentID = ${at(alias, 'ID')})`,
    ),
    xp: xp(),
    /** Immutable identity: shelves are named after it. */
    Key: hidden(required(text())),
  },
  references: [
    { columns: ['CatalogID'], to: 'catalogs', onDelete: 'remove' },
    { columns: ['CatalogID', 'ParentID'], to: 'categories', onDelete: 'remove' },
  ],
})

/** Who sees a category and its products; null flags inherit. */
export const categoryAssignments = table('category_assignments', {
  keys: ['CatalogID', 'CategoryID', 'BuyerID', 'UserGroupID'],
  fields: {
    CategoryID: required(ref('Category')),
    BuyerID: assignedBuyer(),
    UserGroupID: ref('UserGroup'),
    Visible: optionalFlag(),
    ViewAllProducts: optionalFlag(),
  },
  references: [
    { columns: ['CatalogID', 'CategoryID'], to: 'categories', onDelete: 'remove' },
    { columns: ["'Buyer'", 'BuyerID'], to: 'companies', onDelete: 'remove', kept: true },
    {
      columns: ["'Buyer'", 'BuyerID', 'UserGroupID'],
      to: 'groups',
      onDelete: 'remove',
      kept: true,
    },
  ],
})

/** Which products stand in a category, and where in its order. */
export const categoryProducts = table('category_products', {
  keys: ['CatalogID', 'CategoryID', 'ProductID'],
  fields: { CategoryID: required(ref('Category')), ProductID: required(ref('Product')), ListOrder: int() },
  references: [
    { columns: ['CatalogID', 'CategoryID'], to: 'categories', onDelete: 'remove' },
    { columns: ['ProductID'], to: 'products', onDelete: 'remove' },
  ],
  indexes: [['CatalogID', 'CategoryID', 'ListOrder', 'ProductID']],
  triggers: placeTriggers,
})
