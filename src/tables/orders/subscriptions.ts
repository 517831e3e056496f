import {
  amount,
  computed,
  count,
  createOnly,
  type Field,
  flag,
  hidden,
  initially,
  object,
  oneOf,
  readOnly,
  ref,
  required,
  text,
  timestamp,
  xp,
} from '../../api/field.ts'
import { at } from '../columns.ts'
import { type SQL, sql } from '../sql.ts'
import { table } from '../table.ts'
import { paymentTypes } from './payments.ts'

/** What an interval is counted in. */
export const intervals = ['Days', 'Weeks', 'Months'] as const

/** The template of the subscription of an alias, behind a FROM as `o`. */
const template = (alias: string): SQL =>
  sql`orders o where o.Marketplace = ${at(alias, 'Marketplace')} and o.Key = ${at(alias, 'TemplateKey')}`

/** What the template says, in whose place the subscription shows it; writes of it write the template. */
const ofTemplate = <T>(field: Field<T>, value: SQL): Field<T> => ({
  ...computed(field, (alias) => sql`((select ${value} from ${template(alias)}) collate nocase)`),
  readOnly: field.readOnly,
})

/** A date some days later, or, where they are less than none, earlier. */
export const daysAfter = (date: SQL, days: SQL): SQL =>
  sql`strftime('%Y-%m-%dT%H:%M:%f+00:00', ${date}, ${days} || ' days')`

/** When the user of a subscription is reminded of a date, by the integration `i`. */
export const notificationDate = (date: SQL): SQL => daysAfter(date, sql`-i.NotificationDays`)

/**
 * Orders that are repeated. What is repeated stands in an order that is a template: it has the items as its lines, and
 * whose it is, to whom, where it goes and what pays it.
 */
export const subscriptions = table('subscriptions', {
  keys: ['ID'],
  fields: {
    Frequency: required(count({ min: 1 })),
    Interval: required(oneOf(intervals)),
    NextOrderDate: required(timestamp()),
    LastOrderDate: readOnly(timestamp()),
    NotificationDate: computed(
      timestamp(),
      (alias) => sql`(select ${notificationDate(at(alias, 'NextOrderDate'))}
        from subscription_integrations i where i.Marketplace = ${at(alias, 'Marketplace')})`,
    ),
    DateCreated: readOnly(timestamp()),
    EndDate: timestamp(),
    Active: initially(flag(), true),
    FromCompanyID: ofTemplate(createOnly(ref('Buyer')), sql`o.FromCompanyID`),
    FromUserID: ofTemplate(createOnly(ref('User')), sql`o.FromUserID`),
    ToCompanyID: ofTemplate(createOnly(ref('Supplier')), sql`o.ToCompanyID`),
    Payment: ofTemplate(
      object('SubscriptionPayment', {
        Type: oneOf(paymentTypes),
        CreditCardID: ref('CreditCard'),
        SpendingAccountID: ref('SpendingAccount'),
      }),
      sql`(select json_object('Type', p.Type, 'CreditCardID', p.CreditCardID, 'SpendingAccountID', p.SpendingAccountID)
        from payments p where p.Marketplace = o.Marketplace and p.OrderKey = o.Key)`,
    ),
    BillingAddressID: ofTemplate(ref('Address'), sql`o.BillingAddressID`),
    ShippingAddressID: ofTemplate(ref('Address'), sql`iif(o.ShippingDiffers, null, o.ShippingAddressID)`),
    ProjectedSubtotal: computed(amount(), (alias) => sql`(select o.Subtotal from ${template(alias)})`),
    xp: xp(),
    TemplateKey: hidden(required(text())),
    /** Empty once its user has moved to another buyer. */
    FromUserKey: hidden(required(text())),
    /** Of the month, as the date was last said: a shorter month shortens no later one. */
    DayOfMonth: hidden(count()),
    /** The date that has its order, and the key of that. */
    OrderedFor: hidden(timestamp()),
    OrderKey: hidden(text()),
    /** When a run last took it up. */
    Tried: hidden(timestamp()),
    /** The date that its user was reminded of, and one that was given up. */
    RemindedFor: hidden(timestamp()),
    MissedFor: hidden(timestamp()),
  },
  indexes: [
    ['Active', 'NextOrderDate'],
    ['FromUserKey', 'ID'],
  ],
})
