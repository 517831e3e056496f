import { describe, expect, it } from 'vitest'
import { ref, required, text } from '../api/field.ts'
import { kept, link, owned, referencesOf } from './reference.ts'
import { table } from './table.ts'

describe('references of fields', () => {
  const fields = {
    Name: text(100),
    ParentID: owned(ref('Category'), 'categories', { with: ['CatalogID'] }),
    UserID: kept(kept(required(ref('User')), 'users', { with: ["'Buyer'"], onDelete: 'outlive' }), 'users', {
      with: ["'Seller'"],
      onDelete: 'remove',
    }),
    CatalogID: link(ref('Catalog'), 'catalogs', { onDelete: 'clear' }),
  }
  const columns = (first?: string[]) => referencesOf(fields, first).map((r) => r.columns.join())

  it('end with the field, and stand in the order of the fields, the innermost first', () => {
    expect(columns()).toEqual(['CatalogID,ParentID', "'Buyer',UserID", "'Seller',UserID", 'CatalogID'])
  })

  it('stand first where that is asked', () => {
    expect(columns(['CatalogID'])[0]).toBe('CatalogID')
    expect(columns(['CatalogID']).sort()).toEqual(columns().sort())
  })

  it('say by their kind what a deletion and a rename do', () => {
    expect(referencesOf(fields).map((r) => [r.onDelete, r.kept])).toEqual([
      ['remove', false],
      ['outlive', true],
      ['remove', true],
      ['clear', false],
    ])
  })

  it('are refused with a column or reference that the table does not have', () => {
    const declare = (...columns: string[]) =>
      table('declared_wrongly', {
        keys: ['ID'],
        fields: {
          OrderKey: owned(text(), 'orders'),
          OwnerID: kept(text(), 'companies', { with: columns, onDelete: 'remove' }),
        },
      })
    expect(() => declare('Kind')).toThrow('declared_wrongly.OwnerID: the table has no column Kind')
    expect(() => declare('Order.Leg')).toThrow('declared_wrongly.OwnerID: the table has no reference Order')
    expect(() => declare("'Buyer'", 'Marketplace', 'OrderKey.Leg')).not.toThrow()
  })
})
