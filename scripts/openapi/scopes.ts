import { apiRoles } from '../../src/api/roles.ts'
import { plural, words } from './words.ts'

/** Roles whose names do not say it all. */
const described: Partial<Record<(typeof apiRoles)[number], string>> = {
  FullAccess: 'Everything that any other role allows.',
  Shopper: 'Browse the catalogs and place orders.',
  MeAdmin: 'Change the own user.',
  MeXpAdmin: "Change the own user's extended properties.",
  MeAddressAdmin: 'Keep own addresses.',
  MeCreditCardAdmin: 'Keep own credit cards.',
  MeSubscriptionAdmin: 'Keep own subscriptions.',
  BulkReader: 'Read all that holds no secrets, as a user of the marketplace owner.',
  PasswordReset: "Reset users' passwords.",
  BuyerImpersonation: 'Act as a user of a buyer organization.',
  OverrideShipping: "Set an order's shipping cost.",
  OverrideTax: "Set an order's tax cost.",
  OverrideUnitPrice: "Set a line item's unit price.",
  SetSecurityProfile: 'Assign security profiles.',
  UnsubmittedOrderReader: "Read other users' unsubmitted orders.",
}

const generated = (role: string) => {
  const thing = plural(words(role.replace(/(Admin|Reader)$/, '')))
  return role.endsWith('Reader') ? `Read ${thing}.` : `Read and change ${thing}.`
}

/** A role that no profile grants: tokens for an order that several people fill carry it. */
const CARRIED = { OrderContributor: 'Read the header of the order that the token is for.' }

/** Every built-in role with what it allows: the scopes of the OAuth scheme. */
export const scopes: Record<string, string> = {
  ...Object.fromEntries(
    ['FullAccess' as const, ...apiRoles.filter((r) => r !== 'FullAccess')].map((role) => [
      role,
      described[role] ?? generated(role),
    ]),
  ),
  ...CARRIED,
}
