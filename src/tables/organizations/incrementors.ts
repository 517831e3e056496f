import { count, hidden, required, text } from '../../api/field.ts'
import { table } from '../table.ts'

/**
 * Counters for `{incrementorID}` in IDs. The row is what is read and set; the numbers themselves are handed out by one
 * object per incrementor, which starts again from the row whenever `Epoch` has moved.
 */
export const incrementors = table('incrementors', {
  keys: ['ID'],
  fields: {
    Name: text(100),
    LastNumber: required(count({ min: 0 })),
    LeftPaddingCount: required(count({ min: 0, max: 100 })),
    Epoch: hidden(count()),
  },
})
