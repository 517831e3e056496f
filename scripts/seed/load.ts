import { createHash } from 'node:crypto'
import { appendFile, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import type { Api } from './api.ts'
import { describe, type Saving } from './document.ts'
import { aliases, assignments, type Kind, objects } from './kinds.ts'
import { readCsv, readJsonLines, type Streamed } from './records.ts'
import { Writer } from './write.ts'

/** Objects of one call, as many as the server takes. */
const BATCH = 100
/** Calls under way at once: one keeps the database busy, the others the rest. */
const AT_ONCE = 4
/** Times in a row that objects are sent again of which the server takes none. */
const MOST_TRIES = 8

/** How far a file has been loaded: kept beside it, so that a load that was killed goes on. */
export interface Position {
  /** Of the file, to tell it from another. */
  size: number
  /** All lines up to here are done. */
  line: number
  saved: number
  failed: number
}

/** Told after each call. */
export type LoadProgress = (bytes: number, size: number, saved: number) => void

/** Why an object was not saved. */
interface Failure {
  Line: number
  Code: string
  Message: string
}

/** A call of objects of one kind, in the order of the file. */
interface Batch {
  records: Streamed[]
  /** IDs of the objects, in lower case: assignments have none. */
  ids: Set<string>
  failures: { record: Streamed; failure: Failure }[]
  done: boolean
}

/** Files beside the input: where a load stands, and what failed, which can be loaded again. */
export const filesOf = (path: string) => ({ progress: `${path}.progress`, failed: `${path}.failed.jsonl` })

/**
 * Loads a file of JSON lines or CSV as a stream: objects of one kind that follow each other go side by side, another kind
 * waits until those before are done. Memory does not grow with the file.
 * @param resource of a CSV file
 * @throws Error when the file cannot be read, a column of it is no property, or the server does not answer
 */
export async function load(
  path: string,
  resource: string | undefined,
  api: Api,
  progress: LoadProgress = () => {},
): Promise<Position> {
  const { size } = await stat(path)
  const files = filesOf(path)
  const position = await positionIn(files.progress, size)
  if (position.line === 0) await rm(files.failed, { force: true })
  const described = await describe(api)
  const savings = new Map<string, Saving | undefined>()
  const savingOf = (name: string) => {
    const kind = kindOf(name)
    if (kind && !savings.has(name)) savings.set(name, described.savingOf(kind))
    return savings.get(name)
  }
  const typeOf = (name: string, column: string) => {
    const saving = savingOf(name)
    if (saving && !described.has(saving.body, column) && !kindOf(name)!.path.includes(`{${column}}`))
      throw new Error(`Column ${JSON.stringify(column)}: ${name} have no such property.`)
    return described.typeIn(saving?.body, column)
  }
  const records = resource ? readCsv(path, named(resource), typeOf) : readJsonLines(path)
  const sender = new Sender(api, savingOf)
  const underway: Batch[] = []
  const running = new Set<Promise<void>>()

  /** Writes down what is done, in the order of the file: failures first, since they may be told twice, but not never. */
  const settle = async () => {
    while (underway[0]?.done) {
      const { records: own, failures } = underway.shift()!
      if (failures.length > 0) await appendFile(files.failed, failures.map(lineOf).join(''))
      position.line = own.at(-1)!.line
      position.failed += failures.length
      position.saved += own.length - failures.length
      await writeFile(`${files.progress}.new`, JSON.stringify(position))
      await rename(`${files.progress}.new`, files.progress)
      progress(own.at(-1)!.bytes, size, position.saved)
    }
  }
  let settled = Promise.resolve()
  const start = async (own: Streamed[]) => {
    if (own.length === 0) return
    const ids = new Set(own.flatMap(({ item }) => (item.ID ? [lower(item.ID)] : [])))
    const batch: Batch = { records: own, ids, failures: [], done: false }
    underway.push(batch)
    const task: Promise<void> = sender.send(batch).then(() => {
      batch.done = true
      running.delete(task)
      settled = settled.then(settle)
    })
    running.add(task)
    // What goes wrong is met by whoever waits for it.
    task.catch(() => undefined)
    // A slow call may be at the head of many: what waits to be written down is bounded too.
    while (running.size >= AT_ONCE || underway.length >= 4 * AT_ONCE)
      await (running.size > 0 ? Promise.race(running) : settled)
  }
  let next: Streamed[] = []
  const drain = async () => {
    await start(next)
    next = []
    await Promise.all(running)
    await settled
  }
  for await (const read of records) {
    if (read.line <= position.line) continue
    const record = { ...read, resource: named(read.resource) }
    const before = next.at(-1) ?? underway.at(-1)?.records.at(-1)
    const parent = record.item[kindOf(record.resource)?.parent ?? '']
    const isUnderway = (id: unknown) => id && underway.some(({ ids }) => ids.has(lower(id)))
    if (before && before.resource !== record.resource) await drain()
    // Within one call the server sees to the order.
    else if (isUnderway(parent) || isUnderway(record.item.ID)) await drain()
    next.push(record)
    if (next.length === BATCH) {
      await start(next)
      next = []
    }
  }
  await drain()
  await rm(files.progress, { force: true })
  return position
}

const named = (name: string) => aliases[name] ?? name
const kindOf = (name: string): Kind | undefined =>
  Object.hasOwn(objects, name)
    ? objects[name]
    : Object.hasOwn(assignments, name)
      ? assignments[name]
      : undefined
const lower = (id: unknown) => String(id).toLowerCase()

async function positionIn(file: string, size: number): Promise<Position> {
  try {
    const known = JSON.parse(await readFile(file, 'utf8')) as Position
    if (known.size === size) return known
  } catch {
    // None yet, or none of this program's.
  }
  return { size, line: 0, saved: 0, failed: 0 }
}

const lineOf = ({ record, failure }: Batch['failures'][number]) =>
  `${JSON.stringify({ ...(record.problem ? {} : { Resource: record.resource }), ...record.item, $Failed: failure })}\n`

type Errors = { ErrorCode: string; Message: string; Data?: unknown }[]

/** Sends batches: by the bulk door what that takes, and one by one what needs more than a save. */
class Sender {
  readonly #api: Api
  readonly #writer: Writer
  readonly #savingOf: (name: string) => Saving | undefined

  constructor(api: Api, savingOf: (name: string) => Saving | undefined) {
    this.#api = api
    this.#writer = new Writer({ Objects: {}, Assignments: {} }, api)
    this.#savingOf = savingOf
  }

  async send(batch: Batch): Promise<void> {
    const fail = (record: Streamed, errors: Errors) => {
      const failure = {
        Line: record.line,
        Code: errors[0]?.ErrorCode ?? '',
        Message: errors.map((e) => e.Message).join(' '),
      }
      batch.failures.push({ record, failure })
    }
    const kind = kindOf(batch.records[0]!.resource)
    const saving = this.#savingOf(batch.records[0]!.resource)
    const problemOf = ({ problem, resource, item }: Streamed) =>
      problem ?? (kind ? missingIn(kind, item) : `Resource ${JSON.stringify(resource)} is not known.`)
    const good = batch.records.filter((record) => {
      const problem = problemOf(record)
      if (problem) fail(record, [{ ErrorCode: 'Unreadable', Message: problem }])
      return !problem
    })
    if (good.length === 0) return
    const isPlain = saving && !kind!.secrets && !kind!.moving && !kind!.clients && !/\?/.test(kind!.path)
    if (isPlain && !['Variants', 'Specs'].includes(good[0]!.resource))
      await this.#together(kind!, saving, good, fail)
    else for (const record of good) await this.#alone(kind!, record, fail)
    batch.failures.sort((a, b) => a.failure.Line - b.failure.Line)
  }

  async #together(kind: Kind, saving: Saving, records: Streamed[], fail: (r: Streamed, e: Errors) => void) {
    let waiting = records
    for (let tries = 0; waiting.length > 0; ) {
      const Items = await Promise.all(waiting.map(({ item }) => this.#itemOf(kind, saving, item)))
      const { status, body } = await this.#api('POST', '/bulk', { Items })
      const answers = (body as { Items?: { Status: number; Errors: Errors | null }[] } | null)?.Items
      if (status === 200 && answers) {
        const again: Streamed[] = []
        const isLast = tries >= MOST_TRIES
        for (const [i, { Status, Errors }] of answers.entries()) {
          if (!isLast && (Status === 429 || Status === 503)) again.push(waiting[i]!)
          else if (isNoSingleWrite(Errors)) await this.#alone(kind, waiting[i]!, fail)
          else if (Status >= 400) fail(waiting[i]!, Errors ?? [])
        }
        if (again.length === waiting.length) await wait(1000 * ++tries)
        else tries = 0
        waiting = again
      } else if (status === 413 && waiting.length > 1) {
        const middle = waiting.length >> 1
        await this.#together(kind, saving, waiting.slice(0, middle), fail)
        waiting = waiting.slice(middle)
      } else {
        const errors = (body as { Errors?: Errors } | null)?.Errors ?? [
          { ErrorCode: String(status), Message: '' },
        ]
        // Nobody answers, or nobody lets us in: that is not the objects' fault.
        if (status === 401 || status >= 500 || status === 429) throw new Error(errors[0]!.Message)
        for (const record of waiting) fail(record, errors)
        return
      }
    }
  }

  async #itemOf(kind: Kind, { id, params }: Saving, item: Streamed['item']) {
    const identified = withID(kind, item)
    const body = await this.#writer.prepare(kind, identified)
    const names = placeholders(kind)
    return {
      Operation: id,
      Params: Object.fromEntries(params.map((p, i) => [p, identified[names[i]!]])),
      Body: body,
    }
  }

  async #alone(kind: Kind, record: Streamed, fail: (r: Streamed, e: Errors) => void) {
    const { status, body } = await this.#writer.save(record.resource, kind, withID(kind, record.item))
    if (status >= 400) fail(record, (body as { Errors?: Errors } | null)?.Errors ?? [])
  }
}

const isNoSingleWrite = (errors: Errors | null) =>
  (errors?.[0]?.Data as { Property?: string; Rule?: string } | null | undefined)?.Property === 'Operation'

const placeholders = ({ path }: Kind) => [...path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]!)

const missingIn = (kind: Kind, item: Streamed['item']) => {
  const missing = placeholders(kind).find((name) => name !== 'ID' && !item[name])
  return missing && !/\?/.test(kind.path) ? `${missing} is missing.` : undefined
}

/** An object without an ID gets one made of what it says: loaded again, it is the same object and not another. */
const withID = (kind: Kind, item: Streamed['item']) =>
  item.ID || kind.assignment || !kind.path.endsWith('/{ID}')
    ? item
    : { ...item, ID: createHash('sha256').update(JSON.stringify(item)).digest('hex').slice(0, 32) }
