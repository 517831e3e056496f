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
import { table } from '../table.ts'

const accessLevels = ['Private', 'Public', 'Shareable'] as const

/** Lists of products that users of a buyer keep: wish lists, favourites. */
export const productCollections = table('product_collections', {
  keys: ['Kind', 'Company', 'ID'],
  fields: {
    Name: required(text(100)),
    AccessLevel: initially(oneOf(accessLevels), 'Private'),
    xp: xp(),
    /** Whose it is. */
    UserID: hidden(required(ref('User'))),
  },
  references: [
    { columns: ['Kind', 'Company'], to: 'companies', onDelete: 'remove' },
    { columns: ['Kind', 'Company', 'UserID'], to: 'users', onDelete: 'remove' },
  ],
})

/** The products of a collection. */
export const collectionEntries = table('product_collection_entries', {
  keys: ['Kind', 'Company', 'CollectionID', 'ProductID'],
  fields: {
    ProductID: required(ref('Product')),
    ListOrder: int(),
    DateAdded: readOnly(timestamp()),
  },
  references: [
    { columns: ['Kind', 'Company', 'CollectionID'], to: 'product_collections', onDelete: 'remove' },
    { columns: ['ProductID'], to: 'products', onDelete: 'remove' },
  ],
})

/** Invitations to a collection: whoever of the buyer holds the ID of one may accept it, once. */
export const collectionInvitations = table('product_collection_invitations', {
  keys: ['Kind', 'Company', 'CollectionID', 'ID'],
  fields: {
    Name: required(text(100)),
    Admin: flag(),
    Accepted: readOnly(flag()),
    ExpirationDate: timestamp(),
    xp: xp(),
    /** Who accepted it. */
    UserID: hidden(ref('User')),
  },
  references: [
    { columns: ['Kind', 'Company', 'CollectionID'], to: 'product_collections', onDelete: 'remove' },
    { columns: ['Kind', 'Company', 'UserID'], to: 'users', onDelete: 'remove' },
  ],
})
