import { notFound } from '../../api/errors.ts'
import { crud } from '../../resource/crud.ts'
import { show } from '../../resource/reading.ts'
import { resource } from '../../resource/resource.ts'
import type { Call } from '../../store/call.ts'
import { needed, the } from '../../store/fact.ts'
import { rowsFrom } from '../../store/rows.ts'
import { and } from '../../store/sql/sql.ts'
import { as } from '../../tables/alias.ts'
import { promotions } from '../../tables/orders/promotions.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { candidatesFor, forUser } from './promotion-visibility.ts'
import { promotionList, promotionModel } from './promotions.ts'

const promotion = as(promotions, 't')

const shopper = ({ caller, marketplace }: Call<unknown>) => ({
  marketplace,
  company: sql`${caller.company}`,
  user: sql`${caller.user}`,
})

/** Promotions the caller can add to an order now: assigned to them, or to all; active, begun and not over. */
const usableNow = (call: Call<unknown>): SQL =>
  and(
    forUser(shopper(call), promotion.alias),
    sql`${promotion.Active} = 1`,
    sql`(${promotion.StartDate} is null or ${promotion.StartDate} <= ${call.now})`,
    sql`(${promotion.ExpirationDate} is null or ${promotion.ExpirationDate} > ${call.now})`,
  )

const declared = resource({
  id: 'Me',
  table: promotions,
  model: promotionModel,
  path: '/me/promotions/{promotionID}',
  scope: {},
  roles: { read: ['Shopper'], write: [] },
  users: { read: ['Buyer'] },
  list: promotionList,
  lists: (call, list) => ({
    list: {
      ...list,
      where: and(list.where, sql`${promotion.ID} in (${candidatesFor(shopper(call))})`, usableNow(call)),
      // An index in the list's order would walk all that are for others.
      finders: [],
    },
  }),
  verbs: ['List', 'Get'],
  names: (verb) => (verb === 'List' ? 'Me.ListPromotions' : 'Me.GetPromotion'),
  summaries: {
    List: 'Lists the promotions the caller can use.',
    Get: 'Gets a promotion the caller can use.',
  },
})

/** The promotion the path names, which the caller can use. */
async function get(call: Call<unknown>) {
  const { promotionID } = call.params
  const named = sql`${promotion.from} where ${promotion.here(call.marketplace)} and ${promotion.ID} = ${promotionID}`
  const usable = rowsFrom(promotions, promotion.alias, sql`${named} and ${usableNow(call)}`)
  const read = await call.read({ promotion: needed(usable, notFound('Promotion', promotionID)) })
  return show(declared, the(read.promotion), call.now)
}

export const operations = crud(declared, {}, { Get: get })
