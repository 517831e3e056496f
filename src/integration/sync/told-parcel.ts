import { environmentOf } from '../../api/environment.ts'
import type { Env } from '../../env.ts'
import type { Claimed, ToldFacts } from '../../store/outbox/claimed.ts'
import type { Entity } from '../../tables/integration/synchronized.ts'
import type { Parcel } from '../delivery/targets.ts'
import { current, namesOf, readerFor } from './current.ts'

/** What events that say it in their own words are called. */
const TYPES: Record<string, string> = {
  inventory: 'inventory.updated',
  errors: 'errors.reported',
  UserLoggedIn: 'sessions.identified',
  LineItemAdded: 'orders.lines.added',
  LineItemUpdated: 'orders.lines.updated',
  OrderSubmitted: 'orders.submitted',
  orders: 'ordersync.updated',
}
const PREFIX = 'sitecore.ordercloud.messages.'

const typeOf = (source: string, entity: Entity | undefined, action: string): string =>
  PREFIX +
  (TYPES[entity ?? source] ??
    `${entity === 'products' ? 'productsync' : `entitysync.${(entity ?? source).replaceAll('/', '.')}`}.${action.toLowerCase()}`)

/** An event's body, of an object or in its own words. */
interface Body {
  Entity?: Entity
  Key?: string[]
  Action: string
  Sequence: number
  Data?: unknown
}

/**
 * The envelope a target is sent. Of an object it tells what the object is by now, and not what it was when it changed:
 * what is told twice is the same, and what comes late is not old. The later has the greater `Sequence`.
 * @returns null where there is nothing to tell any more
 */
export async function toldParcel(
  env: Env,
  { marketplace, event, date, body, receiver }: Claimed,
  { source, excludesPrices }: ToldFacts,
  now: number,
): Promise<Parcel | null> {
  // It was recorded so.
  const { Entity, Key = [], Action, Sequence, Data } = body as unknown as Body
  let told = { Action, Data }
  let incomplete: string[] = []
  if (Entity) {
    const reader = await readerFor(env, marketplace, now)
    const found = await current(reader, Entity, Key, excludesPrices)
    incomplete = [...reader.incomplete]
    // One that is gone is told of where that is wanted: its deletion was recorded too.
    if (!found && Action !== 'Deleted') return null
    told = found
      ? { Action: Action === 'Deleted' ? 'Updated' : Action, Data: found }
      : { Action, Data: deleted(Entity, Key) }
  }
  const id = event.endsWith(`/${Sequence}`) ? event : `${event}/${Sequence}`
  const type = typeOf(source, Entity, told.Action)
  const json = JSON.stringify({
    ID: id,
    Type: type,
    Date: date,
    MarketplaceID: marketplace,
    Environment: environmentOf(env),
    Action: told.Action,
    Sequence,
    Data: told.Data,
    ConfigData: receiver.ConfigData,
    ...(incomplete.length > 0 ? { Incomplete: incomplete } : {}),
  })
  return { id, type, key: Entity ? event : source, json, now }
}

/** What names an object that is gone: `{ BuyerID, ID }` of a user. */
const deleted = (entity: Entity, key: readonly string[]) =>
  Object.fromEntries(
    namesOf(entity, key).map(([name, value], i, all) => [i === all.length - 1 ? 'ID' : name, value]),
  )
