/** Where a product stands that has no `ListOrder`: behind those that have one. */
const LAST = 2_147_483_647

/**
 * Lists products `p` anew: each stands at the first of its own and its parent's places `k`.
 * @param products condition on `p`
 * @param places condition on `k`
 */
const listAnew = (products: string, places = '1') => `
  INSERT INTO "listed_products" ("Marketplace", "ProductID", "CatalogID", "CategoryID", "Place", "OwnerID", "Name", "Version")
    SELECT p."Marketplace", p."ID", k."CatalogID", k."CategoryID", min(coalesce(k."ListOrder", ${LAST})), p."OwnerID", p."Name", 1
    FROM "products" p CROSS JOIN "category_products" k ON k."Marketplace" = p."Marketplace" AND k."ProductID" IN (p."ID", p."ParentID")
    WHERE ${products} AND ${places} GROUP BY p."ID", k."CatalogID", k."CategoryID";`

/** A product and its child products in one category, after something about its place there has changed. */
const placeChanged = (row: 'NEW' | 'OLD') => {
  const family = `p."Marketplace" = ${row}."Marketplace" AND (p."ID" = ${row}."ProductID" OR p."ParentID" = ${row}."ProductID")`
  const category = (alias: string) =>
    `${alias}."CatalogID" = ${row}."CatalogID" AND ${alias}."CategoryID" = ${row}."CategoryID"`
  return `BEGIN
  DELETE FROM "listed_products" WHERE "Marketplace" = ${row}."Marketplace" AND ${category('"listed_products"')}
    AND "ProductID" IN (SELECT p."ID" FROM "products" p WHERE ${family});${listAnew(family, category('k'))}
END;`
}

/** What keeps `listed_products` true of the places of products. */
export const placeTriggers = [
  `CREATE TRIGGER "category_products_listed_insert" AFTER INSERT ON "category_products" ${placeChanged('NEW')}`,
  `CREATE TRIGGER "category_products_listed_update" AFTER UPDATE OF "ListOrder" ON "category_products" ${placeChanged('NEW')}`,
  `CREATE TRIGGER "category_products_listed_delete" AFTER DELETE ON "category_products" ${placeChanged('OLD')}`,
]

const PRODUCT = 'p."Marketplace" = NEW."Marketplace" AND p."ID" = NEW."ID"'

const forget = (row: 'NEW' | 'OLD') =>
  `DELETE FROM "listed_products" WHERE "Marketplace" = ${row}."Marketplace" AND "ProductID" = ${row}."ID";`

/** What keeps it true of the products themselves. */
export const productTriggers = [
  `CREATE TRIGGER "products_listed_insert" AFTER INSERT ON "products" WHEN NEW."ParentID" IS NOT NULL BEGIN${listAnew(PRODUCT)}
END;`,
  // A renamed parent has gone by its old ID when its children learn the new one: they stay in its family, and listed.
  `CREATE TRIGGER "products_listed_family" AFTER UPDATE OF "ParentID" ON "products" WHEN NEW."ParentID" IS NOT OLD."ParentID"
  AND (OLD."ParentID" IS NULL OR EXISTS
    (SELECT 1 FROM "products" o WHERE o."Marketplace" = OLD."Marketplace" AND o."ID" = OLD."ParentID")) BEGIN
  ${forget('NEW')}${listAnew(PRODUCT)}
END;`,
  `CREATE TRIGGER "products_listed_update" AFTER UPDATE OF "OwnerID", "Name" ON "products"
  WHEN NEW."OwnerID" IS NOT OLD."OwnerID" OR NEW."Name" IS NOT OLD."Name" BEGIN
  UPDATE "listed_products" SET "OwnerID" = NEW."OwnerID", "Name" = NEW."Name"
    WHERE "Marketplace" = NEW."Marketplace" AND "ProductID" = NEW."ID";
END;`,
  `CREATE TRIGGER "products_listed_delete" AFTER DELETE ON "products" BEGIN
  ${forget('OLD')}
END;`,
]

