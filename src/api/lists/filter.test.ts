import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  amount,
  computed,
  count,
  flag,
  hidden,
  json,
  list,
  object,
  oneOf,
  secret,
  text,
  timestamp,
  writeOnly,
  xp,
} from '../field.ts'
import { findProperty, parseTerms, type Term } from './filter.ts'

const term = (op: Term['op'], pieces: string | string[], negate = false): Term => ({
  negate,
  op,
  pieces: Array.isArray(pieces) ? pieces : [pieces],
})

describe('the value of a filter', () => {
  it.each<[string, Term[]]>([
    ['Smith', [term('eq', 'Smith')]],
    ['=Smith', [term('eq', 'Smith')]],
    ['!Smith', [term('eq', 'Smith', true)]],
    ['!=Smith', [term('eq', 'Smith', true)]],
    ['!!Smith', [term('eq', 'Smith')]],
    ['!!!Smith', [term('eq', 'Smith', true)]],
    ['>5', [term('gt', '5')]],
    ['<5', [term('lt', '5')]],
    ['>=5', [term('gte', '5')]],
    ['=>5', [term('gte', '5')]],
    ['<=5', [term('lte', '5')]],
    ['=<5', [term('lte', '5')]],
    ['!>5', [term('gt', '5', true)]],
    ['!>=5', [term('gte', '5', true)]],
    ['Smith*', [term('wild', ['Smith', ''])]],
    ['*son', [term('wild', ['', 'son'])]],
    ['*o*', [term('wild', ['', 'o', ''])]],
    ['J*n*n', [term('wild', ['J', 'n', 'n'])]],
    ['!*o*', [term('wild', ['', 'o', ''], true)]],
    ['*', [term('present', ['', ''])]],
    ['!*', [term('present', ['', ''], true)]],
    ['**', [term('present', ['', '', ''])]],
    ['', [term('empty', '')]],
    ['!', [term('empty', '', true)]],
    ['a|b|c', [term('eq', 'a'), term('eq', 'b'), term('eq', 'c')]],
    ['Smith*|!>5|', [term('wild', ['Smith', '']), term('gt', '5', true), term('empty', '')]],
    ['50\\*', [term('eq', '50*')]],
    ['a\\|b', [term('eq', 'a|b')]],
    ['\\!a', [term('eq', '!a')]],
    ['\\>5', [term('eq', '>5')]],
    ['!\\!a', [term('eq', '!a', true)]],
    ['a\\\\b', [term('eq', 'a\\b')]],
    ['a\\\\|b', [term('eq', 'a\\'), term('eq', 'b')]],
    ['a\\', [term('eq', 'a\\')]],
    // Operators count before the first literal character only.
    ['a!b', [term('eq', 'a!b')]],
    ['a>b=c', [term('eq', 'a>b=c')]],
    ['=!a', [term('eq', '!a')]],
    ['>>5', [term('gt', '>5')]],
    ['>5*', [term('gt', '5*')]],
    ['a\nb*', [term('wild', ['a\nb', ''])]],
  ])('"%s"', (value, terms) => {
    expect(parseTerms(value)).toEqual(terms)
  })

  const escaped = (literal: string) => literal.replace(/[\\|*!<>=]/g, '\\$&')

  it('is any text literally, once its special characters are escaped', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (literal) => {
        expect(parseTerms(escaped(literal))).toEqual([term('eq', literal)])
      }),
    )
  })

  const operators = { gt: '>', lt: '<', gte: '>=', lte: '<=', eq: '' } as const
  const operand = fc.string({ unit: fc.constantFrom('a', 'B', '5', '*', '|', '\\', '!', '>', '=', ' ', 'é') })
  const written = fc
    .record({
      negate: fc.boolean(),
      extra: fc.nat(2),
      op: fc.constantFrom('gt', 'lt', 'gte', 'lte', 'eq', 'wild'),
      pieces: fc.array(operand, { minLength: 1, maxLength: 4 }),
    })
    .map(({ negate, extra, op, pieces }) => {
      const bangs = '!'.repeat(Number(negate) + 2 * extra)
      const wild = op === 'wild' && pieces.length > 1
      const kept = wild ? pieces : [pieces.join('')]
      const name = wild ? (kept.every((p) => p === '') ? 'present' : 'wild') : op === 'wild' ? 'eq' : op
      return {
        text: bangs + (operators[name as 'gt'] ?? '') + kept.map(escaped).join('*'),
        term: term(name === 'eq' && kept[0] === '' ? 'empty' : (name as Term['op']), kept, negate),
      }
    })

  it('gives back the terms it was written from', () => {
    fc.assert(
      fc.property(fc.array(written, { minLength: 1, maxLength: 5 }), (terms) => {
        expect(parseTerms(terms.map((t) => t.text).join('|'))).toEqual(terms.map((t) => t.term))
      }),
    )
  })

  it('can be any text at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(parseTerms(value).flatMap((t) => t.pieces).length).toBeGreaterThan(0)
      }),
    )
  })
})

describe('the name of a property', () => {
  const fields = {
    Name: text(100),
    Active: flag(),
    Status: oneOf(['Open', 'Closed']),
    DateCreated: timestamp(),
    Total: amount(),
    Roles: list(text()),
    Address: object('Address', { City: text(), Note: secret(), xp: xp() }),
    Items: list(object('Item', { Sku: text(), Product: object('Product', { ID: text(), xp: xp() }) })),
    Counted: computed(count()),
    Password: writeOnly(text()),
    HashKey: secret(),
    Key: hidden(text()),
    ConfigData: json(),
    xp: xp(),
  }

  it.each([
    ['Name', 'Name', [], false],
    ['nAmE', 'Name', [], false],
    ['address', 'Address', [], false],
    ['ADDRESS.city', 'Address.City', ['City'], false],
    ['Address.XP.Color', 'Address.xp.Color', ['xp', 'Color'], true],
    ['xp', 'xp', [], true],
    ['XP.color', 'xp.color', ['color'], true],
    ['xp.', 'xp.', [''], true],
    ['xp.A..b', 'xp.A..b', ['A', '', 'b'], true],
    ['xp.A.b.C', 'xp.A.b.C', ['A', 'b', 'C'], true],
    ['Roles', 'Roles', [], true],
    ['items.sku', 'Items.Sku', ['Sku'], true],
    ['Items.Product.ID', 'Items.Product.ID', ['Product', 'ID'], true],
    ['Items.Product.xp.a', 'Items.Product.xp.a', ['Product', 'xp', 'a'], true],
    ['ConfigData.a', 'ConfigData.a', ['a'], true],
  ])('%s means %s', (name, canonical, path, free) => {
    expect(findProperty(fields, name)).toMatchObject({ name: canonical, path, free })
  })

  it.each([
    '',
    'Missing',
    'Name.First',
    'Address.Street',
    'Address.Note',
    'Roles.a',
    'Items.Price',
    'ConfigData',
    'Counted',
    'Password',
    'HashKey',
    'Key',
    '__proto__',
    'constructor',
    'toString',
  ])('"%s" means nothing that can be queried', (name) => {
    expect(findProperty(fields, name)).toBeUndefined()
  })
})
