import { insufficientRoles, notFound } from '../../../api/errors.ts'
import { list, object, required } from '../../../api/field.ts'
import { model, present } from '../../../api/model.ts'
import { sameIgnoringCase } from '../../../api/names.ts'
import type { Call } from '../../../store/call.ts'
import { type SQL, sql } from '../../../tables/sql.ts'
import type { NamedOrder } from '../../operation/named-order.ts'
import { type Asked, type Decided, type Deciding, onOrder } from '../../operation/on-order.ts'
import { byID, type Place } from '../../operation/places.ts'
import { userOfOrder } from '../../order/usable-by-owner.ts'
import { type PromotionRow, statusOfLines, type WholeOrder } from '../../state/order-state.ts'
import { orderModel } from '../../state/shown-order.ts'
import type { Actor } from '../../state/states.ts'
import { addPromotion, applyAutomatic } from '../apply-promotions.ts'
import { asAnswered, askWorth } from '../engine/engine-values.ts'
import type { Worth } from '../promotable-order.ts'
import { refuseAgreed } from '../promotion-refusals.ts'
import { candidatesFor } from '../promotion-visibility.ts'
import { type Change, refreshPromotions } from '../refresh-promotions.ts'
import { appliedOf, promotable, withApplied } from './promotable.ts'
import {
  type Candidate,
  livePromotions,
  MOST_CANDIDATES,
  type PromotionsRead,
  promotionReads,
} from './promotion-reads.ts'
import {
  addedPromotionModel,
  orderPromotionModel,
  removedPromotionModel,
  showOrderPromotion,
} from './shown-promotions.ts'

const parts = ['lines'] as const

type Changing = Pick<Deciding<unknown, 'lines', PromotionsRead>, 'call' | 'order' | 'actors' | 'read'>

/** What an order may have is changed by whoever may change it, until it is agreed. */
function requirePromotionChange(
  { caller }: Pick<Asked, 'caller'>,
  { header }: WholeOrder<never>,
  actors: readonly Actor[],
) {
  refuseAgreed(statusOfLines(header))
  if (actors.length === 0) throw insufficientRoles(['FullAccess', 'OrderAdmin'], caller.roles)
}

/** The order as its promotions see it, and those it has. */
const before = ({ call, order, actors, read }: Changing, worth: Worth) => {
  requirePromotionChange(call, order, actors)
  return { order: promotable(call, order, read, worth), applied: appliedOf(order, read.promotions.rows) }
}

/** Asks the promotion engine for what is to be done, where that turns out to need it. */
const askFor =
  (attempt: (changing: Changing, worth: Worth) => unknown, forgiving = false) =>
  (looking: Changing & { call: Call<unknown> }) =>
    askWorth(looking.call, looking.order, looking.read, (worth) => attempt(looking, worth), forgiving)

/** The promotion of the code that is asked for, and all that the order has with it. */
function added(changing: Changing, worth: Worth) {
  const { order, applied } = before(changing, worth)
  const { promoCode } = changing.call.params
  const promotion = changing.read.promotions.rows.find((p) => sameIgnoringCase(p.Code, promoCode))
  // To whom it is not for, a code is told back as it was sent, like one that nobody has.
  if (!promotion?.ForUser) throw notFound('Promotion', promoCode)
  return { promotion, applied: [...applied, addPromotion(promotion, order, applied)] }
}

const add = (place: Place) =>
  onOrder(place, {
    id: 'Orders.AddPromotion',
    method: 'POST',
    path: '/promotions/{promoCode}',
    response: orderPromotionModel,
    summary: 'Adds a promotion to an order by its code.',
    parts,
    reads: ({ marketplace, params }, order) =>
      promotionReads(
        order,
        // Its own code, which lists of promotions tell, is none where it is added by codes that are good once.
        sql`select a.ID from promotions a where a.Marketplace = ${marketplace} and a.Code = ${params.promoCode} and coalesce(a.GeneratedCodeCount, 0) = 0
          union all select c.PromotionID from promotion_codes c where c.Marketplace = ${marketplace} and c.Code = ${params.promoCode}`,
        params.promoCode,
      ),
    ask: askFor(added),
    decide: (deciding) => {
      const { call, order, read, asked } = deciding
      const { promotion, applied } = added(deciding, asAnswered(order, asked))
      return {
        order: withApplied(call, order, applied, read),
        answer: ({ promotions }) => {
          const row = promotions?.find((p) => sameIgnoringCase(p.ID, promotion.ID))
          return row && showOrderPromotion(row, promotion, row.Discounts[0]!)
        },
      }
    },
  })

