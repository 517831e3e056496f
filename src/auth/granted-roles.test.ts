import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apiRoles } from '../api/roles.ts'
import { type ClientLimits, grantRoles } from './granted-roles.ts'

const open: ClientLimits = {
  MinimumRequiredRoles: [],
  MinimumRequiredCustomRoles: [],
  MaximumGrantedRoles: [],
  MaximumGrantedCustomRoles: [],
}
const grant = (available: string[], scope: string, client: Partial<ClientLimits> = {}) =>
  grantRoles(available, scope, { ...open, ...client })

describe('the roles of a token', () => {
  const shopper = ['Shopper', 'MeAdmin', 'Stylist']

  it.each<[string, string[], string, Partial<ClientLimits>, string[] | null]>([
    ['without a scope are all the user has', shopper, '', {}, shopper],
    ['without a scope may be none', [], '', {}, []],
    ['are those asked for', shopper, 'MeAdmin Stylist', {}, ['MeAdmin', 'Stylist']],
    ['are asked for in any case, custom ones exactly', shopper, 'shopper stylist', {}, ['Shopper']],
    ['are told once', shopper, 'Shopper shopper', {}, ['Shopper']],
    ['never exceed what the user has', shopper, 'Shopper OrderAdmin', {}, ['Shopper']],
    // The official SDK sends this word where only custom roles are asked for.
    ['leave out words that are no roles', shopper, 'undefined Stylist', {}, ['Stylist']],
    ['refuse a scope that leaves nothing', shopper, 'OrderAdmin', {}, null],
    ['may be separated by any white space', shopper, ' Shopper\t MeAdmin ', {}, ['Shopper', 'MeAdmin']],
    [
      'are within the client’s maximum',
      shopper,
      '',
      { MaximumGrantedRoles: ['Shopper'] },
      ['Shopper', 'Stylist'],
    ],
    [
      'are within the client’s maximum of custom roles',
      shopper,
      '',
      { MaximumGrantedCustomRoles: ['Other'] },
      ['Shopper', 'MeAdmin'],
    ],
    [
      'refuse a scope that the maximum leaves nothing of',
      shopper,
      'MeAdmin',
      { MaximumGrantedRoles: ['Shopper'] },
      null,
    ],
    ['need the client’s minimum', shopper, '', { MinimumRequiredRoles: ['OrderAdmin'] }, null],
    [
      'need the client’s minimum of custom roles',
      shopper,
      '',
      { MinimumRequiredCustomRoles: ['Chef'] },
      null,
    ],
    [
      'look for the minimum among all the user has',
      shopper,
      'MeAdmin',
      { MinimumRequiredRoles: ['Shopper'] },
      ['MeAdmin'],
    ],
  ])('%s', (_, available, scope, client, expected) => {
    expect(grant(available, scope, client)).toEqual(expected)
  })

  const full = ['FullAccess', 'Stylist']

  it.each<[string, string, Partial<ClientLimits>, string[] | null]>([
    ['is FullAccess without a scope', '', {}, full],
    ['may be any built-in role', 'OrderAdmin shopper', {}, ['OrderAdmin', 'Shopper']],
    ['is no custom role', 'Chef', {}, null],
    [
      'without a scope is the client’s maximum',
      '',
      { MaximumGrantedRoles: ['Shopper', 'OrderReader'] },
      ['Shopper', 'OrderReader', 'Stylist'],
    ],
    [
      'is what of the scope the maximum allows',
      'Shopper OrderAdmin',
      { MaximumGrantedRoles: ['Shopper'] },
      ['Shopper'],
    ],
    ['that is asked for is the maximum', 'FullAccess', { MaximumGrantedRoles: ['Shopper'] }, ['Shopper']],
    ['has every built-in role the client demands', '', { MinimumRequiredRoles: ['OrderAdmin'] }, full],
    ['is as much where the maximum is FullAccess', '', { MaximumGrantedRoles: ['FullAccess'] }, full],
  ])('of somebody with FullAccess %s', (_, scope, client, expected) => {
    expect(grant(full, scope, client)).toEqual(expected)
  })

  it('never exceed the user’s, the scope’s or the client’s', () => {
    const role = fc.constantFrom('Shopper', 'MeAdmin', 'OrderAdmin', 'FullAccess', 'Stylist', 'Chef')
    const roles = fc.uniqueArray(role, { maxLength: 4 })
    const builtIn = new Set<string>(apiRoles)
    fc.assert(
      fc.property(roles, roles, roles, (available, asked, most) => {
        const limits = { MaximumGrantedRoles: most.filter((r) => builtIn.has(r)) }
        const granted = grant(available, asked.join(' '), limits) ?? []
        const covers = (set: string[], r: string) =>
          set.includes(r) || (set.includes('FullAccess') && builtIn.has(r))
        for (const r of granted) {
          expect(covers(available, r)).toBe(true)
          if (asked.length > 0) expect(covers(asked, r)).toBe(true)
          if (builtIn.has(r) && limits.MaximumGrantedRoles.length > 0)
            expect(covers(limits.MaximumGrantedRoles, r)).toBe(true)
        }
      }),
    )
  })
})
