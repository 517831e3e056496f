import { present } from '../../../api/model.ts'
import type { Env } from '../../../env.ts'
import { MOST_ANSWER, post } from '../../../store/outbox/post.ts'
import { unlessDown } from '../../../store/outbox/unless-down.ts'
import type { promotionIntegrations } from '../../../tables/integration/promotion-integrations.ts'
import type { Row } from '../../../tables/table.ts'
import type { Promotion } from '../promotable-order.ts'
import { promotionModel } from '../promotions.ts'
import { failed, type NamedLine, type Verdict, verdictsOf } from './engine-answer.ts'

/** Milliseconds the engine has to answer: a shopper waits. */
const TIME_LIMIT = 8000

/** What an engine is asked about: an order, its lines and the promotions it has, as the wire shows them. */
export interface EngineQuestion {
  readonly Order: object
  readonly LineItems: readonly NamedLine[]
  readonly PromosApplied: readonly object[]
}

/**
 * Asks a customer's promotion engine what promotions take off an order. Nothing may be locked meanwhile: it may call
 * back.
 * @param requested promotions that leave their value to it, and whose conditions are met
 * @returns a verdict for each of them, in their order
 * @throws ApiError one of `PromotionIntegration.*`, where it does not answer as it should
 */
export async function askEngine(
  env: Env,
  integration: Row<typeof promotionIntegrations>,
  question: EngineQuestion,
  requested: readonly Promotion[],
): Promise<Verdict[]> {
  const { Url } = integration
  if (!Url) throw failed('has no Url')
  const payload = {
    Environment: env.ENVIRONMENT ?? 'Sandbox',
    ...question,
    PromosRequested: requested.map((promotion) => present(promotionModel, promotion)),
  }
  const options = { milliseconds: TIME_LIMIT, read: MOST_ANSWER }
  const answer = await unlessDown(Url, () => post(env, integration, JSON.stringify(payload), options))
  return verdictsOf(answer, requested, question.LineItems)
}
