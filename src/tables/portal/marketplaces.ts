import { count, flag, hidden, initially, required, text, timestamp } from '../../api/field.ts'
import { table } from '../table.ts'

/** The tenants of an installation. Their versions tell caches and guards what has moved. */
export const marketplaces = table('marketplaces', {
  control: true,
  keys: ['ID'],
  fields: {
    Name: required(text(100)),
    Active: initially(flag(), true),
    DateCreated: timestamp(),
    /** Key of the portal's account it belongs to; none where it was made by hand before the first account. */
    Owner: hidden(text()),
    /** It was deleted: its rows are removed by night. */
    DateDeleted: hidden(timestamp()),
    /** The binding of the database that has its rows; null: this one. What stands here beside it is the portal's. */
    Place: hidden(text()),
    /** Until then nothing of it is written: it is about to be at home in another database. */
    HeldUntil: hidden(timestamp()),
    /** Moves with before-hooks: a commit made without the present ones is refused. */
    HookVersion: hidden(count()),
    /** Moves with whatever decides what a shopper may see, but for products themselves. */
    AccessVersion: hidden(count()),
    /** Moves with products: totals of filtered lists are true for one version. */
    CatalogVersion: hidden(count()),
    /** Moves with whatever else shoppers are shown of the catalogue: prices, discounts, categories, specs. */
    ShopVersion: hidden(count()),
    /** Moves with what there is in stock, and who is shown it. */
    StockVersion: hidden(count()),
    /** Moves with what decides who may call, but for users themselves: clients, organisations, and which webhooks hear. */
    CallerVersion: hidden(count()),
    /** Number of the last change that was told to a synchronization; none where there never was one. */
    ChangeSequence: hidden(count()),
  },
  indexes: [['Owner'], ['DateDeleted']],
})
