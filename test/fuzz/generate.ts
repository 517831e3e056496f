import type { Fields } from '../../src/api/field.ts'
import { fullPath } from '../../src/api/operation.ts'
import type { Operation } from '../../src/resource/operation.ts'
import { bodyText, hostileValue, keys, texts } from './hostile.ts'
import type { Random } from './random.ts'

type Values = Record<string, unknown>

/** A request as it goes out. */
export interface Sent {
  operation: Operation
  /** Whose token it carries. */
  caller: string
  method: string
  /** Path and query, from the root. */
  target: string
  headers: Record<string, string>
  body?: string
}

/** What of a world a request is made from. */
export interface Ground {
  operations: readonly Operation[]
  /** Header values, by whose they are; none for nobody. */
  tokens: Record<string, string | undefined>
  /** Header of somebody who may call an operation, and mostly does; none where nobody needs to be. */
  fitting: (operation: Operation) => string | undefined
  /** The path with which an operation succeeds, and its body. */
  wellFormed: (operation: Operation) => {
    path: string
    body?: Values | string
    headers?: Record<string, string>
  }
  /** IDs of objects of any kind. */
  ids: readonly string[]
}

/** Segments that a path cannot hold as an ID: the URL itself takes them for something else. */
const isNoSegment = (text: string) => text === '' || /^\.{1,2}$/.test(text)

/** Text as part of a URL; half a pair of surrogates as its bytes would be. */
function escaped(text: string): string {
  try {
    return encodeURIComponent(text)
  } catch {
    return '%ED%A0%80'
  }
}

const brokenEscapes = ['%zz', '%', '%C0%AF', '%00', '%FF%FE', 'a%2Fb', 'a%5Cb']

function segment(random: Random, ground: Ground): string {
  if (random.chance(0.3)) return random.pick(ground.ids)
  if (random.chance(0.2)) return random.pick(brokenEscapes)
  const text = random.pick(texts).slice(0, 300)
  return isNoSegment(text) ? 'nothing-of-this-name' : escaped(text)
}

/** A path whose IDs are those of the world, or some of them other texts. */
function pathFor(operation: Operation, wellFormed: string, random: Random, ground: Ground): string {
  const segments = wellFormed.split('/')
  const shape = operation.path.split('/')
  return shape
    .map((part, i) =>
      part.startsWith('{') && random.chance(0.15) ? segment(random, ground) : (segments[i] ?? ''),
    )
    .join('/')
}

const operators = ['', '!', '>', '<', '>=', '<=', '*', '!*']

/** Names of properties that a list might take. */
function propertyOf(fields: Fields, random: Random): string {
  if ('xp' in fields && random.chance(0.3))
    return `xp.${random.chance(0.7) ? random.pick(keys) : random.pick(['Color', 'Sizes', 'Deep.Key'])}`
  const [name, f] = random.pick(Object.entries(fields))
  if (f.fields && random.chance(0.7)) return `${name}.${propertyOf(f.fields, random)}`
  if (random.chance(0.1)) return `${name}.${random.pick(keys)}`
  return random.chance(0.1) ? name.toLowerCase() : name
}

const words = ['World', 'rope', 'of its own', 'a', ...texts]

/** One parameter of a list. */
function listParameter(operation: Operation, random: Random): [string, string] {
  const { list, response, listFields } = operation
  const property = () => propertyOf(listFields ?? response!.fields, random)
  switch (random.below(8)) {
    case 0:
      return ['search', random.pick(words)]
    case 1:
      return ['searchOn', list!.search === 'any' || random.chance(0.3) ? property() : list!.search.join()]
    case 2:
      return ['sortBy', `${random.pick(['', '!'])}${property()}`]
    case 3:
      return ['page', random.pick(['1', '2', '0', '-1', '99999999', '1e3', '', 'a'])]
    case 4:
      return ['pageSize', random.pick(['1', '20', '100', '101', '0', '', 'NaN'])]
    case 5:
      return [
        random.pick(['searchType', 'depth', 'pageKey']),
        random.pick(['AnyTerm', 'ExactPhrasePrefix', 'all', 'MS4x', ...texts]),
      ]
    default:
      return [property(), `${random.pick(operators)}${random.pick(words)}`]
  }
}

