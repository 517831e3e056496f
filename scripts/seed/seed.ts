import { createHash } from 'node:crypto'
import type { Answer, Api } from './api.ts'
import type { Item, SeedFile } from './file.ts'
import { assignments, type Kind, objects } from './kinds.ts'
import { pathOf, Writer } from './write.ts'

/** Requests under way at once. */
const AT_ONCE = 8

export interface Result {
  saved: number
  /** Records per kind that the server has no operation for. */
  skipped: Map<string, number>
  /** What was refused: the record, and why. */
  errors: string[]
  /** Secrets made in place of those the file does not tell. */
  secrets: string[]
}

/** Told after each record. */
export type Progress = (done: number, total: number, kind: string) => void

/** A record on its way. */
interface Job {
  name: string
  item: Item
  /** Jobs of an earlier step are done before those of a later one begin. */
  step: number
  send: () => Promise<Answer>
  /** Not a record of its own: completes another. */
  completes?: true
}

/** Saves what a file holds, references before what refers to them. A refusal does not stop the rest. */
export async function seed(file: SeedFile, api: Api, progress: Progress = () => {}): Promise<Result> {
  const writer = new Writer(file, api)
  const jobs = [
    ...jobsOf(file.Objects, objects, writer),
    ...jobsOf(file.Assignments, assignments, writer),
    ...defaultOptions(file, api),
    ...generatedVariants(file, api),
  ]
  const result: Result = { saved: 0, skipped: new Map(), errors: [], secrets: writer.secrets }
  let done = 0
  const perform = async (job: Job) => {
    const refusal = result.skipped.has(job.name) ? NO_OPERATION : refusalOf(await job.send())
    const count = job.completes ? 0 : 1
    if (refusal === NO_OPERATION) result.skipped.set(job.name, (result.skipped.get(job.name) ?? 0) + count)
    else if (refusal) result.errors.push(`${job.name} ${labelOf(job.item)}: ${refusal}`)
    else result.saved += count
    progress(++done, jobs.length, job.name)
  }
  for (const [, step] of [...Map.groupBy(jobs, (j) => j.step)].sort(([a], [b]) => a - b)) {
    const waiting = step.values()
    const worker = async () => {
      for (const job of waiting) await perform(job)
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
  }
  return result
}

function jobsOf(section: Record<string, Item[]>, kinds: Record<string, Kind>, writer: Writer): Job[] {
  return Object.entries(section).flatMap(([name, items]) => {
    const kind = kinds[name]!
    const identity = (item: Item) => pathOf(kind.path, item).toLowerCase()
    const known = new Map(kind.parent ? items.map((i) => [identity(i), i]) : [])
    // Trees are saved from their roots; deeper than the list is long there is a circle, which the server refuses.
    const depth = (item: Item, below = 0): number => {
      const id = kind.parent && item[kind.parent]
      const above = id ? known.get(identity({ ...item, ID: id })) : undefined
      return above && below < items.length ? depth(above, below + 1) : below
    }
    const identified = identify(name, kind, items)
    return items.map((item, index) => ({
      name,
      item,
      step: kind.stage + depth(item) / (2 * items.length + 1),
      send: () => writer.save(name, kind, identified[index]!),
    }))
  })
}

/** A record without an ID gets one made of what it says: seeded again, it is the same record and not another. */
function identify(name: string, kind: Kind, items: Item[]): Item[] {
  if (name === 'Variants' || !kind.path.endsWith('/{ID}')) return items
  const seen = new Map<string, number>()
  return items.map((item) => {
    if (item.ID) return item
    const said = JSON.stringify(item)
    const before = seen.get(said) ?? 0
    seen.set(said, before + 1)
    return { ...item, ID: createHash('sha256').update(`${before} ${said}`).digest('hex').slice(0, 32) }
  })
}

/** A spec's default option is one of its options, which need the spec first. */
const defaultOptions = (file: SeedFile, api: Api): Job[] =>
  (file.Objects.Specs ?? [])
    .filter((s) => s.DefaultOptionID)
    .map((item) => ({
      name: 'Specs',
      item,
      step: objects.SpecOptions!.stage + 0.5,
      completes: true,
      send: () => api('PATCH', pathOf(objects.Specs!.path, item), { DefaultOptionID: item.DefaultOptionID }),
    }))

/**
 * Variants are made by the server from a product's specs; the file tells how many there are, and the IDs, names and
 * stock of those that have their own. Only what is missing is made.
 */
function generatedVariants({ Objects: { Products = [], Variants = [] } }: SeedFile, api: Api): Job[] {
  const counted = Products.filter((p) => p.ID && Number(p.VariantCount) > 0).map((p) => p.ID)
  return [...new Set([...counted, ...Variants.map((v) => v.ProductID)])].map((ProductID) => ({
    name: 'Variants',
    item: { ProductID },
    step: objects.Variants!.stage - 0.5,
    completes: true,
    send: () => api('POST', pathOf('/products/{ProductID}/variants/generate', { ProductID })),
  }))
}

const NO_OPERATION = Symbol('no operation')

/** Why a record was not saved, if it was not. */
function refusalOf({ status, body }: Answer): string | typeof NO_OPERATION | undefined {
  if (status < 400) return undefined
  const errors =
    (body as { Errors?: { ErrorCode: string; Message: string; Data?: unknown }[] } | null)?.Errors ?? []
  const first = errors[0]
  if (status === 405 || (first?.Data as { ObjectType?: string } | null | undefined)?.ObjectType === 'Route')
    return NO_OPERATION
  return errors.length > 0 ? errors.map((e) => `${e.ErrorCode}: ${e.Message}`).join(' ') : `status ${status}`
}

/** What a person recognises a record by: its ID, or those an assignment brings together. */
const labelOf = (item: Item): string =>
  String(
    item.ID ??
      item.Name ??
      Object.entries(item)
        .filter(([name, value]) => name.endsWith('ID') && value)
        .map(([name, value]) => `${name} ${value}`)
        .join(', '),
  )
