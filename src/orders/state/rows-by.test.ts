import { describe, expect, it } from 'vitest'
import { ofProduct, ofProductWithID, withID } from './rows-by.ts'

describe('rows of a list', () => {
  it('are found whatever the case of letters, in their order', () => {
    const rows = [
      { ID: 'a', ProductID: 'P' },
      { ID: 'B', ProductID: 'p' },
      { ID: 'c', ProductID: 'q' },
    ]
    expect(ofProduct(rows, 'p').map((r) => r.ID)).toEqual(['a', 'B'])
    expect(withID(rows, 'b')).toEqual([rows[1]])
    expect(ofProductWithID(rows, 'P', 'b')).toEqual([rows[1]])
    expect([withID(rows, 'x'), withID(rows, null)]).toEqual([[], []])
  })

  it('are gone through once, however many are looked for', () => {
    let looks = 0
    const rows = Array.from({ length: 100 }, (_, i) => ({
      get ID() {
        looks++
        return `L${i}`
      },
    }))
    for (let i = 0; i < 100; i++) expect(withID(rows, `l${i}`)).toHaveLength(1)
    expect(looks).toBe(100)
  })
})
