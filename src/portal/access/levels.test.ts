import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { levelOf, refusalOf } from './levels.ts'

const grant = fc.tuple(
  fc.constantFrom('User' as const, 'Team' as const),
  fc.constantFrom(0 as const, 1 as const),
  fc.uniqueArray(fc.constantFrom('ProductAdmin', 'OrderReader', 'ImpersonateBuyer', 'ImpersonateSeller')),
)

describe('the level of an account', () => {
  it('is none without a grant', () => {
    expect(levelOf('[]')).toBeNull()
  })

  it('of an owner is everything', () => {
    expect(levelOf('[["Owner",1,[]]]')).toEqual({
      owner: true,
      admin: true,
      roles: ['FullAccess'],
      actsAs: ['Seller', 'Supplier', 'Buyer'],
    })
  })

  it('of a contributor is roles, and kinds of user named among them', () => {
    expect(levelOf('[["User",0,["OrderReader","ImpersonateBuyer"]]]')).toEqual({
      owner: false,
      admin: false,
      roles: ['OrderReader'],
      actsAs: ['Buyer'],
    })
  })

  it('is the union of all grants, in any order', () => {
    fc.assert(
      fc.property(fc.array(grant, { minLength: 1 }), (grants) => {
        const level = levelOf(JSON.stringify(grants))!
        const turned = levelOf(JSON.stringify(grants.toReversed()))!
        expect([level.admin, level.owner]).toEqual([grants.some(([, admin]) => admin === 1), false])
        expect(level.roles.toSorted()).toEqual(turned.roles.toSorted())
        if (!level.admin)
          expect(new Set([...level.roles, ...level.actsAs.map((k) => `Impersonate${k}`)])).toEqual(
            new Set(grants.flatMap(([, , roles]) => roles)),
          )
      }),
    )
  })

  it('suffices for what it reaches, and no more', () => {
    const [contributor, admin, owner] = [
      levelOf('[["Team",0,[]]]')!,
      levelOf('[["Team",0,[]],["User",1,[]]]')!,
      levelOf('[["Owner",1,[]]]')!,
    ]
    const refused = (level: typeof owner) =>
      (['contributor', 'admin', 'owner'] as const).map((wanted) => refusalOf(level, wanted)?.status ?? null)
    expect([refused(contributor), refused(admin), refused(owner)]).toEqual([
      [null, 403, 403],
      [null, null, 403],
      [null, null, null],
    ])
  })
})
