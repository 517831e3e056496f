import * as z from 'zod'
import type { Fields } from '../../src/api/field.ts'
import { type ListSpec, MOST_PAGE_SIZE, searchTypes } from '../../src/api/lists/list.ts'
import { pathParams } from '../../src/api/operation.ts'
import type { Operation } from '../../src/resource/operation.ts'
import { typeOfParam } from '../../src/resource/resource.ts'
import type { Components } from './schemas.ts'
import { words } from './words.ts'

/** Path parameters that are no IDs. */
const enumerated: Record<string, { values: [string, ...string[]]; description: string }> = {
  direction: {
    values: ['Incoming', 'Outgoing', 'All'],
    description:
      "The order as the caller's organization sees it: one it sells (Incoming) or one it buys (Outgoing).",
  },
}

/** Longest ID. */
const ID_LENGTH = 100

/** Parameters that the path names. */
export const pathOf = (o: Operation): z.ZodObject =>
  z.object(Object.fromEntries(pathParams(o.path).map((name) => [name, pathParam(name, o)])))

function pathParam(name: string, o: Operation): z.ZodType {
  const known = enumerated[name]
  if (known) return z.enum(known.values).openapi({ param: { description: known.description } })
  const what = words(typeOfParam(name) || (o.response?.name ?? ''))
  return z
    .string()
    .max(ID_LENGTH)
    .openapi({ param: { description: `ID of the ${what}.` } })
}

/** Query parameters: the operation's own, then those of lists. */
export function queryOf(o: Operation, { value }: Components): z.ZodObject {
  const own = Object.entries(o.query ?? {}).map(([name, f]) => {
    const described = value({ ...f, required: false }).openapi({
      param: { description: ownDescription(name, o) },
    })
    return [name, f.required ? described : described.optional()] as const
  })
  const list = o.list ? listParameters(o.list, o.listFields ?? o.response!.fields) : {}
  return z.object({ ...Object.fromEntries(own), ...list })
}

/** Parameters that are no IDs of objects. */
const described: Record<string, string> = {
  level: 'Assignments of this level only.',
  includeAddress: 'Shows the address of each; without it, Address is null.',
  id: 'ID of the OpenID Connect configuration.',
  cid: 'ID of its API client.',
  roles: 'Roles that the token is to have, separated by spaces; all of the user’s without it.',
  appstartpath: 'Path within the application that the user is to come to.',
  customParams: 'More for the identity provider: `prompt=login`.',
  code: 'What the identity provider gives for the user.',
  state: 'What the identity provider was given with the user.',
  error: 'Why the identity provider gives no code.',
  iss: 'The identity provider.',
}

function ownDescription(name: string, o: Operation): string {
  const known = described[name]
  if (known) return known
  if (!name.endsWith('ID')) return ''
  return `ID of the ${words(name.slice(0, -2))}.${o.page ? ' Only what belongs to it is listed.' : ''}`
}

/** Lists of names are sent comma-separated, in one parameter. */
const COMMA_SEPARATED = { style: 'form', explode: false } as const

function listParameters(spec: ListSpec, fields: Fields): Record<string, z.ZodType> {
  const pages = {
    page: z
      .int()
      .min(1)
      .openapi({
        format: 'int32',
        default: 1,
        maximum: undefined,
        param: { description: 'The page to answer, from 1.' },
      }),
    pageSize: z
      .int()
      .min(1)
      .max(MOST_PAGE_SIZE)
      .openapi({ format: 'int32', default: 20, param: { description: 'Items a page has at most.' } }),
    ...(spec.pageKeys
      ? {
          pageKey: z
            .string()
            .openapi({ param: { description: '`NextPageKey` of the page before, instead of `page`.' } }),
        }
      : {}),
  }
  if (spec.pagesOnly) return optional(pages)
  const hasXp = Object.values(fields).some((f) => f.kind.free === 'whole')
  return optional({
    search: z.string().openapi({ param: { description: 'Word or phrase to look for.' } }),
    searchOn: names(spec.search).openapi({
      param: {
        ...COMMA_SEPARATED,
        description: `Properties to look in${hasXp ? '; `xp.path` is one too' : ''}.`,
      },
    }),
    ...(spec.searchType
      ? {
          searchType: z.enum(searchTypes).openapi({
            default: 'AnyTerm',
            param: { description: 'How the words of `search` have to match.' },
          }),
        }
      : {}),
    sortBy: names(spec.sort === 'any' ? 'any' : [...spec.sort, ...spec.sort.map((s) => `!${s}`)]).openapi({
      param: {
        ...COMMA_SEPARATED,
        description: `Properties to sort by, in order; \`!\` before a name turns it round${hasXp ? '; `xp.path` is one too' : ''}.`,
      },
    }),
    ...pages,
    filters: z.record(z.string(), z.string()).openapi({
      type: 'object',
      additionalProperties: { type: 'string' },
      param: {
        style: 'form',
        explode: true,
        description: `Any property of an item${hasXp ? ', or `xp.path`,' : ''} and the value it must have: \`Name=Acme\`. In a value, \`*\` stands for any text, \`!\` negates, \`>\`, \`<\`, \`>=\` and \`<=\` compare, \`|\` means or.`,
      },
    }),
  })
}

const names = (of: readonly string[] | 'any') =>
  z.array(of === 'any' || of.length === 0 ? z.string() : z.enum(of as [string, ...string[]]))

const optional = (parameters: Record<string, z.ZodType>) =>
  Object.fromEntries(Object.entries(parameters).map(([name, p]) => [name, p.optional()]))
