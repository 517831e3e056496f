import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fullPath } from '../../src/api/operation.ts'
import type { Operation } from '../../src/resource/operation.ts'

const SOURCE = 'src'

/** Roles as a person reads them: any of these, any token, the portal's, or none. */
const rolesOf = ({ roles, users }: Operation) =>
  [typeof roles === 'string' ? roles : roles.join(' '), users ? `(${users.join(' ')})` : ''].join(' ').trim()

/**
 * The table of contents of the API, a line each in the order of IDs: operation, verb, path, roles (with the kinds of
 * user, where not all may) and the file that declares it.
 */
export async function contentsOf(): Promise<string> {
  const table = readFileSync(join(SOURCE, 'operations.ts'), 'utf8')
  const files = [...table.matchAll(/^import \{ operations as \w+ \} from '\.\/(.+)'$/gm)].map((m) => m[1]!)
  const lines: string[][] = []
  for (const file of files) {
    // Only now known by name; the table of operations holds each of them to this type.
    const module = (await import(`../../${SOURCE}/${file}`)) as { operations: Operation[] }
    for (const o of module.operations) lines.push([o.id, o.method, fullPath(o), rolesOf(o), file])
  }
  lines.sort(([a], [b]) => (a! < b! ? -1 : 1))
  const widths = [0, 1, 2].map((column) => Math.max(...lines.map((line) => line[column]!.length)))
  return lines
    .map((line) => `${line.map((cell, i) => (i < 3 ? cell.padEnd(widths[i]!) : cell)).join('  ')}\n`)
    .join('')
}
