import { id } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { subscriptions } from '../../tables/orders/subscriptions.ts'

/** A subscription as the wire has it. */
export const subscriptionModel = model('Subscription', { ID: id(), ...subscriptions.fields })
