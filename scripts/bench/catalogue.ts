import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { toWire } from '../../src/api/time.ts'
import { hashPassword } from '../../src/auth/passwords/passwords.ts'
import { type Place, shelfID } from '../../src/catalog/visibility/shelves.ts'
import { initials } from '../../src/store/rows.ts'
import { catalogAssignments, catalogs, productCatalogs } from '../../src/tables/catalog/catalogs.ts'
import { categories, categoryAssignments, categoryProducts } from '../../src/tables/catalog/categories.ts'
import { productFacets } from '../../src/tables/catalog/counts.ts'
import { priceSchedules, productAssignments } from '../../src/tables/catalog/prices.ts'
import { products } from '../../src/tables/catalog/products.ts'
import { shelfMembers, shelves } from '../../src/tables/catalog/visibility.ts'
import { apiClients } from '../../src/tables/organizations/api-clients.ts'
import { companies } from '../../src/tables/organizations/companies.ts'
import { groupMembers, groups } from '../../src/tables/organizations/groups.ts'
import {
  securityProfileAssignments,
  securityProfiles,
} from '../../src/tables/organizations/security-profiles.ts'
import { users } from '../../src/tables/organizations/users.ts'
import { marketplaces } from '../../src/tables/portal/marketplaces.ts'
import { encodeRow, storedFields, type Table } from '../../src/tables/table.ts'

/** The API client of the marketplace that is made, and the password of its users. */
export const CLIENT = '5ca1e000-0000-4000-8000-000000000001'
export const PASSWORD = 'Wharf-Bench-2026'

const CATALOG = 'main'
const BUYERS = 50
const GROUPS = 3
/** Depth of the tree of categories. */
const DEPTH = 4
/** Products of which one … stands in no category, is inactive, has a price of its own for somebody. */
const [LOOSE, INACTIVE, PRICED] = [20, 50, 100]

const MATERIALS = [
  'Steel',
  'Copper',
  'Nylon',
  'Rubber',
  'Ceramic',
  'Brass',
  'Carbon',
  'Cotton',
  'Glass',
  'Oak',
]
const THINGS = [
  'Valve',
  'Glove',
  'Rope',
  'Hinge',
  'Filter',
  'Bolt',
  'Gasket',
  'Lamp',
  'Crate',
  'Brush',
  'Clamp',
]
const COLORS = ['Black', 'Blue', 'Green', 'Grey', 'Orange', 'Red', 'White', 'Yellow']
const FACETS = ['Color', 'Size', 'Brand']
const SIZES = ['XS', 'S', 'M', 'L', 'XL', 'XXL', 'One size']
const of = <T>(all: readonly T[], i: number) => all[i % all.length]!

const productID = (i: number) => `p${String(i).padStart(7, '0')}`
const categoryID = (i: number) => `c${String(i).padStart(6, '0')}`
const buyerID = (i: number) => `b${String(i).padStart(2, '0')}`
const groupID = (i: number) => `g${i}`
const scheduleID = (i: number) => `s${i}`

/** Where a category hangs in a tree of some size, each level as many times wider as the one above. */
function tree(size: number) {
  const width = Math.max(2, Math.ceil(size ** (1 / DEPTH)))
  const starts = [0, width]
  while (starts.at(-1)! < size) starts.push(starts.at(-1)! + width ** starts.length)
  return (i: number): number | null => {
    const level = starts.findLastIndex((s) => s <= i)
    return level === 0 ? null : starts[level - 1]! + Math.floor((i - starts[level]!) / width)
  }
}

const categoriesOf = (size: number) => Math.max(10, Math.round(size / 100))

/**
 * The category a group is given in a marketplace of so many products: with those below it, about a tenth of all, so that
 * the group sees the same part of every size.
 */
export function givenCategory(size: number): string {
  return categoryID(given(categoriesOf(size)))
}

function given(many: number): number {
  const parentOf = tree(many)
  const within = new Array<number>(many).fill(1)
  for (let i = many - 1; i >= 0; i--) {
    const parent = parentOf(i)
    if (parent !== null) within[parent]! += within[i]!
  }
  const far = (i: number) => Math.abs(within[i]! - many / 10)
  return within.reduce((best, _, i) => (far(i) < far(best) ? i : best), 0)
}

/** The file of a local database, as `wrangler dev --persist-to` lays it out. */
async function fileIn(state: string): Promise<string> {
  const folder = join(state, 'v3', 'd1')
  const names = await readdir(folder, { recursive: true })
  const found = names.find((n) => n.endsWith('.sqlite') && !n.includes('metadata'))
  if (!found) throw new Error(`no database in ${folder}`)
  return join(folder, found)
}

