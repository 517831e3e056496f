import { required, secret, text, writeOnly } from '../../api/field.ts'
import { table } from '../table.ts'

/** The customer's server that says what promotions are worth which do not say it themselves; a marketplace has one. */
export const promotionIntegrations = table('promotion_integrations', {
  keys: [],
  fields: {
    HashKey: required(secret(50)),
    Url: text(2000),
    CustomAuthHeaderName: text(100),
    CustomAuthHeaderValue: writeOnly(secret(2000)),
  },
})
