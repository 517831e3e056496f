import { as } from '../../tables/alias.ts'
import { lineItems } from '../../tables/orders/line-items.ts'
import { sql } from '../../tables/sql.ts'
import { carriedLines, decodeLine, lineColumns } from '../operation/order-rows.ts'
import { partReading } from '../operation/part-reading.ts'
import { byID, type Place } from '../operation/places.ts'
import { lineItemModel, showLine } from '../state/shown-order.ts'
import { itemPath, path } from './line-items.ts'
import { locateInLine } from './shown-lines.ts'

/** Reads of lines, wherever their order is named. */
export const lineReading = (place: Place) =>
  partReading(place, {
    resource: 'LineItems',
    path,
    itemPath,
    type: 'LineItem',
    one: 'a line',
    all: 'the lines',
    model: lineItemModel,
    list: {
      search: ['ID', 'ProductID'],
      sort: ['DateAdded', 'ID', 'ProductID'],
      order: ['DateAdded'],
      indexed: ['DateAdded', 'ID'],
    },
    row: as(lineItems, 'l'),
    columns: lineColumns,
    decode: decodeLine,
    from: carriedLines,
    ofOrder: (key) => sql`o.Marketplace = l.Marketplace and o.Key = ${key}`,
    locate:
      ({ caller }) =>
      (property) =>
        locateInLine(property, caller),
    show: (line, status, { caller }) => showLine(line, status, caller),
  })

export const operations = lineReading(byID)
