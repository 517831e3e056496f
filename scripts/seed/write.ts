import { randomBytes } from 'node:crypto'
import type { Answer, Api } from './api.ts'
import type { Item, SeedFile } from './file.ts'
import type { Kind } from './kinds.ts'

/** What a downloaded file has in place of its marketplace's ID, and of secrets. */
const MARKETPLACE = '<MarketplaceID placeholder>'
const REDACTED = '<Redacted. Leave unchanged.>'

/** A path with its placeholders filled from a record; without an ID, the path of the collection. */
export function pathOf(path: string, item: Item): string {
  const template = item.ID ? path : path.replace(/\/\{ID\}$/, '')
  return template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(item[name] ?? '')))
}

/** Saves records of a file, each as its kind wants it. */
export class Writer {
  /** Secrets made here: nobody else can know them. */
  readonly secrets: string[] = []
  readonly #api: Api
  readonly #suppliers: Map<string, Promise<boolean>>
  /** IDs of API clients in the file, in lower case, to those of the server. */
  readonly #clients = new Map<string, string>()

  constructor(file: SeedFile, api: Api) {
    this.#api = api
    this.#suppliers = new Map(
      (file.Objects.Suppliers ?? []).map((s) => [String(s.ID), Promise.resolve(true)]),
    )
  }

  async save(name: string, kind: Kind, item: Item): Promise<Answer> {
    const missing = kind.path.match(/(?<=\/\{)\w+(?=\})/g)?.find((p) => p !== 'ID' && !item[p])
    if (missing)
      return { status: 400, body: { Errors: [{ ErrorCode: 'Required', Message: `${missing} is missing.` }] } }
    const body = await this.prepare(kind, item)
    if (name === 'ApiClients') return this.#saveClient(kind, body)
    if (name === 'Variants') return this.#saveVariant(body)
    if (name === 'Specs') body.DefaultOptionID = null
    const path = pathOf(kind.path, item)
    return kind.assignment
      ? this.#api('POST', path, this.#withSecrets(kind, body))
      : this.#put(kind, path, body)
  }

  /** A record with the IDs of this marketplace. */
  async prepare(kind: Kind, item: Item): Promise<Item> {
    const body = { ...item }
    const { owner, clients } = kind
    if (owner && body[owner] && !(await this.#isSupplier(String(body[owner])))) delete body[owner]
    const here = (id: unknown) => this.#clients.get(String(id).toLowerCase()) ?? id
    if (clients && body[clients])
      body[clients] = Array.isArray(body[clients]) ? body[clients].map(here) : here(body[clients])
    return body
  }

  /** Owners that are no suppliers are the marketplace itself, under the ID it has where the file was made. */
  #isSupplier(id: string): Promise<boolean> {
    if (id === MARKETPLACE) return Promise.resolve(false)
    const known = this.#suppliers.get(id) ?? this.#exists(`/suppliers/${encodeURIComponent(id)}`)
    this.#suppliers.set(id, known)
    return known
  }

  async #exists(path: string): Promise<boolean> {
    return (await this.#api('GET', path)).status === 200
  }

  /** An object that exists keeps secrets that its file does not tell, and counts that have moved on. */
  async #put(kind: Kind, path: string, body: Item): Promise<Answer> {
    const kept = [...(kind.secrets ?? []).filter((s) => body[s] === REDACTED), ...(kind.moving ?? [])]
    if (kept.length === 0 || !(await this.#exists(path)))
      return this.#api('PUT', path, this.#withSecrets(kind, body))
    return this.#api(
      'PATCH',
      path,
      Object.fromEntries(Object.entries(body).filter(([n]) => !kept.includes(n))),
    )
  }

  #withSecrets(kind: Kind, item: Item): Item {
    const body = { ...item }
    for (const property of kind.secrets ?? []) {
      if (body[property] !== REDACTED) continue
      body[property] = randomBytes(24).toString('base64url')
      this.secrets.push(`${item.AppName ?? item.ID} ${property} ${body[property]}`)
    }
    return body
  }

  /** IDs of API clients are the server's: one of the file is known again by its ID, else by its name. */
  async #saveClient(kind: Kind, item: Item): Promise<Answer> {
    const id = (await this.#clientNamed(item)) ?? null
    const answer = id
      ? await this.#put(kind, `/apiclients/${id}`, { ...item, ID: id })
      : await this.#api('POST', '/apiclients', this.#withSecrets(kind, item))
    const saved = (answer.body as { ID?: string } | null)?.ID
    if (saved && item.ID) this.#clients.set(String(item.ID).toLowerCase(), saved)
    return answer
  }

  async #clientNamed({ ID, AppName }: Item): Promise<string | undefined> {
    if (ID && (await this.#exists(`/apiclients/${ID}`))) return String(ID)
    const { body } = await this.#api(
      'GET',
      `/apiclients?AppName=${encodeURIComponent(String(AppName))}&pageSize=100`,
    )
    const items = (body as { Items?: { ID: string; AppName: string }[] } | null)?.Items ?? []
    return items.find((c) => c.AppName === AppName)?.ID
  }

  /** Before it has its own ID, a variant has that of its product and options. */
  async #saveVariant(item: Item): Promise<Answer> {
    const product = `/products/${encodeURIComponent(String(item.ProductID))}/variants/`
    const generated = [item.ProductID, ...((item.Specs ?? []) as Item[]).map((s) => s.OptionID)].join('-')
    const id = item.ID && (await this.#exists(product + item.ID)) ? item.ID : generated
    return this.#api('PUT', product + encodeURIComponent(String(id)), item)
  }
}
