import { createHash } from 'node:crypto'

/**
 * An answer that is written out as JSON already, and may be had again: nothing in it is withheld from whom it is for.
 * Its `etag` (RFC 9110, 8.8.3) is the same wherever the same is written.
 */
export class Written {
  readonly text: string
  readonly etag: string

  constructor(answer: object) {
    this.text = JSON.stringify(answer)
    this.etag = `"${createHash('sha256').update(this.text).digest('base64url').slice(0, 27)}"`
  }
}

/** Whether a client has it already, by the `If-None-Match` it sent (RFC 9110, 13.1.2). */
export const isKnownAs = (etag: string, sent: string | undefined): boolean =>
  (sent ?? '').split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, '')))