/**
 * Fills a migrated local database with a marketplace of so many products: a hundredth as many categories four deep, 50
 * buyers with groups, prices by buyer and group. It writes the file itself, since the API would take hours.
 * @returns seconds it took
 */
export async function fillCatalogue(state: string, size: number): Promise<number> {
  const started = performance.now()
  const db = new DatabaseSync(await fileIn(state), { enableForeignKeyConstraints: false })
  const statements = new Map<Table, { names: string[]; run: (values: SQLInputValue[]) => void }>()
  // Each size is a marketplace of its own: what a process knows of one is not taken for another's.
  const marketplace = `scale-${size}`
  const write = (t: Table, values: Record<string, unknown>) => {
    const row = encodeRow(t, {
      ...initials(t),
      ...values,
      ...(t.control ? {} : { Marketplace: marketplace }),
      Version: 1,
    })
    let known = statements.get(t)
    if (!known) {
      const names = Object.keys(storedFields(t))
      const text = `insert into "${t.name}" (${names.map((n) => `"${n}"`).join()}) values (${names.map(() => '?').join()})`
      const statement = db.prepare(text)
      known = { names, run: (all) => void statement.run(...all) }
      statements.set(t, known)
    }
    known.run(known.names.map((n) => row[n] ?? null))
  }
  const add = Object.assign(write, { marketplace })
  db.exec('pragma synchronous = off; begin')
  await organizations(add)
  catalogue(add, size)
  db.exec('commit')
  db.close()
  return (performance.now() - started) / 1000
}

/** Adds a row of the marketplace. */
type Add = ((t: Table, values: Record<string, unknown>) => void) & { marketplace: string }

/**
 * Two shoppers are asked with: `dense`, who sees all but one category, and `group`, who sees what a group is given.
 * `office` is the seller's, who may do everything.
 */
async function organizations(add: Add) {
  const now = toWire(Date.now())
  const PasswordHash = await hashPassword(PASSWORD)
  add(marketplaces, { ID: add.marketplace, Name: 'Scale', Active: true, DateCreated: now })
  add(companies, { Kind: 'Seller', ID: add.marketplace, Name: 'Scale', Active: true, DateCreated: now })
  const client = {
    AppName: 'Bench',
    Active: true,
    AccessTokenDuration: 600,
    AllowAnyBuyer: true,
    AllowSeller: true,
  }
  add(apiClients, { ID: CLIENT, ...client })
  add(securityProfiles, { ID: 'shopper', Name: 'Shopper', Roles: ['Shopper'], AllRoles: ['Shopper'] })
  add(securityProfiles, { ID: 'all', Name: 'All', Roles: ['FullAccess'], AllRoles: ['FullAccess'] })
  const user = (company: Record<'Kind' | 'Company', string>, ID: string) =>
    add(users, {
      ...company,
      ID,
      Key: `key-${ID}`,
      Username: ID,
      PasswordHash,
      PasswordLastSetDate: now,
      FirstName: 'Una',
      LastName: 'Ser',
      Email: `${ID}@example.com`,
      Active: true,
    })
  const seller = { Kind: 'Seller', Company: add.marketplace }
  user(seller, 'office')
  add(securityProfileAssignments, { ...seller, SecurityProfileID: 'all', UserID: null, UserGroupID: null })
  for (let b = 0; b < BUYERS; b++) {
    const of = { Kind: 'Buyer', Company: buyerID(b) }
    add(companies, {
      Kind: 'Buyer',
      ID: buyerID(b),
      Name: `Buyer ${b}`,
      Active: true,
      DefaultCatalogID: CATALOG,
    })
    add(securityProfileAssignments, { ...of, SecurityProfileID: 'shopper', UserID: null, UserGroupID: null })
    for (let g = 0; g < GROUPS; g++) add(groups, { ...of, ID: groupID(g), Name: `Group ${g}` })
    const ID = ['dense', 'group'][b] ?? `user${b}`
    user(of, ID)
    add(groupMembers, { ...of, UserGroupID: groupID(0), UserID: ID })
    const all = b !== 1
    add(catalogAssignments, {
      CatalogID: CATALOG,
      BuyerID: buyerID(b),
      ViewAllCategories: all,
      ViewAllProducts: all,
    })
  }
}

