import type { Random } from './random.ts'

type Values = Record<string, unknown>

/** Texts that have broken something somewhere; none holds what an answer must not show. */
export const texts: readonly string[] = [
  '',
  ' ',
  '"',
  "'",
  '\\',
  'a\\',
  '\\"',
  'Drive12"',
  'nul\0nul',
  '\u0007\u001b[31m',
  '\r\nSet-Cookie: a=b',
  '\ud800',
  'half\udc00',
  '😀',
  'e\u0301',
  '\u202egnirts',
  'Größe',
  '商品番号',
  'สินค้า',
  'İstanbul',
  "'; drop table users; --",
  '" or 1=1 --',
  '$.a[0]',
  '[0]',
  '*',
  '**',
  '!*',
  '!',
  '>',
  '>=1',
  '|',
  'a|b|c',
  '%',
  '_',
  '?1',
  'NEAR(',
  '"unclosed',
  'AND OR NOT',
  'a*b*c*d*e*f*g',
  '{numbers}',
  '{nothing}',
  '{',
  '{{}}',
  '../../etc/passwd',
  'null',
  'true',
  '1e400',
  '-0',
  '99999999999999999999',
  '0x10',
  '2031-02-30T25:61:61Z',
  '0000-01-01',
  '+275760-09-13T00:00:00.001Z',
  'http://localhost/',
  'javascript:alert(1)',
  '<script>alert(1)</script>',
  'x'.repeat(101),
  'x'.repeat(2001),
  'ß'.repeat(8001),
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
]

/** Those that are known to end a quoted name, or a path of names, too early. */
export const keys: readonly string[] = texts.filter((t) => t.length < 20 && /["'\\\0.[\]$*{]|^$|^__/.test(t))

/** Stands in a value for text that no JSON writer makes: replaced by it when the body is written. */
const RAW = '@@raw:'
const raw = (text: string) => `${RAW}${text}@@`

const numbers: readonly unknown[] = [
  0,
  -0,
  -1,
  1.5,
  0.1 + 0.2,
  1e-300,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 53,
  1e15,
  1e21,
  1.7976931348623157e308,
  raw('1e400'),
  raw('-1e400'),
  raw('123456789012345678901234567890'),
  raw('0.1234567890123456789'),
]

/** As deep as this, in objects or arrays. */
function nested(depth: number, array: boolean): unknown {
  let value: unknown = 1
  for (let i = 0; i < depth; i++) value = array ? [value] : { a: value }
  return value
}

/** Any JSON that is meant ill. */
export function hostileValue(random: Random): unknown {
  switch (random.below(12)) {
    case 0:
      return null
    case 1:
      return random.chance(0.5)
    case 2:
    case 3:
      return random.pick(numbers)
    case 4:
      return random.pick<unknown>([[], {}, [[]], [null], [{}], ['a', 1, null], { ID: null }])
    case 5:
      return hostileObject(random)
    case 6:
      return nested(random.pick([5, 99, 101, 1200]), random.chance(0.5))
    case 7:
      return random.chance(0.03)
        ? Array(100_000).fill(random.pick<unknown>([{}, 1, 'a', null]))
        : Array(101).fill('a')
    default:
      return random.pick(texts)
  }
}

/** An object whose keys are meant ill too. */
export function hostileObject(random: Random): Values {
  const out: Values = {}
  for (let i = 0; i <= random.below(3); i++)
    Object.defineProperty(out, random.pick(texts), {
      value: random.chance(0.5) ? random.pick(texts) : random.pick(numbers),
      enumerable: true,
      configurable: true,
      writable: true,
    })
  return out
}

/** A place within a body. */
type Place = { holder: Values | unknown[]; key: string | number }

function placesOf(value: unknown, into: Place[] = []): Place[] {
  if (typeof value !== 'object' || value === null || into.length > 500) return into
  for (const key of Object.keys(value)) {
    into.push({ holder: value as Values, key })
    placesOf((value as Values)[key], into)
  }
  return into
}

/** Another letter case of a name. */
const recased = (name: string, random: Random) =>
  random.pick([name.toUpperCase(), name.toLowerCase(), name.charAt(0).toLowerCase() + name.slice(1)])

/** Does one wrong thing to a body. */
function mutate(body: Values, random: Random): void {
  const places = placesOf(body)
  if (places.length === 0) {
    Object.assign(body, hostileObject(random))
    return
  }
  const { holder, key } = random.pick(places)
  const at = holder as Values
  switch (random.below(7)) {
    case 0:
      delete at[key as string]
      return
    case 1: {
      const value = at[key as string]
      if (random.chance(0.5)) delete at[key as string]
      at[recased(String(key), random)] = value
      return
    }
    case 2:
      at[key as string] = [at[key as string]]
      return
    case 3:
      Object.assign(body, { xp: hostileObject(random) })
      return
    case 4:
      Object.defineProperty(at, random.pick(texts), {
        value: hostileValue(random),
        enumerable: true,
        configurable: true,
        writable: true,
      })
      return
    default:
      at[key as string] = hostileValue(random)
  }
}

/** A body as it is sent: well-formed, spoilt in places, or none at all. */
export function bodyText(wellFormed: Values, random: Random): string {
  if (random.chance(0.06))
    return random.pick([
      '',
      '{',
      'null',
      '[]',
      '"text"',
      '12',
      '{"a":1,}',
      '\ufeff{}',
      '{"ID":"a","id":"b"}',
      'a=b&c=d',
    ])
  const body = structuredClone(wellFormed)
  const wrongs = random.pick([0, 1, 1, 1, 2, 3])
  for (let i = 0; i < wrongs; i++) mutate(body, random)
  return JSON.stringify(body).replaceAll(new RegExp(`"${RAW}([^@]*)@@"`, 'g'), '$1')
}
