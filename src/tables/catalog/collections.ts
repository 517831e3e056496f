import {
  flag,
  hidden,
  initially,
  int,
  oneOf,
  readOnly,
  ref,
  required,
  text,
  timestamp,
  xp,
} from '../../api/field.ts'
import { companyKey, inCompany } from '../organizations/parties.ts'
import { keyColumn, owned } from '../reference.ts'
import { table } from '../table.ts'

const accessLevels = ['Private', 'Public', 'Shareable'] as const

/** Lists of products that users of a buyer keep: wish lists, favourites. */
export const productCollections = table('product_collections', {
  keys: ['Kind', 'Company', 'ID'],
  fields: {
    Company: companyKey(),
    Name: required(text(100)),
    AccessLevel: initially(oneOf(accessLevels), 'Private'),
    xp: xp(),
    /** Whose it is. */
    UserID: owned(hidden(required(ref('User'))), 'users', inCompany),
  },
})

/** The products of a collection. */
export const collectionEntries = table('product_collection_entries', {
  keys: ['Kind', 'Company', 'CollectionID', 'ProductID'],
  fields: {
    CollectionID: owned(keyColumn(), 'product_collections', inCompany),
    ProductID: owned(required(ref('Product')), 'products'),
    ListOrder: int(),
    DateAdded: readOnly(timestamp()),
  },
})

/** Invitations to a collection: whoever of the buyer holds the ID of one may accept it, once. */
export const collectionInvitations = table('product_collection_invitations', {
  keys: ['Kind', 'Company', 'CollectionID', 'ID'],
  bearer: true,
  fields: {
    CollectionID: owned(keyColumn(), 'product_collections', inCompany),
    Name: required(text(100)),
    Admin: flag(),
    Accepted: readOnly(flag()),
    ExpirationDate: timestamp(),
    xp: xp(),
    /** Who accepted it. */
    UserID: owned(hidden(ref('User')), 'users', inCompany),
  },
})