function catalogue(add: Add, size: number) {
  const many = categoriesOf(size)
  const parentOf = tree(many)
  for (const Name of FACETS) add(productFacets, { ID: Name, Name, XpPath: Name, ListOrder: 0, MinCount: 1 })
  add(catalogs, { ID: CATALOG, OwnerID: add.marketplace, Name: 'Main', Active: true, Key: CATALOG })
  for (let i = 0; i < many; i++) {
    const parent = parentOf(i)
    add(categories, {
      CatalogID: CATALOG,
      ID: categoryID(i),
      Key: categoryID(i),
      Name: `Category ${i}`,
      ListOrder: i,
      Active: true,
      ParentID: parent === null ? null : categoryID(parent),
    })
  }
  const assign = (BuyerID: string, UserGroupID: string | null, category: number, shown: boolean) =>
    add(categoryAssignments, {
      CatalogID: CATALOG,
      CategoryID: categoryID(category),
      BuyerID,
      UserGroupID,
      Visible: shown,
      ViewAllProducts: shown,
    })
  assign(buyerID(0), null, many - 1, false)
  assign(buyerID(1), groupID(0), given(many), true)

  const schedules = Math.max(10, Math.round(size / 10))
  for (let i = 0; i < schedules; i++) schedule(add, scheduleID(i), i)
  const counters = new Map<number | null, number>()
  for (let i = 0; i < size; i++) {
    // Scattered, so that what is in a category has nothing to do with what it is.
    const category = i % LOOSE === 0 ? null : (Math.imul(i, 2_654_435_761) >>> 0) % many
    const live = i % INACTIVE !== 0
    if (live) counters.set(category, (counters.get(category) ?? 0) + 1)
    product(add, i, category, schedules)
  }
  for (const [category, Live] of counters) {
    const places = placesOf(category)
    const ID = shelfID(places)
    add(shelves, { ID, Live })
    for (const { CatalogID, CategoryID } of places) add(shelfMembers, { Shelf: ID, CatalogID, CategoryID })
  }
}

/** A product stands in the catalogue, and in a category of it. */
const placesOf = (category: number | null): Place[] => [
  { CatalogID: CATALOG, CatalogKey: CATALOG, CategoryID: null, CategoryKey: null },
  ...(category === null
    ? []
    : [
        {
          CatalogID: CATALOG,
          CatalogKey: CATALOG,
          CategoryID: categoryID(category),
          CategoryKey: categoryID(category),
        },
      ]),
]

const shelfOf = new Map<number | null, string>()

function product(add: Add, i: number, category: number | null, schedules: number) {
  const ID = productID(i)
  const [material, thing] = [of(MATERIALS, Math.floor(i / THINGS.length)), of(THINGS, i)]
  const Shelf = shelfOf.get(category) ?? shelfID(placesOf(category))
  shelfOf.set(category, Shelf)
  const active = i % INACTIVE !== 0
  add(products, {
    RowKey: i + 1,
    ID,
    StockKey: ID,
    OwnerID: add.marketplace,
    Name: `${material} ${thing} ${i}`,
    // Nine in ten are said to be industrial, one in a hundred seaworthy, and one word is each product's own.
    Description: `${i % 10 === 0 ? 'Household' : 'Industrial'} ${thing.toLowerCase()} of ${material.toLowerCase()}${i % 100 === 7 ? ', seaworthy' : ''}. Ref ref${i}.`,
    DefaultPriceScheduleID: scheduleID(i % schedules),
    Active: active,
    Live: active,
    Shelf,
    DateCreated: toWire(1_700_000_000_000 + i * 1000),
    xp: {
      Color: of(COLORS, Math.floor(i / 110) * 7 + i),
      Size: of(SIZES, i * 3),
      Brand: `Brand ${i % 200}`,
      Grade: i % 1000,
    },
  })
  add(productCatalogs, { CatalogID: CATALOG, ProductID: ID })
  if (category !== null)
    add(categoryProducts, {
      CatalogID: CATALOG,
      CategoryID: categoryID(category),
      ProductID: ID,
      ListOrder: i,
    })
  if (i % PRICED === 3) {
    const buyer = Math.floor(i / PRICED) % BUYERS
    schedule(add, `own${i}`, i)
    add(productAssignments, {
      ProductID: ID,
      BuyerID: buyerID(buyer),
      UserGroupID: i % (2 * PRICED) === 3 ? groupID(0) : null,
      SellerID: add.marketplace,
      PriceScheduleID: `own${i}`,
    })
  }
}

function schedule(add: Add, ID: string, i: number) {
  const Price = 1 + (i % 500) / 4
  const PriceBreaks = [
    { Quantity: 1, Price, SalePrice: null, SubscriptionPrice: null, BundlePrice: null },
    { Quantity: 10, Price: Price * 0.9, SalePrice: null, SubscriptionPrice: null, BundlePrice: null },
  ]
  add(priceSchedules, {
    ID,
    OwnerID: add.marketplace,
    Name: ID,
    MinQuantity: 1,
    PriceBreaks,
    FirstPrice: Price,
  })
}
