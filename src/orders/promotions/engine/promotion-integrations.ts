import { fail } from '../../../api/errors.ts'
import { model } from '../../../api/model.ts'
import { checkUrl, isElsewhere, pairHeader } from '../../../integration/endpoint-rules.ts'
import { crud } from '../../../resource/crud.ts'
import { objectOf } from '../../../resource/reading.ts'
import { singleton } from '../../../resource/resource.ts'
import { rulesFor } from '../../../resource/rules.ts'
import type { Call } from '../../../store/call.ts'
import { existing } from '../../../store/rows.ts'
import { promotionIntegrations } from '../../../tables/integration/promotion-integrations.ts'
import { promotions } from '../../../tables/orders/promotions.ts'
import { sql } from '../../../tables/sql.ts'

const declared = singleton({
  id: 'PromotionIntegrations',
  table: promotionIntegrations,
  model: model('PromotionIntegration', promotionIntegrations.fields),
  path: '/integrations/promotion',
  roles: { read: ['PromotionAdmin'], write: ['PromotionAdmin'] },
  users: { read: ['Seller'], write: ['Seller'] },
})

/** The marketplace's promotion engine, which may be absent; what relies on it needs it to be there still. */
export const promotionEngine = (call: Call) => objectOf(declared, call)

const rules = rulesFor(declared, {
  decide: ({ call, before, after }) => {
    pairHeader(after, call.body, isElsewhere(before?.Url, after.Url))
    if (after.Url) checkUrl('Url', after.Url, call.env)
    return undefined
  },
  // Promotions use it exactly where they do not say their value.
  remove: (call) => [
    {
      guard: sql`not ${existing(promotions, call.marketplace, { UseIntegration: true })}`,
      else: fail(
        'PromotionIntegration.CannotDeletePromotionIntegration',
        'Promotions without a ValueExpression need the promotion integration.',
      ),
    },
  ],
})

export const operations = crud(declared, rules)
