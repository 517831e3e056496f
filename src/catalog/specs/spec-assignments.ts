import { sql } from 'drizzle-orm'
import { fail, notFound } from '../../api/errors.ts'
import { sameIgnoringCase } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { rowQuery } from '../../resource/loose.ts'
import { operation } from '../../resource/operation.ts'
import { listOf } from '../../resource/reading.ts'
import { resource } from '../../resource/resource.ts'
import type { Call } from '../../store/call.ts'
import { commit } from '../../store/commit.ts'
import { insert, remove } from '../../store/rows.ts'
import { plain } from '../../store/sql/sql.ts'
import { specProductAssignments } from '../../tables/catalog/specs.ts'
import { at } from '../../tables/columns.ts'
import { declared as declaredSpecs, optionNotFound, specRoles, specUsers, touchSpec } from './specs.ts'

type Values = Record<string, unknown>

const assignmentModel = model('SpecProductAssignment', specProductAssignments.fields)

const declared = resource({
  id: 'Specs',
  table: specProductAssignments,
  model: assignmentModel,
  path: '/specs/productassignments/{productID}',
  scope: {},
  roles: specRoles,
  list: {
    search: ['SpecID', 'ProductID'],
    sort: ['SpecID', 'ProductID', 'DefaultOptionID', 'DefaultValue'],
    order: ['SpecID'],
    indexed: ['SpecID', 'ProductID'],
  },
  visible: (caller, alias) =>
    caller.kind === 'Seller'
      ? undefined
      : sql`exists (select 1 from specs vs where vs.Marketplace = ${caller.marketplace} and vs.ID = ${at(alias, 'SpecID')} and vs.OwnerID = ${caller.company})`,
})

const list = operation({
  id: 'Specs.ListProductAssignments',
  method: 'GET',
  path: '/specs/productassignments',
  roles: ['ProductReader', 'ProductAdmin'],
  users: specUsers.read,
  list: declared.list,
  response: assignmentModel,
  page: 'plain',
  status: 200,
  summary: 'Lists the assignments of specs to products.',
  run: (call) => listOf(declared, call),
})

const save = operation({
  id: 'Specs.SaveProductAssignment',
  method: 'POST',
  path: '/specs/productassignments',
  roles: specRoles.write,
  users: specUsers.write,
  body: { model: assignmentModel },
  status: 204,
  summary: 'Creates or overwrites the assignment of a spec to a product.',
  run: async (call) => {
    const m = call.marketplace
    const body = call.body as Values
    const { SpecID, ProductID } = body as { SpecID: string; ProductID: string }
    const DefaultOptionID = (body.DefaultOptionID as string | null) || null
    const read = await call.read({
      spec: rowQuery(declaredSpecs, call, SpecID),
      product: plain<Values>(
        sql`select ID, OwnerID, IsParent, ParentID, IsBundle from products where Marketplace = ${m} and ID = ${ProductID}`,
      ),
      option: plain<{ ID: string }>(
        sql`select ID from spec_options where Marketplace = ${m} and SpecID = ${SpecID} and ID = ${DefaultOptionID}`,
      ),
    })
    const spec = read.spec[0]
    const product = read.product[0]
    if (!spec) throw notFound('Spec', SpecID)
    // A supplier has no business with the products of others, and need not know which there are.
    const foreign =
      call.caller.kind === 'Supplier' && !sameIgnoringCase(product?.OwnerID, call.caller.company)
    if (!product || foreign) throw notFound('Product', ProductID)
    if (!sameIgnoringCase(spec.OwnerID, product.OwnerID))
      throw fail('Spec.CannotAssignProduct', 'A spec and its products must have the same owner.')
    if (spec.DefaultValue === null && !spec.AllowOpenText && spec.OptionCount === 0)
      throw fail(
        'Spec.InvalidSpecConfiguration',
        'A spec without options, open text or default value cannot be answered.',
      )
    if (spec.DefinesVariant) refuseVariants(product)
    if (DefaultOptionID && !read.option[0]) throw optionNotFound(spec.ID, DefaultOptionID)
    const key = { SpecID: spec.ID, ProductID: product.ID }
    await commit(call, {
      statements: [
        remove(specProductAssignments, m, key),
        insert(specProductAssignments, m, {
          ...key,
          DefaultValue: body.DefaultValue,
          DefaultOptionID: read.option[0]?.ID ?? null,
        }),
        // What was checked holds; that others are assigned meanwhile is no matter.
        {
          guard: sql`exists (select 1 from specs s where s.Marketplace = ${m} and s.ID = ${spec.ID} and s.DefinesVariant = ${spec.DefinesVariant ? 1 : 0}
            and (s.DefaultValue is not null or s.AllowOpenText = 1 or s.OptionCount > 0))`,
        },
        {
          guard: sql`exists (select 1 from products p where p.Marketplace = ${m} and p.ID = ${product.ID as string} and p.IsParent = ${product.IsParent as number}
            and p.IsBundle = ${product.IsBundle as number} and (p.ParentID is null) = ${product.ParentID === null ? 1 : 0})`,
        },
        touchSpec(m, spec.ID),
        recountOf(m, product.ID as string),
      ],
      answer: null,
    })
  },
})

/** Variants stand by themselves: no family and no bundle has any. */
function refuseVariants(product: Values) {
  if (product.IsParent === 1 || product.ParentID !== null)
    throw fail(
      'ProductAssigment.ParentChildProductCannotBeAssignedToVariantSpec',
      'Parent and child products have no variants.',
    )
  if (product.IsBundle === 1)
    throw fail('ProductAssigment.BundleProductCannotBeAssignedToVariantSpec', 'Bundles have no variants.')
}

/** Counts the specs of a product; nothing it was read for becomes void by that. */
const recountOf = (m: string, productID: string) => ({
  sql: sql`update products set SpecCount = (select count(*) from spec_product_assignments a where a.Marketplace = ${m} and a.ProductID = products.ID)
    where Marketplace = ${m} and ID = ${productID}`,
})

const removal = operation({
  id: 'Specs.DeleteProductAssignment',
  method: 'DELETE',
  path: '/specs/{specID}/productassignments/{productID}',
  roles: specRoles.write,
  users: specUsers.write,
  status: 204,
  summary: 'Removes the assignment of a spec to a product.',
  run: async (call: Call<unknown>) => {
    const m = call.marketplace
    const { specID, productID } = call.params as { specID: string; productID: string }
    const read = await call.read({ spec: rowQuery(declaredSpecs, call, specID) })
    if (!read.spec[0]) throw notFound('Spec', specID)
    await commit(call, {
      statements: [
        remove(specProductAssignments, m, { SpecID: specID, ProductID: productID }),
        touchSpec(m, specID),
        recountOf(m, productID),
      ],
      answer: null,
    })
  },
})

export const operations = [list, save, removal]
