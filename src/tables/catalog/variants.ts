import {
  computed,
  count,
  flag,
  hidden,
  int,
  list,
  number,
  object,
  oneOf,
  readOnly,
  required,
  text,
  timestamp,
  virtual,
  xp,
} from '../../api/field.ts'
import { keyColumn, owned } from '../reference.ts'
import { table } from '../table.ts'
import { recordedOfVariant } from './recorded-stock.ts'
import { markupTypes } from './specs.ts'

/** A variant's stock on the wire; stored in columns of its own, as a product's. */
export const inventory = object('VariantInventory', {
  QuantityAvailable: int(),
  NotificationPoint: int(),
  LastUpdated: readOnly(timestamp()),
})

/** What a product is made in: one row for each combination of options that defines one. They are only generated. */
export const variants = table('variants', {
  keys: ['ProductID', 'ID'],
  fields: {
    ProductID: owned(keyColumn(), 'products'),
    Name: text(100),
    Description: text(2000),
    Active: flag(),
    ShipWeight: number(),
    ShipHeight: number(),
    ShipWidth: number(),
    ShipLength: number(),
    Inventory: virtual(inventory),
    Specs: readOnly(
      list(
        object('VariantSpec', {
          SpecID: required(text(100)),
          Name: readOnly(text()),
          OptionID: text(100),
          Value: text(2000),
          PriceMarkupType: oneOf(markupTypes),
          PriceMarkup: number(),
        }),
      ),
    ),
    xp: xp(),
    /** Its options in one canonical text: see `combinationOf`. */
    Combination: hidden(required(text())),
    /** The inventory object in columns. */
    QuantityAvailable: hidden(int()),
    NotificationPoint: hidden(int()),
    InventoryUpdated: hidden(timestamp()),
    StockKey: hidden(required(text())),
    /** Inventory records; they are looked at only where there are any. */
    RecordCount: hidden(count()),
    /** What these hold together: shown in place of the variant's own quantity. */
    Recorded: hidden(computed(int(), (alias) => recordedOfVariant(alias))),
  },
  indexes: [['ProductID', 'Combination', 'Active', 'ID'], ['StockKey']],
})
