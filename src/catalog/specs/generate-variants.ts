import { fail } from '../../api/errors.ts'
import { flag, optionalFlag } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { refuseForeign } from '../../resource/object-owner.ts'
import { operation } from '../../resource/operation.ts'
import { objectOf, show } from '../../resource/reading.ts'
import type { Call } from '../../store/call.ts'
import { answered } from '../../store/commit.ts'
import { relyOnAll, the } from '../../store/fact.ts'
import { remove, update } from '../../store/rows.ts'
import { plain } from '../../store/sql/sql.ts'
import { products } from '../../tables/catalog/products.ts'
import { variants } from '../../tables/catalog/variants.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { dropUnsubmittedLines, type Removal, repricedLines } from '../products/product-removal.ts'
import { declared, productModel } from '../products/products.ts'
import { variantStockRemoval } from '../stock/record-removal.ts'
import { specsOfProducts } from './product-specs.ts'
import { type Generated, MOST_VARIANTS, missingVariants } from './variant-matrix.ts'

/** Bytes of JSON one statement inserts from: a bound text may have two million. */
const MOST_AT_ONCE = 1_500_000

/** Rows of new variants, in as many statements as their size asks for: nearly always one. */
function insertions(call: Call, productID: string, active: boolean, rows: Generated[]): SQL[] {
  const chunks: string[][] = [[]]
  const bytes = new TextEncoder()
  let size = 0
  for (const { ID, Name, Specs, Combination } of rows) {
    const row = JSON.stringify([ID ?? call.newID(), Name, Specs, Combination, call.newID()])
    const length = bytes.encode(row).length + 1
    if (size + length > MOST_AT_ONCE) {
      chunks.push([])
      size = 0
    }
    chunks.at(-1)!.push(row)
    size += length
  }
  return chunks
    .filter((c) => c.length > 0)
    .map(
      (
        c,
      ) => sql`insert into variants (Marketplace, ProductID, ID, Name, Active, Specs, Combination, StockKey, RecordCount, Version)
      select ${call.marketplace}, ${productID}, j.value ->> 0, j.value ->> 1, cast(${active ? 1 : 0} as integer), j.value -> 2, j.value ->> 3, j.value ->> 4, 0, 1
      from json_each(${`[${c.join()}]`}) j`,
    )
}

const generate = operation({
  id: 'Products.GenerateVariants',
  method: 'POST',
  path: '/products/{productID}/variants/generate',
  roles: ['ProductAdmin'],
  users: ['Seller', 'Supplier'],
  query: { overwriteExisting: flag() },
  body: { model: model('VariantOverrides', { Active: optionalFlag() }) },
  response: productModel,
  status: 201,
  summary: 'Makes a variant of each combination of options that has none.',
  run: async (call) => {
    const { marketplace } = call
    const productID = call.params.productID!
    const overwrite = Boolean(call.query.overwriteExisting)
    const dropped: Removal = { marketplace, products: sql`(${productID})`, ofVariants: true }
    const read = await call.read({
      repriced: repricedLines(dropped),
      product: objectOf(declared, call),
      specs: specsOfProducts(marketplace, sql`${productID}`),
      present: plain<{ ID: string; Combination: string }>(
        sql`select ID, Combination from variants where Marketplace = ${marketplace} and ProductID = ${productID}`,
      ),
    })
    const product = the(read.product)
    refuseForeign(declared, call, product)
    if (product.IsParent || product.ParentID)
      throw fail(
        'Product.ParentChildProductsCannotHaveVariants',
        'Parent and child products have no variants.',
      )
    if (product.IsBundle) throw fail('Product.BundleProductCannotHaveVariants', 'Bundles have no variants.')
    const kept = overwrite ? [] : read.present
    const defining = relyOnAll(call, read.specs).filter((s) => s.DefinesVariant)
    const missing = missingVariants(product, defining, kept)
    if (!missing)
      throw fail('Variant.ExceededLimit', `A product has at most ${MOST_VARIANTS} variants.`, {
        ProductID: product.ID,
        Limit: MOST_VARIANTS,
      })
    const changes = {
      VariantCount: kept.length + missing.length,
      ...(overwrite ? { VariantQuantity: null } : {}),
      ...(overwrite && product.VariantLevelTracking ? { RecordCount: 0 } : {}),
    }
    const answer = show(declared, { ...product, ...changes }, call.now)
    return answered(call, answer, [
      // Of several at once one is first: the others find its variants.
      update(products, marketplace, { ID: product.ID }, product.Version, changes),
      ...(overwrite && read.present.length > 0
        ? [
            ...dropUnsubmittedLines(call, dropped, read.repriced),
            ...variantStockRemoval(marketplace, product.ID),
            remove(variants, marketplace, { ProductID: product.ID }),
          ]
        : []),
      ...insertions(call, product.ID, call.body.Active ?? product.Active, missing),
    ])
  },
})

export const operations = [generate]
