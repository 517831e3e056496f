import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ApiError } from '../../api/errors.ts'
import { type Answer, type AskedSpec, resolveSpecs } from './resolve-specs.ts'

const option = (ID: string, more: Partial<AskedSpec['Options'][number]> = {}) => ({
  ID,
  Value: ID.toUpperCase(),
  ListOrder: 0,
  IsOpenText: false,
  PriceMarkupType: null,
  PriceMarkup: null,
  ...more,
})
const spec = (ID: string, more: Partial<AskedSpec> = {}): AskedSpec => ({
  ID,
  Name: `Name of ${ID}`,
  ListOrder: 0,
  Required: false,
  AllowOpenText: false,
  DefinesVariant: false,
  DefaultOptionID: null,
  DefaultValue: null,
  AssignedOptionID: null,
  AssignedValue: null,
  Options: [option('m'), option('l')],
  ...more,
})
/** Option and value of each spec of a line. */
const chosen = (specs: AskedSpec[], sent: Answer[] = []) =>
  resolveSpecs(specs, sent).map((c) => [c.SpecID, c.OptionID, c.Value])
/** What refuses: status and entries. */
function refusal(specs: AskedSpec[], sent: Answer[] = []) {
  try {
    resolveSpecs(specs, sent)
  } catch (error) {
    const { status, errors } = error as ApiError
    return [status, errors.map((e) => [e.ErrorCode, e.Data])]
  }
  throw new Error('nothing refused')
}

describe('an option that was sent', () => {
  it('must be one of that spec', () => {
    expect(refusal([spec('size')], [{ SpecID: 'size', OptionID: 'xxl' }])).toEqual([
      404,
      [['Spec.OptionNotFound', { SpecID: 'size', OptionID: 'xxl' }]],
    ])
  })

  it('gives its value and mark-up, whatever value was sent, in the spelling it has', () => {
    const size = spec('size', { Options: [option('m', { PriceMarkupType: 'AmountTotal', PriceMarkup: -2 })] })
    expect(resolveSpecs([size], [{ SpecID: 'SIZE', OptionID: 'M', Value: 'ignored' }])).toEqual([
      {
        SpecID: 'size',
        Name: 'Name of size',
        OptionID: 'm',
        Value: 'M',
        PriceMarkupType: 'AmountTotal',
        PriceMarkup: -2,
      },
    ])
  })

  it('takes the shopper’s text where it is open, and needs one', () => {
    const open = option('own', { IsOpenText: true, PriceMarkupType: 'Percentage', PriceMarkup: 5 })
    const print = spec('print', { Options: [open] })
    expect(resolveSpecs([print], [{ SpecID: 'print', OptionID: 'own', Value: 'Bob' }])).toMatchObject([
      { OptionID: 'own', Value: 'Bob', PriceMarkup: 5 },
    ])
    for (const Value of [undefined, null, ''])
      expect(refusal([print], [{ SpecID: 'print', OptionID: 'own', Value }])).toEqual([
        400,
        [['Spec.RequiresValue', { SpecID: 'print', Name: 'Name of print' }]],
      ])
  })
})

describe('a value that was sent', () => {
  it('is taken as it is where open text is allowed', () => {
    expect(chosen([spec('text', { AllowOpenText: true })], [{ SpecID: 'text', Value: 'm' }])).toEqual([
      ['text', null, 'm'],
    ])
  })

  it('must else be that of an option, whatever its letter case', () => {
    expect(chosen([spec('size')], [{ SpecID: 'size', Value: 'm' }])).toEqual([['size', 'm', 'M']])
    expect(refusal([spec('size')], [{ SpecID: 'size', Value: 'medium' }])).toEqual([
      400,
      [['Spec.RequiresSelection', { SpecID: 'size', Name: 'Name of size' }]],
    ])
  })

  it('counts as none when it is empty, and so does an empty option', () => {
    const size = spec('size', { DefaultOptionID: 'l' })
    expect(chosen([size], [{ SpecID: 'size', OptionID: '', Value: '' }])).toEqual([['size', 'l', 'L']])
  })
})

describe('what was not sent', () => {
  it.each<[string, Partial<AskedSpec>, unknown[]]>([
    ['assigned option', { AssignedOptionID: 'm', DefaultOptionID: 'l' }, ['m', 'M']],
    ['option before an assigned value', { DefaultOptionID: 'l', AssignedValue: 'v' }, ['l', 'L']],
    ['assigned value before the spec’s', { AssignedValue: 'v', DefaultValue: 'w' }, [null, 'v']],
    ['value, though no open text is allowed', { DefaultValue: 'w' }, [null, 'w']],
  ])('falls to the default: %s', (_, defaults, expected) => {
    expect(chosen([spec('s', { ...defaults, Required: true })])).toEqual([['s', ...expected]])
  })

  it('is no matter where the spec is optional: it is absent from the line', () => {
    expect(chosen([spec('s')])).toEqual([])
  })

  it('is told all at once where it is required, with what each needs', () => {
    const specs = [
      spec('b', { Required: true, Options: [], ListOrder: 2 }),
      spec('a', { Required: true, ListOrder: 1 }),
      spec('c', { Required: true, DefaultOptionID: 'm' }),
    ]
    expect(refusal(specs)).toEqual([
      400,
      [
        [
          'Spec.OneOrMoreRequiresValue',
          [
            { SpecID: 'a', Name: 'Name of a', ErrorCode: 'Spec.RequiresSelection' },
            { SpecID: 'b', Name: 'Name of b', ErrorCode: 'Spec.RequiresValue' },
          ],
        ],
      ],
    ])
  })
})

describe('the specs of a line', () => {
  it('are those of the product only', () => {
    expect(refusal([spec('size')], [{ SpecID: 'color', OptionID: 'm' }])).toEqual([
      404,
      [['NotFound', { ObjectType: 'Spec', ObjectID: 'color' }]],
    ])
  })

  it('are each named once', () => {
    const twice = [
      { SpecID: 'size', OptionID: 'm' },
      { SpecID: 'SIZE', OptionID: 'l' },
    ]
    expect(refusal([spec('size')], twice)).toMatchObject([
      400,
      [['ValidationFailure', { Property: 'Specs' }]],
    ])
  })

  it('stand by ListOrder, Name, ID', () => {
    const given = { DefaultOptionID: 'm' }
    const specs = [
      spec('z', { ...given, Name: 'alpha', ListOrder: 1 }),
      spec('b', { ...given, Name: 'Beta' }),
      spec('a', { ...given, Name: 'beta' }),
      spec('c', { ...given, Name: 'alpha' }),
    ]
    expect(chosen(specs).map(([id]) => id)).toEqual(['c', 'a', 'b', 'z'])
  })

  it('resolve to themselves when they are sent again', () => {
    const options = fc.uniqueArray(fc.constantFrom('m', 'l', 's'), { maxLength: 3 })
    const specs = fc.uniqueArray(
      fc
        .record({
          id: fc.constantFrom('a', 'b', 'c', 'd'),
          options,
          AllowOpenText: fc.boolean(),
          DefaultValue: fc.constantFrom(null, 'free'),
        })
        .map(({ id, options: ids, ...more }) =>
          spec(id, {
            ...more,
            AllowOpenText: more.AllowOpenText || more.DefaultValue !== null,
            DefaultOptionID: ids[0] ?? null,
            Options: ids.map((o) => option(o)),
          }),
        ),
      { selector: (s) => s.ID },
    )
    fc.assert(
      fc.property(specs, (all) => {
        const once = resolveSpecs(all, [])
        expect(resolveSpecs(all, once)).toEqual(once)
      }),
    )
  })
})
