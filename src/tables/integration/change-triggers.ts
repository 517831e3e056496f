import { tableNamed } from '../table.ts'
import { entities, type ToldColumns } from './synchronized.ts'

/**
 * What is synchronized is recorded by triggers, so that no write can forget it, however it comes about: each inserts into
 * the view `told`, whose own trigger makes an event and its delivery. What is told of an object that still waits to be
 * told of is one with that: its row is due anew, under the next number.
 */
type Row = 'NEW' | 'OLD'

/** A moment in the wire's form: SQLite's own clock, since a trigger knows no request. */
const moment = (later = '') => `strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now'${later})`
/** Days for which it is tried: a receiver may be down for a weekend. */
const DAYS_TRIED = 7

/**
 * The view into which is inserted what is to be told: `Source` names the row of `synchronizations` that says where, or
 * `ClientID` and `EventType` that of `tracking_events`; what has no `ID` is told in its own right. Nothing is stored of it.
 */
export const TOLD = `CREATE VIEW "told" AS SELECT NULL AS "Marketplace", NULL AS "ID", NULL AS "Source", NULL AS "ClientID",
  NULL AS "EventType", NULL AS "LogID", NULL AS "Body";`

const WANTED = `(SELECT "Source", NULL AS "TrackingEventID", "DeliveryConfigID", "Paused" FROM "synchronizations"
      WHERE "Marketplace" = NEW."Marketplace" AND "Source" = NEW."Source"
    UNION ALL SELECT NULL, "ID", "DeliveryConfigID", 0 FROM "tracking_events"
      WHERE "Marketplace" = NEW."Marketplace" AND "ClientID" = NEW."ClientID" AND "EventType" = NEW."EventType")`
/** The event's name: the marketplace's number tells those apart that are told in their own right. */
const NAME = `coalesce(NEW."ID", coalesce(NEW."Source", NEW."EventType") || '/' || m."ChangeSequence")`
const OWN = 'FROM "marketplaces" m WHERE m."ID" = NEW."Marketplace"'

/**
 * NextAttempt is empty for what is due at once, and null while the synchronization is paused. Rows that are brought to a
 * database, or taken from one, while a marketplace moves there are no news.
 * A walk that is under way keeps its place, and goes round from there: else one that is set off again and again would
 * never come to its end.
 * A plus keeps SQLite from looking through all that is pending for one event's.
 */
const told = `CREATE TRIGGER "told_insert" INSTEAD OF INSERT ON "told"
  WHEN EXISTS ${WANTED} AND EXISTS (SELECT 1 ${OWN} AND m."Place" IS NULL) BEGIN
  UPDATE "marketplaces" SET "ChangeSequence" = coalesce("ChangeSequence", 0) + 1 WHERE "ID" = NEW."Marketplace";
  INSERT INTO "events" ("Marketplace", "ID", "LogID", "Body", "DateCreated", "Version")
    SELECT m."ID", ${NAME}, NEW."LogID", json_set(NEW."Body", '$.Sequence', m."ChangeSequence"), ${moment()}, 1 ${OWN}
    ON CONFLICT ("Marketplace", "ID") DO UPDATE SET "LogID" = excluded."LogID", "DateCreated" = excluded."DateCreated", "Body" = CASE
      WHEN NOT EXISTS (SELECT 1 FROM "deliveries" d
        WHERE d."Marketplace" = excluded."Marketplace" AND d."EventID" = excluded."ID" AND +d."Status" = 'Pending') THEN excluded."Body"
      WHEN excluded."Body" ->> 'Walk' IS NOT NULL THEN json_set(json_patch("events"."Body", excluded."Body"), '$.Anew', json('true'))
      WHEN "events"."Body" ->> 'Action' = 'Created' AND excluded."Body" ->> 'Action' = 'Updated' THEN json_set(excluded."Body", '$.Action', 'Created')
      ELSE excluded."Body" END;
  INSERT INTO "deliveries" ("Marketplace", "ID", "EventID", "Source", "TrackingEventID", "DeliveryConfigID", "Status", "Attempts", "Link",
      "NextAttempt", "Deadline", "DateCreated", "Version")
    SELECT m."ID", coalesce((SELECT d."ID" FROM "deliveries" d WHERE d."Marketplace" = m."ID" AND d."EventID" = ${NAME}), lower(hex(randomblob(16)))),
      ${NAME}, w."Source", w."TrackingEventID", w."DeliveryConfigID", 'Pending', 0, 0,
      iif(w."Paused" = 1, NULL, ''), ${moment(`, '+${DAYS_TRIED} days'`)}, ${moment()}, 1
    FROM ${WANTED} w CROSS JOIN "marketplaces" m WHERE m."ID" = NEW."Marketplace"
    ON CONFLICT ("Marketplace", "ID") DO UPDATE SET "Status" = 'Pending', "Attempts" = 0, "Begun" = 0, "NextAttempt" = excluded."NextAttempt",
      "Deadline" = excluded."Deadline", "DateCreated" = excluded."DateCreated", "DeliveryConfigID" = excluded."DeliveryConfigID",
      "DateDelivered" = NULL, "Reached" = NULL, "LastError" = NULL, "LastStatus" = NULL, "Version" = "deliveries"."Version" + 1;
END;`

