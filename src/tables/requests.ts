import { json, required, secret, timestamp } from '../api/field.ts'
import { table } from './table.ts'

/** Answers to requests that carried an `Idempotency-Key`. */
export const idempotencyKeys = table('idempotency_keys', {
  carried: 'moved',
  keys: ['UserKey', 'IdempotencyKey'],
  fields: {
    IdempotencyKey: required(secret()),
    Request: required(secret()),
    Answer: json(),
    DateCreated: timestamp(),
  },
  indexes: [['DateCreated']],
})
