import { count, hidden, id, required, text } from '../api/field.ts'
import { model } from '../api/model.ts'
import { resource } from '../api/resource.ts'
import { table } from '../api/table.ts'
import { crud } from '../store/crud.ts'

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

const declared = resource({
  id: 'Incrementors',
  table: incrementors,
  model: model('Incrementor', { ID: id(), ...incrementors.fields }),
  path: '/incrementors/{incrementorID}',
  scope: {},
  roles: { read: ['IncrementorReader'], write: ['IncrementorAdmin'] },
  users: { read: ['Seller'], write: ['Seller'] },
  list: { search: ['ID', 'Name'], sort: ['ID', 'Name'], order: ['ID', 'Name'] },
})

export const operations = crud(declared, {
  decide: ({ call, before, after }) => {
    // An epoch is never used twice, even by an incrementor that was deleted and made again.
    if (!before || before.LastNumber !== after.LastNumber) after.Epoch = Math.floor(call.input.now)
    return []
  },
})