const remove = (place: Place) =>
  onOrder(place, {
    id: 'Orders.RemovePromotion',
    method: 'DELETE',
    path: '/promotions/{promoCode}',
    response: place.begins ? undefined : orderModel,
    summary: 'Removes a promotion from an order by its code, whatever has become of it.',
    parts,
    reads: (_, order) => ({ live: livePromotions(order) }),
    decide: ({ call, order, actors, read }) => {
      const { promoCode } = call.params
      requirePromotionChange(call, order, actors)
      const going = coded(order.promotions, read.live.rows, promoCode)
      if (!going) throw notFound('Promotion', promoCode)
      return { order: { ...order, promotions: order.promotions.filter((p) => p !== going) } }
    },
  })

/** The promotion of an order that has a code, by which the order shows it; else the one that had it when it was added. */
const coded = (promotions: PromotionRow[], live: readonly Candidate[], code?: string) =>
  promotions.find(({ ID }) =>
    live.some((p) => sameIgnoringCase(p.ID, ID) && sameIgnoringCase(p.Code, code)),
  ) ?? promotions.find((p) => sameIgnoringCase(p.Code, code))

/** IDs of the automatic promotions that an order could have, by their priority. */
const automaticFor = (order: NamedOrder): SQL =>
  sql`select ID from (select a.ID from promotions a where a.Marketplace = ${order.marketplace} and a.ID in (${candidatesFor(userOfOrder(order))})
    and a.Active = 1 and a.AutoApply = 1 order by a.Priority is null, a.Priority, a.ID ${sql.limit(MOST_CANDIDATES)})`

/** The automatic promotions that come to those an order has. */
function automatic(changing: Changing, worth: Worth) {
  const { order, applied } = before(changing, worth)
  return { applied, added: applyAutomatic(changing.read.promotions.rows, order, applied) }
}

const apply = (place: Place) =>
  onOrder(place, {
    id: 'Orders.ApplyPromotions',
    method: 'POST',
    path: '/applypromotions',
    response: orderModel,
    summary: 'Adds the automatic promotions that an order may have.',
    parts,
    reads: (_, order) => promotionReads(order, automaticFor(order)),
    ask: askFor(automatic, true),
    decide: (deciding) => {
      const { call, order, read, asked } = deciding
      const { applied, added } = automatic(deciding, asAnswered(order, asked))
      return added.length === 0
        ? { order }
        : { order: withApplied(call, order, [...applied, ...added], read) }
    },
  })

const refreshModel = model('RefreshPromosResponse', {
  PromosAdded: list(required(object('AddedPromo', addedPromotionModel.fields))),
  PromosRemoved: list(required(object('RemovedPromo', removedPromotionModel.fields))),
})

const showAdded = ({ promotion, LineItemID, Amount }: Change) =>
  present(addedPromotionModel, { ...promotion, LineItemID, Amount })

function showRemoved({ promotion, LineItemID, Amount, refusal }: Change) {
  const [error] = refusal?.errors ?? []
  return present(removedPromotionModel, {
    ...promotion,
    LineItemID,
    Amount,
    ErrorCode: error?.ErrorCode,
    Reason: error?.Message,
  })
}

function refreshed(changing: Changing, worth: Worth) {
  const { order, applied } = before(changing, worth)
  return refreshPromotions(changing.read.promotions.rows, order, applied)
}

const refresh = (place: Place) =>
  onOrder(place, {
    id: 'Orders.RefreshPromotions',
    method: 'POST',
    path: '/refreshpromotions',
    status: 200,
    response: refreshModel,
    summary:
      'Removes promotions that an order may not have any more, values the others anew, and adds automatic ones.',
    parts,
    reads: (_, order) => promotionReads(order, automaticFor(order)),
    ask: askFor(refreshed),
    decide: (deciding): Decided => {
      const { call, order, read, asked } = deciding
      const { applied, added, removed } = refreshed(deciding, asAnswered(order, asked))
      return {
        order: withApplied(call, order, applied, read),
        answer: () => ({ PromosAdded: added.map(showAdded), PromosRemoved: removed.map(showRemoved) }),
      }
    },
  })

/** Changes of an order's promotions, wherever it is named. */
export const promotionWrites = (place: Place) => [add(place), remove(place), apply(place), refresh(place)]

export const operations = promotionWrites(byID)
