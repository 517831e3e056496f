import { type Caller, hasRole } from '../api/caller.ts'
import { fail, insufficientRoles } from '../api/errors.ts'
import { bulkRoles } from '../api/roles.ts'
import type { Operation } from '../resource/operation.ts'

/** The caller of an operation: with `BulkReader` a seller's user reads what any reader does, and does nothing else by it. */
export const callerFor = ({ method }: Operation, caller: Caller): Caller =>
  method === 'GET' && caller.kind === 'Seller' && caller.roles.includes('BulkReader')
    ? { ...caller, roles: [...caller.roles, ...bulkRoles] }
    : caller

/**
 * Whether a caller may call an operation at all, before anything is read: roles, then the kind of user, then the
 * organisation named by the path. No role overrides the latter two.
 * @throws ApiError 403
 */
export function authorize(operation: Operation, params: Record<string, string>, caller: Caller): void {
  // Marketplace tokens never reach the portal: `mount()` does not take them there.
  if (operation.roles === 'portal') throw unauthorized()
  // What is open to any user is not to whoever has but an invitation.
  const roles = operation.roles === 'any' && caller.invitation ? [] : operation.roles
  if (roles !== 'any' && roles !== 'anonymous' && !hasRole(caller, ...roles))
    throw insufficientRoles(['FullAccess', ...roles], caller.roles)
  if (operation.users && !operation.users.includes(caller.kind)) throw unauthorized()
  if (caller.order !== null && (operation.noGuests || !openToGuests(operation)))
    throw fail('Auth.AnonUserProhibited', 'Anonymous shoppers may not do this.')
  checkCompany(operation, params, caller)
}

/** An anonymous shopper, whatever the roles of the user it borrows, changes nothing but its order and what is its own. */
const openToGuests = ({ method, path }: Operation) =>
  method === 'GET' || /^\/(orders|cart|me)(\/|$)/.test(path)

const unauthorized = () => fail('Auth.UserNotAuthorizedToAdmin', 'This kind of user may not do this.')

/**
 * Sellers reach every organisation; others their own, and may read organisations of the other kind (a buyer's user
 * suppliers, a supplier's user buyers). Foreign organisations of the own kind do not tell whether they exist.
 */
function checkCompany(operation: Operation, params: Record<string, string>, caller: Caller): void {
  if (caller.kind === 'Seller' || operation.anyCompany) return
  for (const [name, kind] of [
    ['buyerID', 'Buyer'],
    ['supplierID', 'Supplier'],
  ] as const) {
    const company = params[name]
    if (company === undefined) continue
    const own = caller.kind === kind && company.toLowerCase() === caller.company.toLowerCase()
    if (!own && !(caller.kind !== kind && operation.method === 'GET')) throw unauthorized()
  }
}
