import { id, object, required, text } from '../../api/field.ts'
import { at, jsonObject } from '../columns.ts'
import { type SQL, sql } from '../sql.ts'
import { ownerID } from './parties.ts'

/** What prices and orders of a party are in, and what language it reads; nothing is ever converted. */
export const localeFields = {
  ID: id(),
  OwnerID: ownerID(),
  Currency: required(text(100)),
  Language: text(100),
}

/** A locale as part of a user. */
export const userLocale = object('Locale', localeFields)

/** Who has a locale. */
export interface Party {
  marketplace: SQL
  buyer: SQL
  /** Groups that may have one of their own: a select, or a list in parentheses. */
  groups: SQL
}

/**
 * Something of a party's locale, by its alias; null where it has none: a group's goes before the buyer's, and of several groups the
 * first by ID decides.
 */
const ofLocale = (what: (locale: string) => SQL, { marketplace, buyer, groups }: Party): SQL =>
  sql`(select ${what('lo')} from locale_assignments la join locales lo on lo.Marketplace = la.Marketplace and lo.ID = la.LocaleID
    where la.Marketplace = ${marketplace} and la.BuyerID = ${buyer} and (la.UserGroupID is null or la.UserGroupID in ${groups})
    order by la.UserGroupID is null, la.UserGroupID limit 1)`

/** The currency of a party: only price schedules in exactly that one are its own; null is a currency like others. */
export const currencyOf = (party: Party): SQL => ofLocale((locale) => at(locale, 'Currency'), party)

/** A row of `users` as a party; users of other kinds than buyers' have no locale. */
export const userParty = (alias: string): Party => ({
  marketplace: at(alias, 'Marketplace'),
  buyer: sql`iif(${at(alias, 'Kind')} = 'Buyer', ${at(alias, 'Company')}, null)`,
  groups: sql`(select gm.UserGroupID from group_members gm where gm.Marketplace = ${at(alias, 'Marketplace')}
    and gm.Kind = 'Buyer' and gm.Company = ${at(alias, 'Company')} and gm.UserID = ${at(alias, 'ID')})`,
})

/** A party's locale as JSON. */
export const localeOf = (party: Party): SQL =>
  ofLocale((locale) => jsonObject(Object.keys(localeFields).map((name) => [name, at(locale, name)])), party)
