import { sql } from 'drizzle-orm'
import { fail } from '../../api/errors.ts'
import { id, sameIgnoringCase } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { crud } from '../../resource/crud.ts'
import type { Rules, Writing } from '../../resource/loose.ts'
import { param, resource } from '../../resource/resource.ts'
import type { Call } from '../../store/call.ts'
import { plain } from '../../store/sql/sql.ts'
import { optionFields, specOptions, specs } from '../../tables/catalog/specs.ts'
import { at } from '../../tables/columns.ts'
import type { Guard, Write } from '../../tables/statements.ts'
import { decodeRow } from '../../tables/table.ts'
import { optionCopies, specCopies } from './spec-copies.ts'

type Values = Record<string, unknown>

const { OptionRows: _, ...shown } = specs.fields
export const specModel = model('Spec', { ID: id(), ...shown })

/** A spec with its options. */
export const withOptions = (row: Values) => ({
  Options: ((row.OptionRows as Values[] | undefined) ?? []).map((o) => decodeRow(specOptions, o)),
})

export const specList = {
  search: ['Name', 'ID'],
  sort: ['ListOrder', 'Name', 'ID'],
  order: ['ListOrder', 'Name'],
}

export const specRoles = { read: ['ProductReader'], write: ['ProductAdmin'] }
export const specUsers = { read: ['Seller', 'Supplier'], write: ['Seller', 'Supplier'] } as const

/** Specs, with their options in every answer. */
export const declared = resource({
  id: 'Specs',
  table: specs,
  model: specModel,
  path: '/specs/{specID}',
  scope: {},
  roles: specRoles,
  users: specUsers,
  list: specList,
  visible: (caller, alias) =>
    caller.kind === 'Seller' ? undefined : sql`${at(alias, 'OwnerID')} = ${caller.company}`,
  owned: 'Auth.UserNotAuthorizedToAdmin',
  calculate: withOptions,
})

const declaredOptions = resource({
  id: 'Specs',
  table: specOptions,
  model: model('SpecOption', { ID: id(), ...optionFields }),
  path: '/specs/{specID}/options/{optionID}',
  scope: { SpecID: param('specID') },
  roles: specRoles,
  users: specUsers,
  list: { search: ['Value', 'ID'], sort: ['ListOrder', 'ID'], order: ['ListOrder'] },
  above: declared,
})

/** The refusal of an option that a spec does not have. */
export const optionNotFound = (SpecID: string, OptionID: string) =>
  fail('Spec.OptionNotFound', `Spec "${SpecID}" has no option "${OptionID}".`, { SpecID, OptionID })

/** Products that a spec is assigned to and that can have no variants: parents, their children, bundles. */
const withoutVariants = (call: Call<unknown>, specID: string, which: ReturnType<typeof sql>) =>
  sql`not exists (select 1 from spec_product_assignments a join products p on p.Marketplace = ${call.marketplace} and p.ID = a.ProductID
    where a.Marketplace = ${call.marketplace} and a.SpecID = ${specID} and ${which})`

function checkDefinition({ call, before, after }: Writing): Guard[] {
  if (!after.DefinesVariant) return []
  if (!after.Required) throw fail('Spec.MustBeRequired', 'A spec that defines variants must be required.')
  if (after.AllowOpenText)
    throw fail('Spec.CannotAllowOpenText', 'A spec that defines variants cannot allow open text.')
  if (!before || before.DefinesVariant) return []
  const ID = after.ID as string
  return [
    {
      guard: withoutVariants(call, ID, sql`(p.IsParent = 1 or p.ParentID is not null)`),
      else: fail(
        'ProductAssigment.ParentChildProductCannotBeAssignedToVariantSpec',
        'The spec is assigned to a parent or child product, which has no variants.',
      ),
    },
    {
      guard: withoutVariants(call, ID, sql`p.IsBundle = 1`),
      else: fail(
        'ProductAssigment.BundleProductCannotBeAssignedToVariantSpec',
        'The spec is assigned to a bundle, which has no variants.',
      ),
    },
  ]
}

const specRules: Rules = {
  read: (call, specID) => {
    const wanted = (call.body.DefaultOptionID as string | null | undefined) ?? null
    return {
      defaultOption: plain(
        sql`select ID from spec_options where Marketplace = ${call.marketplace} and SpecID = ${specID} and ID = ${wanted}`,
      ),
    }
  },
  decide: (w) => {
    const { call, before, after, read } = w
    const wanted = (after.DefaultOptionID as string | null) || null
    const known = before?.DefaultOptionID ?? null
    // An option needs its spec first, so a new spec has none to begin with.
    const option = before && read.defaultOption?.[0]
    if (wanted && !sameIgnoringCase(wanted, known) && !option)
      throw optionNotFound(after.ID as string, wanted)
    after.DefaultOptionID = sameIgnoringCase(wanted, known) ? known : (option?.ID ?? null)
    const guards = checkDefinition(w)
    const told = before && (before.ID !== after.ID || before.Name !== after.Name)
    return told
      ? [
          ...guards,
          ...specCopies(call.marketplace, w.id, { ID: after.ID as string, Name: after.Name as string }),
        ]
      : guards
  },
  remove: (call, row) => [countWithout(call.marketplace, row.ID as string)],
}

/** The products that a spec is assigned to have one spec less when it goes. */
const countWithout = (m: string, specID: string): Write => ({
  sql: sql`update products set SpecCount = (select count(*) from spec_product_assignments a
      where a.Marketplace = ${m} and a.ProductID = products.ID and a.SpecID <> ${specID})
    where Marketplace = ${m} and ID in (select ProductID from spec_product_assignments where Marketplace = ${m} and SpecID = ${specID})`,
})

/** Whatever was made of a spec as it was must be looked at again. */
export const touchSpec = (m: string, specID: string, options = sql`OptionCount`): Write => ({
  sql: sql`update specs set Version = Version + 1, OptionCount = ${options} where Marketplace = ${m} and ID = ${specID}`,
})

const optionRules: Rules = {
  read: (call) => ({
    spec: plain(
      sql`select ID, Name from specs where Marketplace = ${call.marketplace} and ID = ${call.params.specID}`,
    ),
  }),
  decide: ({ call, before, after, id: optionID, read }) => {
    const m = call.marketplace
    const spec = read.spec![0] as { ID: string; Name: string }
    const told = ['ID', 'Value', 'PriceMarkupType', 'PriceMarkup'].some((n) => before?.[n] !== after[n])
    return [
      touchSpec(m, spec.ID, before ? undefined : sql`OptionCount + 1`),
      ...(before && told ? optionCopies(m, spec, optionID, after as never) : []),
    ]
  },
  remove: (call) => [touchSpec(call.marketplace, call.params.specID!, sql`OptionCount - 1`)],
}

/** Options have names of their own in the SDK: `Specs.CreateOption`. */
const optionOperations = crud(declaredOptions, optionRules).map((o) => ({
  ...o,
  id: o.id === 'Specs.List' ? 'Specs.ListOptions' : `${o.id}Option`,
  summary: o.summary.replace('specs', 'the options of a spec'),
}))

export const operations = [...crud(declared, specRules), ...optionOperations]
