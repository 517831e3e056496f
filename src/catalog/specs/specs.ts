import { fail } from '../../api/errors.ts'
import { id } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { sameIgnoringCase } from '../../api/names.ts'
import { crud } from '../../resource/crud.ts'
import { param, resource } from '../../resource/resource.ts'
import { rulesFor, type Writing } from '../../resource/rules.ts'
import type { Call } from '../../store/call.ts'
import { type Fact, needed, rely } from '../../store/fact.ts'
import { plain } from '../../store/sql/sql.ts'
import { optionFields, specOptions, specs } from '../../tables/catalog/specs.ts'
import { at } from '../../tables/columns.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Guard } from '../../tables/statements.ts'
import { decodeRow, type Row } from '../../tables/table.ts'
import { optionCopies, specCopies } from './spec-copies.ts'

export const specModel = model('Spec', { ID: id(), ...specs.fields })

/** A spec with its options. */
export const withOptions = ({ OptionRows }: Pick<Row<typeof specs>, 'OptionRows'>) => ({
  Options: (OptionRows ?? []).map((o) => decodeRow(specOptions, o)),
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
  names: (verb) => `Specs.${verb}Option${verb === 'List' ? 's' : ''}`,
  nouns: ['a spec option', 'the options of a spec'],
})

/** The option that is to be a spec's default; what names it has a key to it. */
export const optionNamed = (marketplace: string, SpecID: string, OptionID: string): Fact<{ ID: string }> =>
  needed(
    plain(sql`select ID from spec_options where Marketplace = ${marketplace}
      and SpecID = ${SpecID} and ID = ${OptionID}`),
    optionNotFound(SpecID, OptionID),
  )

const optionNotFound = (SpecID: string, OptionID: string) =>
  fail('Spec.OptionNotFound', `Spec "${SpecID}" has no option "${OptionID}".`, { SpecID, OptionID })

/** That a spec is assigned to no product that can have no variants: no parent, child or bundle. */
const toNone = (call: Call, specID: string, which: SQL) =>
  sql`not exists (select 1 from spec_product_assignments a join products p on p.Marketplace = ${call.marketplace} and p.ID = a.ProductID
    where a.Marketplace = ${call.marketplace} and a.SpecID = ${specID} and ${which})`

type SpecWriting = Writing<typeof specs, typeof specModel>

function checkDefinition({ call, before, after }: SpecWriting): Guard[] {
  if (!after.DefinesVariant) return []
  if (!after.Required) throw fail('Spec.MustBeRequired', 'A spec that defines variants must be required.')
  if (after.AllowOpenText)
    throw fail('Spec.CannotAllowOpenText', 'A spec that defines variants cannot allow open text.')
  if (!before || before.DefinesVariant) return []
  return [
    {
      guard: toNone(call, after.ID, sql`(p.IsParent = 1 or p.ParentID is not null)`),
      else: fail(
        'ProductAssigment.ParentChildProductCannotBeAssignedToVariantSpec',
        'The spec is assigned to a parent or child product, which has no variants.',
      ),
    },
    {
      guard: toNone(call, after.ID, sql`p.IsBundle = 1`),
      else: fail(
        'ProductAssigment.BundleProductCannotBeAssignedToVariantSpec',
        'The spec is assigned to a bundle, which has no variants.',
      ),
    },
  ]
}

const specRules = rulesFor(declared, {
  read: ({ marketplace, body }, specID) => ({
    // An option needs its spec first, so a new spec has none to begin with.
    defaultOption:
      specID && body.DefaultOptionID ? optionNamed(marketplace, specID, body.DefaultOptionID) : undefined,
  }),
  decide: (writing) => {
    const { call, before, after, id: specID, read } = writing
    const wanted = after.DefaultOptionID || null
    const known = before?.DefaultOptionID ?? null
    if (wanted && !before) throw optionNotFound(after.ID, wanted)
    after.DefaultOptionID = sameIgnoringCase(wanted, known)
      ? known
      : (read.defaultOption && rely(call, read.defaultOption).ID) || null
    const guards = checkDefinition(writing)
    const isTold = before && (before.ID !== after.ID || before.Name !== after.Name)
    return isTold ? [...guards, ...specCopies(call.marketplace, specID, after)] : guards
  },
  remove: (call, row) => [countWithout(call.marketplace, row.ID)],
})

/** The products that a spec is assigned to have one spec less when it goes. */
function countWithout(marketplace: string, specID: string): SQL {
  return sql`update products set SpecCount = (select count(*) from spec_product_assignments a
      where a.Marketplace = ${marketplace} and a.ProductID = products.ID and a.SpecID <> ${specID})
    where Marketplace = ${marketplace}
      and ID in (select ProductID from spec_product_assignments where Marketplace = ${marketplace} and SpecID = ${specID})`
}

/** Whatever was made of a spec as it was must be looked at again. */
export const touchSpec = (marketplace: string, specID: string, options = sql`OptionCount`): SQL =>
  sql`update specs set Version = Version + 1, OptionCount = ${options} where Marketplace = ${marketplace} and ID = ${specID}`

/** What variants and lines tell of an option. */
const told = ['ID', 'Value', 'PriceMarkupType', 'PriceMarkup'] as const

const optionRules = rulesFor(declaredOptions, {
  decide: ({ call: { marketplace, params }, before, after, id: optionID }) => [
    touchSpec(marketplace, params.specID!, before ? undefined : sql`OptionCount + 1`),
    ...(before && told.some((name) => before[name] !== after[name])
      ? optionCopies(marketplace, params.specID!, optionID, after)
      : []),
  ],
  remove: (call) => [touchSpec(call.marketplace, call.params.specID!, sql`OptionCount - 1`)],
})

export const operations = [...crud(declared, specRules), ...crud(declaredOptions, optionRules)]
