import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { combine, FLOOR, meets, type PasswordConfig, requirements } from './password-policy.ts'

const silent: PasswordConfig = {
  LimitPasswordReuse: null,
  MaxConsecutiveDupeChars: null,
  MaximumPasswordAge: null,
  MinimumPasswordAge: null,
  AllowedFailedAttempts: null,
  LockoutDuration: null,
  UpperCaseRequired: false,
  LowerCaseRequired: false,
  SpecialCharacterRequired: false,
  NumericRequired: false,
  MinimumCharacterCount: null,
}
const config = (more: Partial<PasswordConfig>): PasswordConfig => ({ ...silent, ...more })

const optional = (min: number, max: number) => fc.option(fc.integer({ min, max }))
const configs: fc.Arbitrary<PasswordConfig> = fc.record({
  LimitPasswordReuse: optional(0, 24),
  MaxConsecutiveDupeChars: optional(1, 24),
  MaximumPasswordAge: optional(1, 365),
  MinimumPasswordAge: optional(1, 60),
  AllowedFailedAttempts: optional(1, 10),
  LockoutDuration: fc.option(fc.oneof(fc.constant(0), fc.integer({ min: 2, max: 1440 }))),
  UpperCaseRequired: fc.boolean(),
  LowerCaseRequired: fc.boolean(),
  SpecialCharacterRequired: fc.boolean(),
  NumericRequired: fc.boolean(),
  MinimumCharacterCount: optional(10, 100),
})

describe('the policy of a user', () => {
  it('is the floor where no profile says anything', () => {
    expect(combine([])).toEqual(FLOOR)
    expect(combine([silent])).toEqual(FLOOR)
    expect(FLOOR).toMatchObject({ MinimumCharacterCount: 10, AllowedFailedAttempts: 10, LockoutDuration: 2 })
  })

  it('is the strictest of each rule', () => {
    const a = config({
      MinimumCharacterCount: 12,
      MaxConsecutiveDupeChars: 3,
      LimitPasswordReuse: 5,
      MaximumPasswordAge: 90,
      MinimumPasswordAge: 10,
      AllowedFailedAttempts: 5,
      LockoutDuration: 30,
    })
    const b = config({
      MinimumCharacterCount: 14,
      MaxConsecutiveDupeChars: 2,
      LimitPasswordReuse: 3,
      MaximumPasswordAge: 30,
      MinimumPasswordAge: 60,
      AllowedFailedAttempts: 8,
      LockoutDuration: 5,
    })
    expect(combine([a, b])).toMatchObject({
      MinimumCharacterCount: 14,
      MaxConsecutiveDupeChars: 2,
      LimitPasswordReuse: 5,
      MaximumPasswordAge: 30,
      MinimumPasswordAge: 60,
      AllowedFailedAttempts: 5,
      LockoutDuration: 30,
    })
  })

  it('locks out until an administrator helps where any profile says so', () => {
    expect(combine([config({ LockoutDuration: 0 }), config({ LockoutDuration: 1440 })]).LockoutDuration).toBe(
      0,
    )
  })

  const kinds = (...configs: Partial<PasswordConfig>[]) => {
    const p = combine(configs.map(config))
    return [p.UpperCaseRequired, p.LowerCaseRequired, p.NumericRequired, p.SpecialCharacterRequired]
  }

  it('asks for any three kinds of character that profiles choose together', () => {
    expect(
      kinds({ UpperCaseRequired: true, SpecialCharacterRequired: true }, { NumericRequired: true }),
    ).toEqual([true, false, true, true])
  })

  it('asks for the floor’s three where fewer are chosen', () => {
    expect(kinds({ UpperCaseRequired: true })).toEqual([true, true, true, false])
    expect(kinds({ UpperCaseRequired: true, SpecialCharacterRequired: true })).toEqual([
      true,
      true,
      true,
      true,
    ])
  })

  it('does not depend on the order of profiles, nor on saying a thing twice', () => {
    fc.assert(
      fc.property(fc.array(configs, { maxLength: 4 }), (all) => {
        expect(combine([...all].reverse())).toEqual(combine(all))
        expect(combine([...all, ...all])).toEqual(combine(all))
      }),
    )
  })

  it('is never weaker than the floor, whatever profiles say', () => {
    fc.assert(
      fc.property(fc.array(configs, { maxLength: 4 }), (all) => {
        const p = combine(all)
        const kindsAsked = [
          p.UpperCaseRequired,
          p.LowerCaseRequired,
          p.NumericRequired,
          p.SpecialCharacterRequired,
        ]
        expect(p.MinimumCharacterCount).toBeGreaterThanOrEqual(10)
        expect(p.AllowedFailedAttempts).toBeLessThanOrEqual(10)
        expect(p.LockoutDuration === 0 || p.LockoutDuration! >= 2).toBe(true)
        expect(kindsAsked.filter(Boolean).length).toBeGreaterThanOrEqual(3)
      }),
    )
  })

  it('with one more profile accepts no password that it refused', () => {
    const passwords = fc.string({ unit: fc.constantFrom('a', 'A', '1', '!', ' ', 'é'), maxLength: 16 })
    fc.assert(
      fc.property(fc.array(configs, { maxLength: 3 }), configs, passwords, (all, more, password) => {
        // Three kinds that profiles choose take the place of the floor's three, so chosen kinds alone are compared.
        const chosen = all.map((c) => ({
          ...c,
          UpperCaseRequired: true,
          LowerCaseRequired: true,
          NumericRequired: true,
        }))
        if (meets(password, combine([...chosen, more]))) expect(meets(password, combine(chosen))).toBe(true)
      }),
    )
  })
})

