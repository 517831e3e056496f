import {
  computed,
  count,
  flag,
  hidden,
  id,
  json,
  list,
  object,
  oneOf,
  price,
  readOnly,
  ref,
  required,
  text,
  xp,
} from '../../api/field.ts'
import { at } from '../columns.ts'
import { ownerID } from '../organizations/parties.ts'
import { keyColumn, link, owned } from '../reference.ts'
import { sql } from '../sql.ts'
import type { ColumnValues } from '../statements.ts'
import { table } from '../table.ts'

/** How an option's mark-up counts: per piece, once for the line, or in percent of the price. */
export const markupTypes = ['NoMarkup', 'AmountPerQuantity', 'AmountTotal', 'Percentage'] as const

/** An option of a spec, but for its ID. */
export const optionFields = {
  Value: required(text(2000)),
  ListOrder: count(),
  IsOpenText: flag(),
  PriceMarkupType: oneOf(markupTypes),
  PriceMarkup: price(),
  xp: xp(),
}

/**
 * What can be chosen or told when a product is bought. Whatever changes options or assignments of a spec moves its
 * Version too: lines and variants are made of all three, and guard only this.
 */
export const specs = table('specs', {
  keys: ['ID'],
  moves: [{ version: 'ShopVersion' }],
  fields: {
    OwnerID: ownerID(),
    ListOrder: count(),
    Name: required(text(2000)),
    DefaultValue: text(2000),
    Required: flag(),
    AllowOpenText: flag(),
    DefaultOptionID: link(text(100), 'spec_options', { with: ['ID'], onDelete: 'clear' }),
    DefinesVariant: flag(),
    xp: xp(),
    OptionCount: readOnly(count()),
    Options: computed(list(object('SpecOption', { ID: id(), ...optionFields }))),
    /** The stored columns of its options, in their order. */
    OptionRows: hidden(
      computed(
        json<ColumnValues[]>(),
        (
          alias,
        ) => sql`(select json_group_array(json_object('ID', so.ID, 'Value', so.Value, 'ListOrder', so.ListOrder,
            'IsOpenText', so.IsOpenText, 'PriceMarkupType', so.PriceMarkupType, 'PriceMarkup', so.PriceMarkup, 'xp', so.xp)
            order by so.ListOrder, so.ID)
          from spec_options so where so.Marketplace = ${at(alias, 'Marketplace')} and so.SpecID = ${at(alias, 'ID')})`,
      ),
    ),
  },
})

/** What a spec offers, and what it adds to the price. */
export const specOptions = table('spec_options', {
  keys: ['SpecID', 'ID'],
  moves: [{ version: 'ShopVersion' }],
  fields: { SpecID: owned(keyColumn(), 'specs'), ...optionFields },
})

/** Which products have a spec, and what it is by default there. */
export const specProductAssignments = table('spec_product_assignments', {
  keys: ['SpecID', 'ProductID'],
  moves: [{ version: 'ShopVersion' }],
  fields: {
    SpecID: owned(required(ref('Spec')), 'specs'),
    ProductID: owned(required(ref('Product')), 'products'),
    DefaultValue: text(2000),
    DefaultOptionID: link(text(100), 'spec_options', { with: ['SpecID'], onDelete: 'clear' }),
  },
})
