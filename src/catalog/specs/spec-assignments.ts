import { fail, notFound } from '../../api/errors.ts'
import { model } from '../../api/model.ts'
import { sameIgnoringCase } from '../../api/names.ts'
import { crud } from '../../resource/crud.ts'
import { operation } from '../../resource/operation.ts'
import { objectOf } from '../../resource/reading.ts'
import { resource } from '../../resource/resource.ts'
import type { Call } from '../../store/call.ts'
import { commit } from '../../store/commit.ts'
import { type Fact, rely, the } from '../../store/fact.ts'
import { insert, remove } from '../../store/rows.ts'
import { plain } from '../../store/sql/sql.ts'
import { specProductAssignments, type specs } from '../../tables/catalog/specs.ts'
import { at } from '../../tables/columns.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Row } from '../../tables/table.ts'
import { declared as declaredSpecs, optionNamed, specRoles, specUsers, touchSpec } from './specs.ts'

const declared = resource({
  id: 'Specs',
  table: specProductAssignments,
  model: model('SpecProductAssignment', specProductAssignments.fields),
  path: '/specs/productassignments/{productID}',
  scope: {},
  roles: specRoles,
  users: specUsers,
  list: {
    search: ['SpecID', 'ProductID'],
    sort: ['SpecID', 'ProductID', 'DefaultOptionID', 'DefaultValue'],
    order: ['SpecID'],
    indexed: ['SpecID', 'ProductID'],
  },
  verbs: ['List'],
  names: () => 'Specs.ListProductAssignments',
  nouns: ['the assignment of a spec to a product', 'the assignments of specs to products'],
  visible: (caller, alias) =>
    caller.kind === 'Seller'
      ? undefined
      : sql`exists (select 1 from specs vs where vs.Marketplace = ${caller.marketplace} and vs.ID = ${at(alias, 'SpecID')} and vs.OwnerID = ${caller.company})`,
})

/** The spec that is to be assigned: it must be one that can be answered, and defines variants or not as it was read. */
function assignedSpec(call: Call, specID: string): Fact<Row<typeof specs>> {
  const definesVariant = (spec: Row<typeof specs>) => (spec.DefinesVariant ? 1 : 0)
  return {
    ...objectOf(declaredSpecs, call, specID),
    holds: ([
      spec,
    ]) => sql`exists (select 1 from specs s where s.Marketplace = ${call.marketplace} and s.ID = ${specID}
      and s.DefinesVariant = ${definesVariant(spec!)} and (s.DefaultValue is not null or s.AllowOpenText = 1 or s.OptionCount > 0))`,
  }
}

interface AssignedProduct {
  ID: string
  OwnerID: string
  IsParent: 0 | 1
  IsBundle: 0 | 1
  HasParent: 0 | 1
}

/** The product that is to get a spec; its place in a family stays what it was. */
function assignedProduct({ marketplace, caller }: Call, productID: string): Fact<AssignedProduct> {
  const missing = notFound('Product', productID)
  const product = sql`products p where p.Marketplace = ${marketplace} and p.ID = ${productID}`
  return {
    ...plain<AssignedProduct>(
      sql`select p.ID, p.OwnerID, p.IsParent, p.IsBundle, p.ParentID is not null HasParent from ${product}`,
    ),
    missing,
    // A supplier has no business with the products of others, and need not know which there are.
    refusal: ({ OwnerID }) =>
      caller.kind === 'Supplier' && !sameIgnoringCase(OwnerID, caller.company) ? missing : undefined,
    holds: ([
      p,
    ]) => sql`exists (select 1 from ${product} and p.IsParent = ${p!.IsParent} and p.IsBundle = ${p!.IsBundle}
      and (p.ParentID is not null) = ${p!.HasParent})`,
  }
}

/** Variants stand by themselves: no family and no bundle has any. */
function refuseVariants({ IsParent, HasParent, IsBundle }: AssignedProduct) {
  if (IsParent || HasParent)
    throw fail(
      'ProductAssigment.ParentChildProductCannotBeAssignedToVariantSpec',
      'Parent and child products have no variants.',
    )
  if (IsBundle)
    throw fail('ProductAssigment.BundleProductCannotBeAssignedToVariantSpec', 'Bundles have no variants.')
}

const save = operation({
  id: 'Specs.SaveProductAssignment',
  method: 'POST',
  path: '/specs/productassignments',
  roles: specRoles.write,
  users: specUsers.write,
  body: { model: declared.model },
  summary: 'Creates or overwrites the assignment of a spec to a product.',
  run: async (call) => {
    const { marketplace, body } = call
    const { SpecID, ProductID, DefaultOptionID, DefaultValue } = body
    const read = await call.read({
      spec: assignedSpec(call, SpecID),
      product: assignedProduct(call, ProductID),
      option: DefaultOptionID ? optionNamed(marketplace, SpecID, DefaultOptionID) : undefined,
    })
    const spec = rely(call, read.spec)
    const product = rely(call, read.product)
    if (!sameIgnoringCase(spec.OwnerID, product.OwnerID))
      throw fail('Spec.CannotAssignProduct', 'A spec and its products must have the same owner.')
    if (spec.DefaultValue === null && !spec.AllowOpenText && spec.OptionCount === 0)
      throw fail(
        'Spec.InvalidSpecConfiguration',
        'A spec without options, open text or default value cannot be answered.',
      )
    if (spec.DefinesVariant) refuseVariants(product)
    const option = read.option && the(read.option)
    const key = { SpecID: spec.ID, ProductID: product.ID }
    await commit(call, [
      remove(specProductAssignments, marketplace, key),
      insert(specProductAssignments, marketplace, {
        ...key,
        DefaultValue,
        DefaultOptionID: option?.ID ?? null,
      }),
      touchSpec(marketplace, spec.ID),
      recountOf(marketplace, product.ID),
    ])
  },
})

/** Counts the specs of a product; nothing it was read for becomes void by that. */
function recountOf(marketplace: string, productID: string): SQL {
  return sql`update products set SpecCount = (select count(*) from spec_product_assignments a
      where a.Marketplace = ${marketplace} and a.ProductID = products.ID)
    where Marketplace = ${marketplace} and ID = ${productID}`
}

const removal = operation({
  id: 'Specs.DeleteProductAssignment',
  method: 'DELETE',
  path: '/specs/{specID}/productassignments/{productID}',
  roles: specRoles.write,
  users: specUsers.write,
  summary: 'Removes the assignment of a spec to a product.',
  run: async (call) => {
    const { marketplace } = call
    const { spec } = await call.read({ spec: objectOf(declaredSpecs, call) })
    const SpecID = the(spec).ID
    const ProductID = call.params.productID!
    await commit(call, [
      remove(specProductAssignments, marketplace, { SpecID, ProductID }),
      touchSpec(marketplace, SpecID),
      recountOf(marketplace, ProductID),
    ])
  },
})

export const operations = [...crud(declared), save, removal]
