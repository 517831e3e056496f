/** The columns of a table whose changes are told: what the wire shows of it, but for some, and some that it shows in another form. */
export interface ToldColumns {
  table: string
  /** What changes with each sign-in. */
  but?: readonly string[]
  also?: readonly string[]
}

/** A kind of object whose changes are told to who keeps a copy of it. */
interface Synchronized extends ToldColumns {
  /** The columns that name an object as its path does. */
  key: readonly string[]
  /** Which rows of the table, where not all; `{row}` stands for the row. */
  which?: string
  /** Any change is told. */
  whole?: true
  /** Rows of other tables that an object is told with, by the column that names it. */
  parts?: readonly (ToldColumns & { column: string })[]
}

const usersOf = (kind: 'Buyer' | 'Seller' | 'Supplier') => ({
  table: 'users',
  which: `{row}."Kind" = '${kind}' AND {row}."BuiltIn" IS NOT 1`,
  but: ['LastActive', 'PasswordLastSetDate'],
})
const companiesOf = (kind: 'Buyer' | 'Supplier') => ({
  table: 'companies',
  key: ['ID'],
  which: `{row}."Kind" = '${kind}'`,
})

/** What can be synchronized, by the end of its path. */
export const synchronized = {
  adminusers: { ...usersOf('Seller'), key: ['ID'] },
  buyers: companiesOf('Buyer'),
  'buyers/users': { ...usersOf('Buyer'), key: ['Company', 'ID'] },
  'buyers/usergroups': { table: 'groups', key: ['Company', 'ID'], which: `{row}."Kind" = 'Buyer'` },
  categories: { table: 'categories', key: ['CatalogID', 'ID'] },
  catalogs: { table: 'catalogs', key: ['ID'] },
  suppliers: companiesOf('Supplier'),
  'suppliers/users': { ...usersOf('Supplier'), key: ['Company', 'ID'] },
  'products/inventoryrecords': { table: 'inventory_records', key: ['ProductID', 'ID'] },
  products: {
    table: 'products',
    key: ['ID'],
    // Of its stock all but the quantity, which each sale changes, and of which other messages tell.
    also: ['InventoryEnabled', 'NotificationPoint', 'VariantLevelTracking', 'OrderCanExceed'],
    parts: [
      { table: 'product_assignments', column: 'ProductID' },
      { table: 'product_catalogs', column: 'ProductID' },
      { table: 'category_products', column: 'ProductID' },
      { table: 'spec_product_assignments', column: 'ProductID' },
      { table: 'variants', column: 'ProductID', also: ['NotificationPoint'] },
    ],
  },
  // An order is told with its lines, and its row moves with whatever becomes of them.
  orders: {
    table: 'orders',
    key: ['Leg', 'ID'],
    which: `{row}."IsSubmitted" = 1 AND {row}."Leg" <> 'Subscription'`,
    whole: true,
  },
} as const satisfies Record<string, Synchronized>

/** A name of what can be synchronized. */
export type Entity = keyof typeof synchronized

/** The same, as a trigger's maker wants them. */
export const entities = Object.entries(synchronized) as [Entity, Synchronized][]

/** The tables by whose triggers something is told. */
export const tellingTables: string[] = [
  ...new Set([
    ...entities.flatMap(([, { table, parts = [] }]) => [table, ...parts.map((part) => part.table)]),
    'price_schedules',
    'specs',
    'spec_options',
  ]),
]
