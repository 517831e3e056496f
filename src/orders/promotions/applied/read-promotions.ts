import { envelope } from '../../../api/lists/list.ts'
import { present } from '../../../api/model.ts'
import { operation } from '../../../resource/operation.ts'
import { pageQuery } from '../../../store/list.ts'
import type { List } from '../../../store/lists/declaration.ts'
import { asJson, columns } from '../../../store/rows.ts'
import { and } from '../../../store/sql/sql.ts'
import { as } from '../../../tables/alias.ts'
import { orderPromotions } from '../../../tables/orders/order-promotions.ts'
import { promotions } from '../../../tables/orders/promotions.ts'
import { sql } from '../../../tables/sql.ts'
import { decodeRow } from '../../../tables/table.ts'
import type { NamedOrder } from '../../operation/named-order.ts'
import { linesQuery } from '../../operation/order-rows.ts'
import { listPart, READERS } from '../../operation/part-reading.ts'
import { byID, type Place } from '../../operation/places.ts'
import { userOfOrder } from '../../order/usable-by-owner.ts'
import { eligiblePromotions } from '../apply-promotions.ts'
import { asApplied } from '../engine/engine-values.ts'
import type { Discount } from '../promotable-order.ts'
import { candidatesFor } from '../promotion-visibility.ts'
import { promotionList } from '../promotions.ts'
import { appliedOf, promotable } from './promotable.ts'
import {
  type Candidate,
  candidateColumns,
  decodeCandidate,
  MOST_CANDIDATES,
  promotionReads,
} from './promotion-reads.ts'
import {
  eligiblePromotionModel,
  locatePromotion,
  orderPromotionModel,
  showOrderPromotion,
} from './shown-promotions.ts'

const list = (place: Place) =>
  listPart(place, 'Orders.ListPromotions', {
    path: '/promotions',
    all: 'the promotions',
    model: orderPromotionModel,
    list: {
      ...promotionList,
      sort: [...promotionList.sort, 'DateApplied'],
      order: ['DateApplied'],
      // An order has few, and what they show stands in two places.
      indexed: [],
    },
    row: as(orderPromotions, 'op'),
    columns: () =>
      sql`${columns(orderPromotions, 'op')}, d.value as Discount, iif(p.ID is null, null, ${asJson(promotions, 'p')}) as Live`,
    from: (marketplace) => sql`order_promotions op cross join json_each(op.Discounts) d
      left join promotions p on p.Marketplace = ${marketplace} and p.ID = op.ID`,
    locate: () => locatePromotion,
    decode: (row) => ({
      promotion: { ...decodeRow(orderPromotions, row), StoredID: null },
      discount: JSON.parse(String(row.Discount)) as Discount,
      live: typeof row.Live === 'string' ? decodeRow(promotions, JSON.parse(row.Live)) : null,
    }),
    show: ({ promotion, discount, live }) => showOrderPromotion(promotion, live, discount),
  })

/** Promotions that are for the order's user, as a list finds them. */
function candidateList(order: NamedOrder): List<Candidate> {
  const row = as(promotions, 't')
  const mine = sql`${row.ID} in (${candidatesFor(userOfOrder(order))}) and ${row.Active} = 1`
  return {
    spec: promotionList,
    row,
    columns: candidateColumns(order, 't'),
    decode: decodeCandidate,
    where: and(row.here(order.marketplace), mine),
    finders: [],
  }
}

const eligible = (place: Place) =>
  operation({
    id: place.named('Orders.ListEligiblePromotions'),
    method: 'GET',
    path: `${place.path}/eligiblepromotions`,
    roles: READERS,
    ...place.only,
    list: promotionList,
    response: eligiblePromotionModel,
    summary: place.says(
      'Lists the promotions that could be added to an order, each with what it would take off.',
    ),
    run: async (call) => {
      const order = place.order(call)
      const { page, pageSize } = call.list
      const read = await call.read({
        found: place.header(call, order),
        lines: linesQuery(order.marketplace, order.key),
        ...promotionReads(order, sql`select null`),
        candidates: pageQuery(candidateList(order), { ...call.list, page: 1, pageSize: MOST_CANDIDATES }),
      })
      const [found] = read.found.rows
      if (!found) throw place.missing(call)
      const whole = { ...found.order, lines: read.lines }
      const redeemedByUser = new Map(read.candidates.map((p) => [p.ID, p.RedeemedByUser]))
      const could = eligiblePromotions(
        read.candidates,
        { ...promotable(call, whole, read, asApplied(whole)), redeemedByUser },
        appliedOf(whole, read.promotions.rows),
      )
      const shown = could
        .slice((page - 1) * pageSize, page * pageSize)
        .map(({ promotion, Amount }) => present(eligiblePromotionModel, { ...promotion, Amount }))
      return envelope(call.list, could.length, shown)
    },
  })

/** Reads of an order's promotions, wherever it is named. */
export const promotionReading = (place: Place) => [list(place), eligible(place)]

export const operations = promotionReading(byID)