/** A row of the same catalogue as the one that changes. */
const inCatalog = (alias: string) =>
  `${alias}."Marketplace" = NEW."Marketplace" AND ${alias}."CatalogID" = NEW."CatalogID"`

/** The categories above the one that a column of the changed row names, as a table of IDs. */
const above = (column: 'ID' | 'CategoryID') => `(WITH RECURSIVE above("ID") AS (
      SELECT k."ParentID" FROM "categories" k WHERE ${inCatalog('k')} AND k."ID" = NEW."${column}"
      UNION SELECT k."ParentID" FROM above a CROSS JOIN "categories" k ON ${inCatalog('k')} AND k."ID" = a."ID")
      SELECT "ID" FROM above WHERE "ID" IS NOT NULL)`

/** The changed category and those below it, as a table of IDs. */
const below = `(WITH RECURSIVE below("ID") AS (SELECT NEW."ID"
      UNION SELECT k."ID" FROM below b CROSS JOIN "categories" k ON ${inCatalog('k')} AND k."ParentID" = b."ID")
      SELECT "ID" FROM below)`

/** Lists the place `l` in the branches of the categories `a`. */
const listInBranches = (l: string, from: string) => `
  INSERT INTO "branch_products" ("Marketplace", "ProductID", "CatalogID", "CategoryID", "AncestorID", "Place", "OwnerID", "Name", "Version")
    SELECT ${['Marketplace', 'ProductID', 'CatalogID', 'CategoryID'].map((c) => `${l}."${c}"`).join(', ')}, a."ID", ${l}."Place", ${l}."OwnerID", ${l}."Name", 1
    FROM ${from};`

/** The rows of `branch_products` of a listed place. */
const ofPlace = (row: 'NEW' | 'OLD') =>
  ['Marketplace', 'ProductID', 'CatalogID', 'CategoryID'].map((c) => `"${c}" = ${row}."${c}"`).join(' AND ')

/** What keeps `branch_products` true of the places that are listed. */
export const listedTriggers = [
  `CREATE TRIGGER "listed_products_branch_insert" AFTER INSERT ON "listed_products" BEGIN${listInBranches('NEW', `${above('CategoryID')} a`)}
END;`,
  `CREATE TRIGGER "listed_products_branch_update" AFTER UPDATE OF "Place", "OwnerID", "Name" ON "listed_products" BEGIN
  UPDATE "branch_products" SET "Place" = NEW."Place", "OwnerID" = NEW."OwnerID", "Name" = NEW."Name" WHERE ${ofPlace('NEW')};
END;`,
  `CREATE TRIGGER "listed_products_branch_delete" AFTER DELETE ON "listed_products" BEGIN
  DELETE FROM "branch_products" WHERE ${ofPlace('OLD')};
END;`,
]

/** What keeps it true of the tree: what stands in a category that moves, or below it, leaves some branches and enters others. */
export const categoryTriggers = [
  // A renamed category has gone by its old ID when those below it learn the new one: they stay where they are.
  `CREATE TRIGGER "categories_branch_move" AFTER UPDATE OF "ParentID" ON "categories" WHEN NEW."ParentID" IS NOT OLD."ParentID"
  AND (OLD."ParentID" IS NULL OR EXISTS
    (SELECT 1 FROM "categories" o WHERE ${inCatalog('o')} AND o."ID" = OLD."ParentID")) BEGIN
  DELETE FROM "branch_products" WHERE rowid IN (SELECT p.rowid FROM ${below} b
    CROSS JOIN "listed_products" l ON ${inCatalog('l')} AND l."CategoryID" = b."ID"
    CROSS JOIN "branch_products" p ON ${inCatalog('p')} AND p."ProductID" = l."ProductID" AND p."CategoryID" = l."CategoryID"
      AND p."AncestorID" NOT IN ${below});${listInBranches(
        'l',
        `${below} b CROSS JOIN "listed_products" l ON ${inCatalog('l')} AND l."CategoryID" = b."ID" CROSS JOIN ${above('ID')} a`,
      )}
END;`,
]
