/** A kind of object whose changes are told to who keeps a copy of it. */
interface Synchronized {
  /** Its table, and the columns that name an object as its path does. */
  table: string
  key: readonly string[]
  /** Which rows of the table, where not all; `{row}` stands for the row. */
  which?: string
  /** Columns whose changes are told; absent: any change. What changes with each sign-in or sale has no place here. */
  columns?: readonly string[]
  /** Rows of other tables that an object is told with, by the column that names it, and perhaps which of them. */
  parts?: readonly { table: string; column: string; columns?: readonly string[] }[]
}

const users = [
  'Company',
  'ID',
  'Username',
  'FirstName',
  'LastName',
  'Email',
  'Phone',
  'TermsAccepted',
  'Active',
  'xp',
]
const companies = ['ID', 'Name', 'Active', 'GroupID', 'DefaultCatalogID', 'AllBuyersCanOrder', 'xp']

/** What can be synchronized, by the end of its path. */
export const synchronized = {
  adminusers: {
    table: 'users',
    key: ['ID'],
    which: `{row}."Kind" = 'Seller' AND {row}."BuiltIn" IS NOT 1`,
    columns: users,
  },
  buyers: { table: 'companies', key: ['ID'], which: `{row}."Kind" = 'Buyer'`, columns: companies },
  'buyers/users': {
    table: 'users',
    key: ['Company', 'ID'],
    which: `{row}."Kind" = 'Buyer' AND {row}."BuiltIn" IS NOT 1`,
    columns: users,
  },
  'buyers/usergroups': { table: 'groups', key: ['Company', 'ID'], which: `{row}."Kind" = 'Buyer'` },
  categories: { table: 'categories', key: ['CatalogID', 'ID'] },
  catalogs: { table: 'catalogs', key: ['ID'] },
  suppliers: { table: 'companies', key: ['ID'], which: `{row}."Kind" = 'Supplier'`, columns: companies },
  'suppliers/users': {
    table: 'users',
    key: ['Company', 'ID'],
    which: `{row}."Kind" = 'Supplier' AND {row}."BuiltIn" IS NOT 1`,
    columns: users,
  },
  'products/inventoryrecords': { table: 'inventory_records', key: ['ProductID', 'ID'] },
  products: {
    table: 'products',
    key: ['ID'],
    columns: [
      ...[
        'ID',
        'OwnerID',
        'DefaultPriceScheduleID',
        'AutoForward',
        'ParentID',
        'IsParent',
        'IsBundle',
        'Name',
      ],
      ...[
        'Description',
        'QuantityMultiplier',
        'ShipWeight',
        'ShipHeight',
        'ShipWidth',
        'ShipLength',
        'Active',
      ],
      ...[
        'SpecCount',
        'VariantCount',
        'ShipFromAddressID',
        'DefaultSupplierID',
        'AllSuppliersCanSell',
        'Returnable',
      ],
      ...['xp', 'InventoryEnabled', 'NotificationPoint', 'VariantLevelTracking', 'OrderCanExceed'],
    ],
    parts: [
      { table: 'product_assignments', column: 'ProductID' },
      { table: 'product_catalogs', column: 'ProductID' },
      { table: 'category_products', column: 'ProductID' },
      {
        table: 'variants',
        column: 'ProductID',
        columns: ['ID', 'Name', 'Description', 'Active', 'ShipWeight', 'Specs', 'xp'],
      },
    ],
  },
  orders: {
    table: 'orders',
    key: ['Leg', 'ID'],
    which: `{row}."IsSubmitted" = 1 AND {row}."Leg" <> 'Subscription'`,
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
  ]),
]
