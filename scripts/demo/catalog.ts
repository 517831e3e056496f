import type { Item, SeedFile } from '../seed/file.ts'

const CATALOG = 'industrial'
const BUYER = 'acme'
const SUPPLIER_WAREHOUSE = 'northwind-dayton'
/** Part of the list price that a contract takes off. */
const CONTRACT_DISCOUNT = 0.12

interface Category {
  Name: string
  Description?: string
  Categories?: Record<string, Category>
  Products?: Record<string, Product>
}

interface Product {
  Name: string
  Description: string
  Brand: string
  Color: string
  Material: string
  Size?: string
  Unit?: string
  Price: number
  Stock: number
  Weight: number
  Supplier?: string
  Contract?: boolean
  /** Part of the price that a sale takes off. */
  Sale?: number
  Backorder?: boolean
  /** Stock is counted for each of its variants. */
  ByVariant?: boolean
}

/**
 * Objects and assignments of the catalogue, from the short form in which a person writes it.
 * @param pictureOf the address of the picture that products of a category have
 */
export function catalogObjects(
  tree: Record<string, Category>,
  pictureOf: (category: string) => string,
): SeedFile {
  const file = {
    Objects: { Categories: [] as Item[], PriceSchedules: [] as Item[], Products: [] as Item[] },
    Assignments: {
      ProductCatalogAssignments: [] as Item[],
      CategoryProductAssignments: [] as Item[],
      ProductAssignments: [] as Item[],
    },
  }
  const { Objects, Assignments } = file
  const walk = (categories: Record<string, Category>, ParentID: string | null) => {
    for (const [index, [ID, category]] of Object.entries(categories).entries()) {
      const { Name, Description = null } = category
      Objects.Categories.push({
        CatalogID: CATALOG,
        ID,
        Name,
        Description,
        ParentID,
        ListOrder: index + 1,
        Active: true,
      })
      for (const [at, [ProductID, product]] of Object.entries(category.Products ?? {}).entries()) {
        Objects.PriceSchedules.push(schedule(ProductID, product.Name, product.Price, product.Sale))
        Objects.Products.push(productOf(ProductID, product, pictureOf(ID)))
        Assignments.ProductCatalogAssignments.push({ CatalogID: CATALOG, ProductID })
        Assignments.CategoryProductAssignments.push({
          CatalogID: CATALOG,
          CategoryID: ID,
          ProductID,
          ListOrder: at + 1,
        })
        if (!product.Contract) continue
        const PriceScheduleID = `${ProductID}-${BUYER}`
        Objects.PriceSchedules.push(
          schedule(PriceScheduleID, product.Name, product.Price * (1 - CONTRACT_DISCOUNT)),
        )
        Assignments.ProductAssignments.push({ ProductID, BuyerID: BUYER, PriceScheduleID })
      }
      walk(category.Categories ?? {}, ID)
    }
  }
  walk(tree, null)
  return file
}

function productOf(ID: string, product: Product, picture: string): Item {
  const {
    Name,
    Description,
    Brand,
    Color,
    Material,
    Size,
    Unit = 'each',
    Stock,
    Weight,
    Supplier,
    Backorder = false,
    ByVariant = false,
  } = product
  return {
    ID,
    Name: Size ? `${Name}, size ${Size}` : Name,
    Description,
    Active: true,
    DefaultPriceScheduleID: ID,
    DefaultSupplierID: Supplier ?? null,
    ShipFromAddressID: Supplier ? SUPPLIER_WAREHOUSE : 'warehouse-east',
    ShipWeight: Weight,
    Returnable: true,
    Inventory: {
      Enabled: true,
      QuantityAvailable: Stock,
      NotificationPoint: 25,
      OrderCanExceed: Backorder,
      VariantLevelTracking: ByVariant,
    },
    xp: {
      Brand,
      Color,
      Material,
      Unit,
      ...(Size ? { Size } : {}),
      // Drawings lose nothing at any size: one file is both.
      Images: [{ Url: picture, ThumbnailUrl: picture }],
    },
  }
}

/** Quantities from which a unit costs less, and by how much; dear things by fewer. */
const breaks = (price: number): [quantity: number, discount: number][] =>
  price < 10
    ? [
        [1, 0],
        [24, 0.08],
        [96, 0.15],
      ]
    : price < 60
      ? [
          [1, 0],
          [12, 0.06],
          [48, 0.12],
        ]
      : [
          [1, 0],
          [5, 0.05],
          [20, 0.1],
        ]

const schedule = (ID: string, Name: string, price: number, sale?: number): Item => ({
  ID,
  Name,
  ApplyTax: true,
  ApplyShipping: true,
  // A sale without an end runs until somebody ends it.
  ...(sale ? { SaleStart: '2026-01-01T00:00:00.000Z' } : {}),
  PriceBreaks: breaks(price).map(([Quantity, discount]) => ({
    Quantity,
    Price: cents(price * (1 - discount)),
    ...(sale ? { SalePrice: cents(price * (1 - discount) * (1 - sale)) } : {}),
  })),
})

const cents = (amount: number) => Math.round(amount * 100) / 100