/** The parameters of an operation, some meant ill, some twice, in whatever letter case. */
function queryFor(operation: Operation, wellFormed: URLSearchParams, random: Random, ground: Ground): string {
  const pairs: [string, string][] = [...wellFormed]
  for (const [name, f] of Object.entries(operation.query ?? {}))
    if (random.chance(0.4))
      pairs.push([
        random.chance(0.1) ? name.toUpperCase() : name,
        random.chance(0.5) ? (f.values?.[0] ?? random.pick(ground.ids)) : random.pick(texts),
      ])
  if (operation.list) for (let i = random.below(4); i > 0; i--) pairs.push(listParameter(operation, random))
  if (pairs.length > 0 && random.chance(0.15)) pairs.push(random.pick(pairs))
  if (random.chance(0.05)) pairs.push([random.pick(texts), random.pick(texts)])
  const parts = pairs.map(([name, value]) => `${escaped(name)}=${escaped(value)}`)
  if (random.chance(0.03)) parts.push(random.pick(['%zz=1', 'a=%zz', '=', '&&', 'a', '%00=%00']))
  return parts.length > 0 ? `?${parts.join('&')}` : ''
}

/** A form, some of it meant ill. */
function formText(wellFormed: string, random: Random): string {
  const pairs = [...new URLSearchParams(wellFormed)]
  if (pairs.length > 0 && random.chance(0.6)) random.pick(pairs)[1] = random.pick(texts).slice(0, 1000)
  if (random.chance(0.2)) pairs.push([random.pick(texts), random.pick(texts)])
  return pairs.map(([name, value]) => `${escaped(name)}=${escaped(value)}`).join('&')
}

/** What ends the tokens of its caller is left to whoever is there for it: nobody else would have a say afterwards. */
const ENDS_TOKENS = /\.(RevokeTokens|ChangePassword|ResetPasswordByToken)$/

/** Calls as whoever may. */
const FITTING = 'fitting'

/** Makes the next request of a run. */
export function requestOf(random: Random, ground: Ground): Sent {
  const operation = random.pick(ground.operations)
  const mostly = random.chance(0.7)
  const caller = mostly || ENDS_TOKENS.test(operation.id) ? FITTING : random.pick(Object.keys(ground.tokens))
  const { path, body, headers = {} } = ground.wellFormed(operation)
  const [bare, query] = path.split('?') as [string, string?]
  const root = fullPath(operation).slice(0, fullPath(operation).length - operation.path.length)
  const target = `${root}${pathFor(operation, bare, random, ground)}${queryFor(operation, new URLSearchParams(query), random, ground)}`
  const token = caller === FITTING ? ground.fitting(operation) : ground.tokens[caller]
  const type = operation.body?.form ? 'application/x-www-form-urlencoded' : 'application/json'
  return {
    operation,
    caller,
    method: operation.method,
    target,
    headers: {
      ...(operation.body
        ? {
            'Content-Type': random.chance(0.97)
              ? type
              : random.pick(['text/plain', 'a', 'multipart/form-data']),
          }
        : {}),
      ...headers,
      ...(token === undefined ? {} : { Authorization: token }),
      'CF-Connecting-IP': `10.${random.below(256)}.${random.below(256)}.${random.below(256)}`,
      ...(random.chance(0.05) ? { 'Idempotency-Key': random.pick(['one', 'two', 'x'.repeat(300)]) } : {}),
    },
    ...(operation.body
      ? {
          body: operation.body.form
            ? formText(typeof body === 'string' ? body : '', random)
            : bodyText(typeof body === 'object' ? body : { a: hostileValue(random) }, random),
        }
      : {}),
  }
}
