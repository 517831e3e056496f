import { fail, idExists } from '../api/errors.ts'
import { sameIgnoringCase } from '../api/names.ts'
import { buyers, checkCompany } from '../organizations/companies.ts'
import { crud } from '../resource/crud.ts'
import { rulesFor } from '../resource/rules.ts'
import { type Fact, rely, these, vacancy } from '../store/fact.ts'
import { insert } from '../store/rows.ts'
import { plain } from '../store/sql/sql.ts'
import { bumpAccess } from '../store/versions.ts'
import { catalogs } from '../tables/catalog/catalogs.ts'
import { companies } from '../tables/organizations/companies.ts'
import { sql } from '../tables/sql.ts'
import { giveDefault } from './buyer-groups.ts'
import { dropUncarried } from './categories/uncarried.ts'
import { boundedDiscounts } from './prices/discounts.ts'

/** A buyer of this ID has mostly a catalogue of this ID too; it is the buyer that is in the way then. */
const vacancies = (marketplace: string, ID: string) => [
  vacancy(companies, marketplace, { Kind: 'Buyer', ID }, () => idExists('Buyer', ID)),
  vacancy(catalogs, marketplace, { ID }, (taken) =>
    fail('Buyer.DefaultCatalogAlreadyExists', `A catalog with the buyer's ID "${taken}" exists already.`),
  ),
]

/** The default catalogue of the group that a new buyer is to be in: the buyer then needs none of its own. */
const groupsDefault = (marketplace: string, ID: string): Fact<{ Has: 0 | 1 }> => {
  const has = sql`exists (select 1 from buyer_groups g where g.Marketplace = ${marketplace} and g.ID = ${ID} and g.DefaultCatalogID is not null)`
  return { ...plain<{ Has: 0 | 1 }>(sql`select ${has} Has`), holds: ([row]) => sql`${has} = ${row!.Has}` }
}

/**
 * A new buyer has a default catalogue that is assigned to it: one with the buyer's own ID is made when none is named,
 * and its group has none.
 */
const rules = rulesFor(buyers, {
  read: ({ marketplace, body }, id) => {
    const { DefaultCatalogID: CatalogID } = body
    const wanted = body.ID || id
    return {
      vacant: !CatalogID && wanted ? vacancies(marketplace, wanted) : [],
      group: !CatalogID && body.GroupID ? groupsDefault(marketplace, body.GroupID) : undefined,
    }
  },
  first: ({ call, before, after }) =>
    before || call.body.DefaultCatalogID || !after.DefaultCatalogID
      ? []
      : [
          insert(catalogs, call.marketplace, {
            ID: after.ID,
            OwnerID: call.marketplace,
            Name: after.Name,
            Description: `Default catalog for ${after.Name}`,
            Active: true,
            Key: call.newID(),
          }),
        ],
  decide: (writing) => {
    const { call, before, after, read } = writing
    checkCompany(writing)
    // What a group has been given is the marketplace owner's to give.
    if (call.caller.kind !== 'Seller') after.GroupID = before?.GroupID ?? null
    const groupHas = !before && read.group !== undefined && rely(call, read.group).Has === 1
    const needsCatalog = !before && !after.DefaultCatalogID && !groupHas
    if (needsCatalog) {
      these(read.vacant)
      after.DefaultCatalogID = after.ID
    }
    // Lists of a category are of the default catalogue where they name none.
    const isMoved = before && !sameIgnoringCase(before.DefaultCatalogID, after.DefaultCatalogID)
    const leaves = before && !sameIgnoringCase(before.GroupID, after.GroupID)
    return [
      ...(needsCatalog || call.body.DefaultCatalogID
        ? giveDefault(call.marketplace, after.DefaultCatalogID, { BuyerID: after.ID })
        : []),
      ...(leaves
        ? [
            dropUncarried(call.marketplace, sql`BuyerID = ${after.ID}`),
            boundedDiscounts(call.marketplace, sql`o.Kind = 'Buyer' and o.ID = ${after.ID}`, 'GroupID'),
          ]
        : []),
      ...(isMoved || leaves || (before && before.Active !== after.Active) ? [bumpAccess(call)] : []),
    ]
  },
  remove: (call) => [bumpAccess(call)],
})

export const operations = crud(buyers, rules)
