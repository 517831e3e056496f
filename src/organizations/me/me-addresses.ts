import { fail } from '../../api/errors.ts'
import { flag, id, readOnly } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { addresses, addressFields } from '../../tables/organizations/addresses.ts'
import { addressList, checkAddress } from '../addresses/addresses.ts'
import { usableAddresses } from '../addresses/usable-addresses.ts'
import { editable, privateObjects } from './usable-objects.ts'

const { ID: _, ...addressRest } = addressFields

/** An address as its user sees it: what it may be used for, and whether it is theirs to change. */
const buyerAddress = model(
  'BuyerAddress',
  { ID: readOnly(id()), Shipping: flag(), Billing: flag(), Editable: editable, ...addressRest },
  checkAddress,
)

export const operations = privateObjects({
  one: 'Address',
  many: 'Addresses',
  path: '/me/addresses/{addressID}',
  table: addresses,
  model: buyerAddress,
  list: addressList,
  roles: ['MeAddressAdmin', 'Shopper'],
  writers: ['MeAddressAdmin'],
  refusal: 'Address.CannotEditPublic',
  usable: (user) => {
    const { use, ...parts } = usableAddresses(user)
    return {
      ...parts,
      locate: (p) => (p.name === 'Shipping' || p.name === 'Billing' ? use(p.name) : undefined),
    }
  },
  check: (value) => {
    if (!value.Shipping && !value.Billing)
      throw fail('BuyerAddress.MustBeBillingOrShipping', 'An address is for shipping, billing, or both.')
  },
})
