import { fail } from '../../api/errors.ts'
import { createOnly, flag, hidden, json, oneOf, ref, required, text, unknownAs } from '../../api/field.ts'
import { owned } from '../reference.ts'
import { table } from '../table.ts'
import { usedConfig } from './delivery-configs.ts'

/** What is delivered without being asked for: a row for each of these, of which a marketplace has one. */
export const synchronizations = table('synchronizations', {
  carried: 'last',
  keys: ['Source'],
  fields: {
    /** What it is about: a name of `synchronized`, or `inventory`, or `errors`. */
    Source: hidden(required(text())),
    DeliveryConfigID: required(usedConfig()),
    SyncEntityChanged: required(flag()),
    SyncEntityDeleted: required(flag()),
    SyncProductChanged: required(flag()),
    SyncProductDeleted: required(flag()),
    Paused: flag(),
    ExcludePriceSchedules: flag(),
    LimitNotifications: flag(),
    ConfigData: json(),
  },
})

/** What shoppers do that is told as it happens. */
export const trackingEventTypes = [
  'UserLoggedIn',
  'LineItemAdded',
  'LineItemUpdated',
  'OrderSubmitted',
] as const
export type TrackingEventType = (typeof trackingEventTypes)[number]

/** What is told of the doings of an API client's users. */
export const trackingEvents = table('tracking_events', {
  keys: ['ID'],
  fields: {
    EventType: createOnly(required(oneOf(trackingEventTypes))),
    ClientID: owned(
      unknownAs(createOnly(required(ref('ApiClient'))), 'TrackingEvent.InvalidClientID'),
      'api_clients',
    ),
    Name: required(text(100)),
    ConfigData: json(),
    DeliveryConfigID: unknownAs(required(usedConfig()), 'TrackingEvent.InvalidDeliveryConfigID'),
  },
  uniques: [
    {
      columns: ['EventType', 'ClientID'],
      error: () =>
        fail(
          'TrackingEvent.CannotCreateMultipleEventsOfSameType',
          'The API client has a tracking event of this type already.',
        ),
    },
  ],
})
