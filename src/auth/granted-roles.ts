import { apiRoles } from '../api/roles.ts'

/** The limits a client sets to the roles it grants. */
export interface ClientLimits {
  MinimumRequiredRoles: string[]
  MinimumRequiredCustomRoles: string[]
  MaximumGrantedRoles: string[]
  MaximumGrantedCustomRoles: string[]
}

/** Built-in roles by their lower-cased names. */
const builtInRoles = new Map<string, string>(apiRoles.map((r) => [r.toLowerCase(), r]))

/**
 * The roles of a new token: those available, narrowed by the scope asked for and by the client's maximum. FullAccess
 * stands for every built-in role in both. Words that are no roles are dropped: the official SDK sends "undefined".
 * @returns null when the user lacks a role the client demands, or when a scope leaves nothing
 */
export function grantRoles(available: string[], scope: string, client: ClientLimits): string[] | null {
  const full = available.includes('FullAccess')
  const has = (role: string) => available.includes(role) || (full && builtInRoles.has(role.toLowerCase()))
  if (![...client.MinimumRequiredRoles, ...client.MinimumRequiredCustomRoles].every(has)) return null
  const words = scope.split(/\s+/).filter(Boolean)
  const asked =
    words.length === 0
      ? available
      : [...new Set(words.map((w) => builtInRoles.get(w.toLowerCase()) ?? w))].filter(has)
  const granted = withinMaximum(asked, client)
  return words.length > 0 && granted.length === 0 ? null : granted
}

/** Of several roles those that the client grants; of FullAccess, what it grants of the built-in ones. */
function withinMaximum(roles: string[], client: ClientLimits): string[] {
  const custom = roles.filter((r) => !builtInRoles.has(r.toLowerCase()))
  const builtIn = roles.filter((r) => builtInRoles.has(r.toLowerCase()))
  const most = client.MaximumGrantedRoles
  const mostCustom = client.MaximumGrantedCustomRoles
  return [
    ...(most.length === 0 || most.includes('FullAccess')
      ? builtIn
      : builtIn.includes('FullAccess')
        ? most
        : builtIn.filter((r) => most.includes(r))),
    ...(mostCustom.length === 0 ? custom : custom.filter((r) => mostCustom.includes(r))),
  ]
}

/**
 * Of some roles those that lie within others. FullAccess among the roles stands for every built-in one; among the
 * others it stands for custom ones, too: who has it holds whatever there is.
 */
export function rolesWithin(roles: readonly string[], others: readonly string[]): string[] {
  if (others.includes('FullAccess')) return [...roles]
  return roles.includes('FullAccess')
    ? others.filter((r) => roles.includes(r) || builtInRoles.has(r.toLowerCase()))
    : others.filter((r) => roles.includes(r))
}
