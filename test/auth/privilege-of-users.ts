import { PASSWORD } from '../support/marketplace.ts'
import {
  type Act,
  type Body,
  companies,
  type Kind,
  must,
  person,
  powerful,
  powerfulGroup,
  unique,
} from './privilege-world.ts'

/** Acts on users and their groups, and on what profiles reach them. */
export const ofUsers = (kind: Kind): Record<string, Act> => {
  const at = (
    path: string,
    make: (user: Body) => [string, string, unknown?],
    by?: 'user' | 'group' | 'impersonation',
    more?: Body,
  ): Act => [
    { Seller: 'AdminUserAdmin', Buyer: 'BuyerUserAdmin', Supplier: 'SupplierUserAdmin' }[kind],
    async () => {
      const user = await powerful(kind, by, more)
      const [method, tail, body] = make(user)
      return [method, `${companies()[kind].users}/${user.ID}${path}${tail}`, body]
    },
  ]
  const groupAdmin = {
    Seller: 'AdminUserGroupAdmin',
    Buyer: 'UserGroupAdmin',
    Supplier: 'SupplierUserGroupAdmin',
  }[kind]
  const intoGroup = (by: 'group' | 'impersonation'): Act => [
    groupAdmin,
    async () => {
      const { users, groups } = companies()[kind]
      const UserGroupID = await powerfulGroup(kind, by)
      const { ID: UserID } = await must('POST', users, person())
      return ['POST', `${groups}/assignments`, { UserGroupID, UserID }]
    },
  ]
  return {
    'sets a password': at('', () => ['PATCH', '', { Password: PASSWORD }]),
    'sets a password, the name in another letter case': at('', () => ['PATCH', '', { PASSWORD }]),
    'replaces a user with a password': at('', (u) => ['PUT', '', { ...u, Password: PASSWORD }]),
    'sets the password of a member of a group': at('', () => ['PATCH', '', { Password: PASSWORD }], 'group'),
    ...(kind === 'Supplier'
      ? {}
      : {
          'sets the password of an impersonator': at(
            '',
            () => ['PATCH', '', { Password: PASSWORD }],
            'impersonation',
          ),
        }),
    'changes an address that codes are sent to': at('', () => ['PATCH', '', { Email: 'mine@example.com' }]),
    'replaces a user with another address': at('', (u) => ['PUT', '', { ...u, Email: 'mine@example.com' }]),
    'renames a user, with a password': at('', () => ['PATCH', '', { ID: unique('r'), Password: PASSWORD }]),
    'gives a user the name that a service may know another by': at('', () => [
      'PATCH',
      '',
      { Username: unique('n') },
    ]),
    'lets in who was shut out': at('', () => ['PATCH', '', { Active: true }], 'user', { Active: false }),
    'ends a lockout': at('/unlock', () => ['POST', '']),
    'puts a user into a group': intoGroup('group'),
    ...(kind === 'Supplier'
      ? {}
      : { 'puts a user into a group of impersonators': intoGroup('impersonation') }),
    ...Object.fromEntries(
      (['user', 'group', 'all'] as const).flatMap((level) =>
        ['SecurityProfileAdmin', 'SetSecurityProfile'].map((role): [string, Act] => [
          `assigns a profile to ${level} (${role})`,
          [
            role,
            async () => {
              const { users, groups, party } = companies()[kind]
              const to =
                level === 'user'
                  ? { UserID: (await must('POST', users, person())).ID }
                  : level === 'group'
                    ? { UserGroupID: (await must('POST', groups, { ID: unique('g'), Name: 'G' })).ID }
                    : {}
              // Of a whole organisation: of a new one, so that nobody else has the roles.
              const whole =
                level === 'all' && kind !== 'Seller'
                  ? {
                      [`${kind}ID`]: (
                        await must('POST', `/${kind.toLowerCase()}s`, { Name: 'N', Active: true })
                      ).ID,
                    }
                  : party
              return [
                'POST',
                '/securityprofiles/assignments',
                { SecurityProfileID: 'power', ...whole, ...to },
              ]
            },
          ],
        ]),
      ),
    ),
  }
}
