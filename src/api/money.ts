import Decimal from 'decimal.js-light'

Decimal.set({ precision: 40, rounding: Decimal.ROUND_HALF_UP, toExpNeg: -30, toExpPos: 30 })

export { Decimal }

/** Largest unit price, in units of currency: a double still tells millionths apart up to here. */
export const MAX_PRICE = 8_000_000_000
/** Largest amount, in units of currency: a double still tells hundredths apart up to here. */
export const MAX_AMOUNT = 70_000_000_000_000

/** Decimal places kept by unit prices. */
export const PRICE_PLACES = 6
/** Decimal places kept by amounts. */
export const AMOUNT_PLACES = 2

/** An exact decimal of a JSON number, read by its decimal text (binary fractions never enter a calculation). */
export const decimal = (value: number | string | Decimal) =>
  new Decimal(typeof value === 'number' ? String(value) : value)

/** Rounds half away from zero to `places` decimals. */
export const round = (value: Decimal | number, places: number): Decimal =>
  decimal(value).toDecimalPlaces(places, Decimal.ROUND_HALF_UP)

/** A unit price as a JSON number with at most six places. */
export const toPrice = (value: Decimal | number) => round(value, PRICE_PLACES).toNumber()

/** An amount as a JSON number with at most two places. */
export const toAmount = (value: Decimal | number) => round(value, AMOUNT_PLACES).toNumber()

/** Units of currency to the integer stored: 12.5 with 2 places is 1250. */
export const scale = (value: number, places: number) =>
  round(decimal(value).times(new Decimal(10).pow(places)), 0).toNumber()

/**
 * The integer stored back to units of currency. Both numbers are exact, and IEEE 754 rounds their quotient to the
 * nearest double: the one that the decimal text of it would be read as.
 */
export const unscale = (stored: number, places: number) => stored / 10 ** places