/** A trigger that tells of a row, where the row `s` of its source says that this is wanted. */
function trigger(
  name: string,
  event: string,
  row: Row,
  { source, wanted, id, body }: { source: string; wanted: string; id: string; body: string[] },
): string {
  return `CREATE TRIGGER "${name}" AFTER ${event} WHEN EXISTS (SELECT 1 FROM "synchronizations" s
  WHERE s."Marketplace" = ${row}."Marketplace" AND s."Source" = '${source}' AND ${wanted}) BEGIN
  INSERT INTO "told" ("Marketplace", "ID", "Source", "Body") VALUES (${row}."Marketplace", ${id}, '${source}', json_object(${body.join(', ')}));
END;`
}

const updateOf = (columns: readonly string[]) => `UPDATE OF ${columns.map((c) => `"${c}"`).join(', ')}`

/** An update of what is told of a table: a column that is declared is told of, unless it is said that it is not. */
function toldUpdate({ table, but = [], also = [] }: ToldColumns): string {
  const { keys, fields } = tableNamed(table)
  const shown = Object.keys(fields).filter((name) => !fields[name]!.hidden && !fields[name]!.computed)
  return updateOf([...new Set([...keys, ...shown, ...also])].filter((name) => !but.includes(name)))
}

/** What is told of an object that a row names by some of its columns. */
const object = (
  entity: string,
  row: Row,
  key: readonly string[],
  action: 'Created' | 'Updated' | 'Deleted',
) => {
  const names = key.map((c) => `${row}."${c}"`)
  return {
    source: entity,
    id: `'${entity}/' || ${names.join(` || '/' || `)}`,
    body: [`'Entity', '${entity}'`, `'Key', json_array(${names.join(', ')})`, `'Action', '${action}'`],
  }
}

/** The triggers that tell of the objects of an entity, and of one anew when a part of it changes. */
function objectTriggers([
  entity,
  { table, key, which = '1', whole, parts = [], ...told },
]: (typeof entities)[number]) {
  const name = `${entity.replaceAll('/', '_')}_told`
  const flag = (what: 'Changed' | 'Deleted') =>
    `s."Sync${entity === 'products' ? 'Product' : 'Entity'}${what}" = 1`
  const changed = { wanted: `${flag('Changed')} AND ${which.replaceAll('{row}', 'NEW')}` }
  const gone = `${flag('Deleted')} AND ${which.replaceAll('{row}', 'OLD')}`
  const renamed = key.map((c) => `NEW."${c}" IS NOT OLD."${c}"`).join(' OR ')
  const rename = { ...object(entity, 'OLD', key, 'Deleted'), wanted: `${gone} AND (${renamed})` }
  return [
    trigger(`${name}_insert`, `INSERT ON "${table}"`, 'NEW', {
      ...object(entity, 'NEW', key, 'Created'),
      ...changed,
    }),
    trigger(`${name}_update`, `${whole ? 'UPDATE' : toldUpdate({ table, ...told })} ON "${table}"`, 'NEW', {
      ...object(entity, 'NEW', key, 'Updated'),
      ...changed,
    }),
    trigger(`${name}_rename`, `${updateOf(key)} ON "${table}"`, 'OLD', rename),
    trigger(`${name}_delete`, `DELETE ON "${table}"`, 'OLD', {
      ...object(entity, 'OLD', key, 'Deleted'),
      wanted: gone,
    }),
    ...parts.flatMap((part) => {
      const of = (event: string, row: Row) =>
        trigger(`${part.table}_told_${event.slice(0, 6).toLowerCase()}`, `${event} ON "${part.table}"`, row, {
          ...object(entity, row, [part.column], 'Updated'),
          wanted: flag('Changed'),
        })
      return [of('INSERT', 'NEW'), of(toldUpdate(part), 'NEW'), of('DELETE', 'OLD')]
    }),
  ]
}

