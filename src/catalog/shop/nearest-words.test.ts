import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editsAllowed, editsBetween, nearest } from './nearest-words.ts'

describe('the edits between two words', () => {
  it.each([
    ['gloves', 'gloves', 0],
    ['gloves', 'glvoes', 1],
    ['gloves', 'glove', 1],
    ['gloves', 'glooves', 1],
    ['gloves', 'grovse', 2],
    ['abcd', 'badc', 2],
    ['ab', 'ba', 1],
    ['', 'ab', 2],
  ])('%s and %s: %i', (a, b, edits) => {
    expect(editsBetween(a, b, 5)).toBe(edits)
  })

  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 7 })

  it('are as many either way, none of equal words alone, and no more than were made', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editsBetween(a, b, 9)).toBe(editsBetween(b, a, 9))
        expect(editsBetween(a, b, 9) === 0).toBe(a === b)
      }),
    )
    fc.assert(
      fc.property(word, fc.nat(7), fc.constantFrom('', 'a', 'x'), fc.nat(1), (a, at, put, out) => {
        expect(editsBetween(a, a.slice(0, at) + put + a.slice(at + out), 9)).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('are counted no further than is asked', () => {
    fc.assert(
      fc.property(word, word, fc.nat(4), (a, b, most) => {
        expect(editsBetween(a, b, most)).toBe(Math.min(editsBetween(a, b, 20), most + 1))
      }),
    )
  })
})

describe('the nearest words', () => {
  it('are so near as the length of a word allows, the nearest first', () => {
    expect(nearest('glvoes', ['glove', 'Gloves', 'clothes', 'glues'])).toEqual(['Gloves'])
    expect(nearest('polipropilene', ['polypropylene', 'polyester'])).toEqual(['polypropylene'])
    expect(nearest('stainlss', ['stainer', 'stainless', 'stains'])).toEqual(['stainless', 'stains'])
    expect(nearest('cremme', ['Crème'])).toEqual(['Crème'])
    expect([3, 4, 7, 8].map((length) => editsAllowed('x'.repeat(length)))).toEqual([0, 1, 1, 2])
  })

  it('are few', () => {
    const all = Array.from({ length: 26 }, (_, i) => `glove${String.fromCharCode(97 + i)}`)
    expect(nearest('glove', all)).toHaveLength(8)
  })
})