describe('a password', () => {
  it.each([
    ['Wharf-2026-x', {}, true],
    ['Wharf2026x', {}, true],
    ['Wharf2026', {}, false],
    ['wharf-2026-x', {}, false],
    ['WHARF-2026-X', {}, false],
    ['Wharf-Wharf-x', {}, false],
    ['Wharf2026x', { SpecialCharacterRequired: true }, true],
    [
      'Wharf2026 xy',
      { SpecialCharacterRequired: true, UpperCaseRequired: true, NumericRequired: true },
      false,
    ],
    ['Wharf2026x', { MinimumCharacterCount: 11 }, false],
    ['Whaaaf2026x', { MaxConsecutiveDupeChars: 3 }, true],
    ['Whaaaf2026x', { MaxConsecutiveDupeChars: 2 }, false],
    ['Whaaf2026x', { MaxConsecutiveDupeChars: 1 }, false],
    ['Äpfelbäume1', {}, true],
  ] as const)('"%s" meets %o and the floor: %s', (password, more, expected) => {
    const special = 'SpecialCharacterRequired' in more && !('UpperCaseRequired' in more)
    const policy = combine([config(more)])
    expect(meets(special ? `${password}!` : password, policy)).toBe(expected)
    if (special) expect(meets(password, policy)).toBe(false)
  })

  it('is counted in characters, not in units', () => {
    const policy = config({ MinimumCharacterCount: 3 })
    expect([meets('😀😀', policy), meets('😀😀😀', policy)]).toEqual([false, true])
    expect(meets('😀😀😀', config({ MaxConsecutiveDupeChars: 2 }))).toBe(false)
  })
})

describe('the requirements that are told', () => {
  it('are those that are set', () => {
    expect(requirements(combine([config({ MaxConsecutiveDupeChars: 2, LockoutDuration: 0 })]))).toEqual({
      MaxConsecutiveDupeChars: 2,
      AllowedFailedAttempts: 10,
      LockoutDuration: 0,
      UpperCaseRequired: true,
      LowerCaseRequired: true,
      NumericRequired: true,
      MinimumCharacterCount: 10,
    })
  })
})
