import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  combinationOf,
  combinations,
  type Generated,
  type MatrixSpec,
  MOST_VARIANTS,
  missingVariants,
} from './variant-matrix.ts'

const option = (ID: string, ListOrder = 0, Value = ID.toUpperCase()) => ({
  ID,
  Value,
  ListOrder,
  PriceMarkupType: null,
  PriceMarkup: null,
})
const spec = (ID: string, options: string[], ListOrder = 0): MatrixSpec => ({
  ID,
  Name: ID,
  ListOrder,
  Options: options.map((o, i) => option(o, i)),
})
const product = { ID: 'MUG', Name: 'Enamel mug' }
const color = spec('color', ['red', 'blue'], 1)
const size = spec('size', ['S', 'M', 'L'], 2)
const kept = (made: Generated[]) =>
  made.map((v, i) => ({ ID: v.ID ?? `random-${i}`, Combination: v.Combination }))

describe('the combinations', () => {
  it('go through the specs by ListOrder, the last fastest, and have IDs and names accordingly', () => {
    const made = missingVariants(product, [size, color], [])!
    expect(made.map((v) => v.ID)).toEqual([
      'MUG-red-S',
      'MUG-red-M',
      'MUG-red-L',
      'MUG-blue-S',
      'MUG-blue-M',
      'MUG-blue-L',
    ])
    expect(made[5]!.Name).toBe('Enamel mug BLUE L')
    expect(made[5]!.Specs).toMatchObject([
      { SpecID: 'color', OptionID: 'blue', Value: 'BLUE' },
      { SpecID: 'size', OptionID: 'L', Value: 'L' },
    ])
  })

  it('order specs of one ListOrder by Name, then ID, and options by ListOrder, then ID', () => {
    const a = { ...spec('z', ['1']), Name: 'alpha' }
    const b = { ...spec('a', ['2']), Name: 'beta' }
    const c = { ...spec('b', ['3']), Name: 'beta' }
    expect(missingVariants(product, [c, b, a], [])!.map((v) => v.ID)).toEqual(['MUG-1-2-3'])
    const mixed = { ...color, Options: [option('b', 1), option('c', 0), option('a', 1)] }
    expect(missingVariants(product, [mixed], [])!.map((v) => v.ID)).toEqual(['MUG-c', 'MUG-a', 'MUG-b'])
  })

  it('are none without a spec, or with one that has no options', () => {
    expect(missingVariants(product, [], [])).toEqual([])
    expect(missingVariants(product, [color, spec('empty', [])], [])).toEqual([])
  })

  it('may be as many as are allowed, and no more', () => {
    const many = (n: number) =>
      spec(
        'n',
        Array.from({ length: n }, (_, i) => String(i)),
      )
    expect(missingVariants(product, [many(MOST_VARIANTS)], [])!.length).toBe(MOST_VARIANTS)
    expect(missingVariants(product, [many(MOST_VARIANTS + 1)], [])).toBeUndefined()
    expect(
      missingVariants(product, [many(MOST_VARIANTS)], [{ ID: 'old', Combination: 'x=y' }]),
    ).toBeUndefined()
    const huge = Array.from({ length: 40 }, (_, i) => ({ ...many(1000), ID: `s${i}` }))
    expect(missingVariants(product, huge, [])).toBeUndefined()
  })
})

describe('an ID', () => {
  it('is random where the usual one is too long or taken', () => {
    expect(missingVariants({ ...product, ID: 'x'.repeat(98) }, [size], [])![0]!.ID).toHaveLength(100)
    expect(missingVariants({ ...product, ID: 'x'.repeat(99) }, [size], [])![0]!.ID).toBeNull()
    const renamed = [{ ID: 'mug-RED-s', Combination: 'color=blue|size=l' }]
    const made = missingVariants(product, [color, size], renamed)!
    expect(made.find((v) => v.Combination === 'color=red|size=s')!.ID).toBeNull()
  })

  it('is no reason to make a variant again: what was renamed is known by its options', () => {
    const renamed = [{ ID: 'small-and-red', Combination: 'color=red|size=s' }]
    expect(missingVariants(product, [color, size], renamed)!.map((v) => v.ID)).not.toContain('MUG-red-S')
  })
})

it('a name is cut at 100 characters, and no character in two', () => {
  const [v] = missingVariants(
    { ID: 'P', Name: 'n'.repeat(97) },
    [{ ...color, Options: [option('o', 0, '🟥🟥')] }],
    [],
  )!
  expect(v!.Name).toBe(`${'n'.repeat(97)} 🟥`)
  const [w] = missingVariants(
    { ID: 'P', Name: 'n'.repeat(98) },
    [{ ...color, Options: [option('o', 0, '🟥')] }],
    [],
  )!
  expect(w!.Name).toBe(`${'n'.repeat(98)} `)
})

describe('for any specs', () => {
  const ids = fc.uniqueArray(fc.stringMatching(/^[A-Za-z0-9_-]{1,8}$/), {
    minLength: 0,
    maxLength: 5,
    selector: (s) => s.toLowerCase(),
  })
  const some = fc
    .uniqueArray(fc.tuple(fc.stringMatching(/^[A-Za-z0-9_-]{1,8}$/), ids, fc.nat(3)), {
      maxLength: 4,
      selector: ([id]) => id.toLowerCase(),
    })
    .map((all) => all.map(([id, options, order]) => spec(id, options, order)))

  it('every combination is made once, under an ID of its own, and then none is missing', () => {
    fc.assert(
      fc.property(some, (specs) => {
        const made = missingVariants(product, specs, [])!
        expect(made.length).toBe(combinations(specs))
        expect(new Set(made.map((v) => v.Combination)).size).toBe(made.length)
        const given = made.flatMap((v) => (v.ID === null ? [] : [v.ID.toLowerCase()]))
        expect(new Set(given).size).toBe(given.length)
        expect(missingVariants(product, specs, kept(made))).toEqual([])
        expect(missingVariants(product, [...specs].reverse(), [])).toEqual(made)
      }),
    )
  })

  it('what is there and what is missing make the whole', () => {
    fc.assert(
      fc.property(some, fc.func(fc.boolean()), (specs, keep) => {
        const whole = missingVariants(product, specs, [])!
        const there = kept(whole).filter((v) => keep(v.Combination))
        const missing = missingVariants(product, specs, there)!
        expect([...there, ...missing].map((v) => v.Combination).sort()).toEqual(
          whole.map((v) => v.Combination).sort(),
        )
      }),
    )
  })

  it('a combination has one name, in whatever order and letter case it is told', () => {
    fc.assert(
      fc.property(some, (specs) => {
        for (const { Specs, Combination } of missingVariants(product, specs, [])!) {
          const told = [...Specs].reverse().map((s) => ({
            SpecID: s.SpecID.toUpperCase(),
            OptionID: s.OptionID!.toLowerCase(),
          }))
          expect(combinationOf(told)).toBe(Combination)
        }
      }),
    )
  })
})
