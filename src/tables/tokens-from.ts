import { hidden, timestamp } from '../api/field.ts'

/** When an organisation or API client that was shut was last opened again: tokens from before are over for good. */
export const tokensFrom = () => hidden(timestamp())
