import {
  Bundles,
  Catalogs,
  Categories,
  Incrementors,
  PriceSchedules,
  ProductFacets,
  Products,
  Specs,
  Webhooks,
} from 'ordercloud-javascript-sdk'

/** A resource of the SDK whose six operations are alike, but for the IDs that stand before their own arguments. */
interface Resource {
  // biome-ignore lint/suspicious/noExplicitAny: the SDK types each resource by itself
  api: any
  parents: string[]
  body: Record<string, unknown>
  change: Record<string, unknown>
  /** Writes take options of their own, before those of the request. */
  options?: [object]
}

/** What is created, replaced, patched, listed and deleted with the SDK; references are to the demo. */
export const resources: Record<string, Resource> = {
  Catalogs: {
    api: Catalogs,
    parents: [],
    // A buyer gets a catalog of its own ID.
    body: { ID: 'sdk-catalog', Name: 'SDK', Active: true },
    change: { Description: 'Of a test' },
  },
  Categories: {
    api: Categories,
    parents: ['industrial'],
    body: { ID: 'sdk', Name: 'SDK', Active: true, ParentID: 'hands' },
    change: { ParentID: null },
    options: [{ adjustListOrders: false }],
  },
  PriceSchedules: {
    api: PriceSchedules,
    parents: [],
    body: { ID: 'sdk', Name: 'SDK', PriceBreaks: [{ Quantity: 1, Price: 9.99 }] },
    change: { MinQuantity: 2, RestrictedQuantity: false },
  },
  Products: {
    api: Products,
    parents: [],
    body: { ID: 'sdk', Name: 'SDK', Active: true, xp: { Tags: ['new'] } },
    change: { Name: 'Another', xp: { Tags: ['old', 'cheap'] } },
  },
  ProductFacets: {
    api: ProductFacets,
    parents: [],
    body: { ID: 'sdk', Name: 'SDK', XpPath: 'Nested.Sdk', ListOrder: 3, MinCount: 2 },
    change: { XpPath: 'Other', xp: { Widget: 'swatch' } },
  },
  Bundles: {
    api: Bundles,
    parents: [],
    body: { ID: 'sdk-kit', Name: 'SDK', Active: true, xp: { Tags: ['new'] } },
    change: { Name: 'Another', Description: 'Of a test' },
  },
  Specs: {
    api: Specs,
    parents: [],
    body: { ID: 'sdk', Name: 'SDK', Required: true, AllowOpenText: true, ListOrder: 3, xp: { Unit: 'inch' } },
    change: { DefaultValue: 'plain', AllowOpenText: false },
  },
  Incrementors: {
    api: Incrementors,
    parents: [],
    body: { ID: 'sdk', Name: 'SDK', LastNumber: 41, LeftPaddingCount: 4 },
    change: { LastNumber: 100 },
  },
  Webhooks: {
    api: Webhooks,
    parents: [],
    body: { ID: 'sdk', Name: 'SDK', Url: 'https://example.com/hook', HashKey: 'key' },
    change: { ConfigData: { a: 1 } },
  },
}
