import { held, isLoose } from '../../src/store/carry/table-order.ts'
import { tableNamed } from '../../src/tables/table.ts'
import { type ExportedRow, type Footer, type Header, headerFrom } from './export-marketplace.ts'
import type { Portal } from './portal.ts'
import { type Rewriting, rewrite } from './rewrite.ts'

/** Characters of rows that are sent at once; a request may have 2 MB, and quotes in it are escaped twice. */
const MOST_TEXT = 400_000
/** Rows of a request at most. */
const MOST_ROWS = 100

export interface Importing {
  marketplace: string
  /** Scrub whatever the environments are; else only what goes from production elsewhere. */
  scrub?: boolean
  newIDs?: boolean
  /** Go on with an import that was begun, or put rows over what is there. */
  resume?: boolean
}

/**
 * Puts an export into a marketplace, which is made; one page is held at a time, and putting it in again changes nothing.
 * @param lines reads the export from its beginning: it is read twice, the second time for rows that refer to later ones
 * @param told of rows as they are done
 * @throws Error for a file of another version, one that was cut off, or a marketplace that is there; naming the lines,
 *   where rows are refused
 */
export async function importMarketplace(
  portal: Portal,
  lines: () => AsyncIterable<string>,
  { marketplace, scrub, newIDs = false, resume = false }: Importing,
  told: (rows: number) => void = () => undefined,
): Promise<{ rows: number; scrubbed: boolean }> {
  const at = `/organizations/${encodeURIComponent(marketplace)}`
  const header = await headerOf(lines())
  await checkWhole(lines())
  const isThere = await portal('GET', at).then(
    () => true,
    (error: { status?: number }) => {
      if (error.status === 404) return false
      throw error
    },
  )
  if (isThere && !resume)
    throw new Error(`There is a marketplace "${marketplace}": say --resume to put the rows over what it has.`)
  await portal('PUT', at, { Name: header.Name })
  const own = await headerFrom(portal, at)
  if (own.Format !== header.Format || own.Schema !== header.Schema)
    throw new Error(
      `The file is of version ${header.Schema}, the server of ${own.Schema}: bring both to the same${isThere ? '' : ', and say --resume, for the marketplace has been made'}.`,
    )
  const isLeaving = header.Environment === 'Production' && own.Environment !== 'Production'
  const how: Rewriting = { from: header.Marketplace, to: marketplace, newIDs, scrub: scrub ?? isLeaving }
  // What may refer to rows that come later is put a second time.
  const refersOn = ([table, row]: ExportedRow) => {
    const t = tableNamed(table)
    return held(t).some((r) => isLoose(t, r) && (row[r.columns.at(-1)!] ?? null) !== null)
  }
  const rows = await pass(portal, at, lines(), how, () => true, told)
  await pass(portal, at, lines(), how, refersOn)
  return { rows, scrubbed: how.scrub }
}

async function headerOf(lines: AsyncIterable<string>): Promise<Header> {
  for await (const line of lines) return JSON.parse(line)
  throw new Error('The file is empty.')
}

async function checkWhole(lines: AsyncIterable<string>) {
  let count = -1
  let last = ''
  for await (const line of lines) {
    if (line) last = line
    if (line.startsWith('[')) count++
  }
  const { Rows } = JSON.parse(last) as Partial<Footer>
  if (Rows !== count + 1) throw new Error('The file ends before its end: export it again.')
}

/** Sends the rows that are wanted, in their order. @returns how many */
async function pass(
  portal: Portal,
  at: string,
  lines: AsyncIterable<string>,
  how: Rewriting,
  isWanted: (row: ExportedRow) => boolean,
  told: (rows: number) => void = () => undefined,
): Promise<number> {
  let table = ''
  let page: string[] = []
  let size = 0
  let sent = 0
  let number = 0
  let [first, last] = [0, 0]
  const send = async () => {
    if (page.length > 0)
      await portal('PUT', `${at}/import`, { Table: table, Rows: `[${page.join()}]` }).catch(
        (error: Error) => {
          error.message = `Lines ${first} to ${last} of the file: ${error.message}`
          throw error
        },
      )
    sent += page.length
    told(sent)
    page = []
    size = 0
  }
  for await (const line of lines) {
    number++
    if (!line.startsWith('[')) continue
    const exported = JSON.parse(line) as ExportedRow
    const row = isWanted(exported) ? rewrite(exported, how) : null
    if (!row) continue
    const text = JSON.stringify(row)
    if (exported[0] !== table || size + text.length > MOST_TEXT || page.length >= MOST_ROWS) await send()
    if (page.length === 0) first = number
    last = number
    table = exported[0]
    page.push(text)
    size += text.length
  }
  await send()
  return sent
}
