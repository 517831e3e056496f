import { createHash, randomBytes, randomInt } from 'node:crypto'

/** Hash of a secret that is long and random, so that one round of SHA-256 is enough: client secrets, tokens, codes. */
export const hashSecret = (value: string) => createHash('sha256').update(value).digest('hex')

/** A secret for machines: 240 bits, safe in URLs. */
export const randomSecret = () => randomBytes(30).toString('base64url')

/** Letters and digits that are not taken for each other. */
const READABLE = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'

/** A code for people to type. */
export const randomReadable = (length: number) =>
  Array.from({ length }, () => READABLE[randomInt(READABLE.length)]).join('')