/** Products are told anew with what many of them share: a walk finds them, however many they are. */
const walkTrigger = (name: string, event: string, row: Row, walk: 'prices' | 'specs', key: string) =>
  trigger(name, event, row, {
    source: 'products',
    wanted: `s."SyncProductChanged" = 1${walk === 'prices' ? ' AND s."ExcludePriceSchedules" IS NOT 1' : ''}`,
    id: `'products:${walk}/' || ${row}."${key}"`,
    body: [`'Walk', '${walk}'`, `'Key', json_array(${row}."${key}")`],
  })

/** What products share: their prices, and specs with their options. A spec that is new has no products yet. */
const walkTriggers = (): string[] => {
  const option = (event: string, row: Row) =>
    walkTrigger(
      `spec_options_told_${event.slice(0, 6).toLowerCase()}`,
      `${event} ON "spec_options"`,
      row,
      'specs',
      'SpecID',
    )
  return [
    walkTrigger('price_schedules_told_update', 'UPDATE ON "price_schedules"', 'NEW', 'prices', 'ID'),
    walkTrigger('specs_told_update', `${toldUpdate({ table: 'specs' })} ON "specs"`, 'NEW', 'specs', 'ID'),
    option('INSERT', 'NEW'),
    option(toldUpdate({ table: 'spec_options' }), 'NEW'),
    option('DELETE', 'OLD'),
  ]
}

/** Counters of stock, as notifications name them. */
const counters = [
  { table: 'products', product: 'NEW."ID"', variant: 'NULL', record: 'NULL' },
  { table: 'variants', product: 'NEW."ProductID"', variant: 'NEW."ID"', record: 'NULL' },
  { table: 'inventory_records', product: 'NEW."ProductID"', variant: 'NEW."VariantID"', record: 'NEW."ID"' },
]

/** With LimitNotifications, a quantity is told of when it comes to nothing or from it, and to the point or from it. */
const crosses = (limit: string) =>
  `(coalesce(NEW."QuantityAvailable", 0) <= ${limit}) <> (coalesce(OLD."QuantityAvailable", 0) <= ${limit})`

const stockTriggers = counters.map(({ table, product, variant, record }) =>
  trigger(`${table}_stock_told`, `UPDATE OF "QuantityAvailable" ON "${table}"`, 'NEW', {
    source: 'inventory',
    wanted: `NEW."QuantityAvailable" IS NOT OLD."QuantityAvailable"
    AND (s."LimitNotifications" IS NOT 1 OR ${crosses('0')} OR ${crosses('NEW."NotificationPoint"')})`,
    id: 'NULL',
    body: [
      `'Action', 'Updated', 'Data', json_object('ProductID', ${product}, 'VariantID', ${variant}, 'InventoryRecordID', ${record},
    'QuantityAvailable', NEW."QuantityAvailable", 'PreviousQuantity', OLD."QuantityAvailable", 'NotificationPoint', NEW."NotificationPoint")`,
    ],
  }),
)

/** Every trigger by which what happens is told. */
export const changeTriggers = (): string[] => [
  told,
  ...entities.flatMap(objectTriggers),
  ...walkTriggers(),
  ...stockTriggers,
]
