import { remember } from '../api/memory.ts'

/** Something that was known when it was asked for: true if the version is the same still. */
export interface Known<V> {
  readonly version: string
  readonly value: V
}

/**
 * Milliseconds after a change in which nothing of its marketplace is relied upon: an import would void everything with
 * each row, and each request would ask twice.
 */
const SETTLING = 10_000
const MOST_SETTLING = 10_000

/** Marketplaces in which something was found to have changed just now. */
export class Settling {
  readonly #until = new Map<string, number>()

  begin(marketplace: string, now: number): void {
    remember(this.#until, marketplace, now + SETTLING, MOST_SETTLING)
  }

  isOver(marketplace: string, now: number): boolean {
    return (this.#until.get(marketplace) ?? 0) <= now
  }
}

/**
 * What an isolate has found out, each true of one version of its marketplace. A request relies on it before it has read
 * the version, and asks again where that has moved.
 */
export class Remembered<V> {
  readonly #most: number
  readonly #settling: Settling
  readonly #known = new Map<string, Known<V> & { size: number }>()
  #size = 0

  /** @param most what all of it may come to, in whatever `learn` is told sizes in */
  constructor(most: number, settling = new Settling()) {
    this.#most = most
    this.#settling = settling
  }

  recall(marketplace: string, question: string, now: number): Known<V> | undefined {
    const key = `${marketplace}/${question}`
    const known = this.#known.get(key)
    if (!known || !this.#settling.isOver(marketplace, now)) return undefined
    // What is asked for most stays longest.
    this.#known.delete(key)
    this.#known.set(key, known)
    return known
  }

  learn(marketplace: string, question: string, version: string, value: V, size = 1): void {
    const key = `${marketplace}/${question}`
    this.#forget(key)
    if (size > this.#most / 10) return
    this.#known.set(key, { version, value, size })
    this.#size += size
    for (const oldest of this.#known.keys()) {
      if (this.#size <= this.#most) break
      this.#forget(oldest)
    }
  }

  /** What was known has been found to be of another version. */
  outdated(marketplace: string, question: string, now: number): void {
    this.#forget(`${marketplace}/${question}`)
    this.#settling.begin(marketplace, now)
  }

  #forget(key: string) {
    this.#size -= this.#known.get(key)?.size ?? 0
    this.#known.delete(key)
  }
}
