import { id } from '../api/field.ts'
import { model } from '../api/model.ts'
import { crud } from '../resource/crud.ts'
import { resource } from '../resource/resource.ts'
import { incrementors } from '../tables/organizations/incrementors.ts'

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
