import { describe, expect, it } from 'vitest'
import { type OrderStatus, orderStatuses } from '../../tables/orders/statuses.ts'
import { type Actor, type Change, dates, isLive, mayChange, next, type Trigger } from './states.ts'

const [U, A, D, O, C, X] = orderStatuses
const everybody: Actor[] = ['Owner', 'Admin', 'Approver', 'System']
const NOW = '2026-03-01T12:00:00.000+00:00'

describe('the status of an order', () => {
  it('is one of six, in the order of their ordinals', () => {
    expect(orderStatuses).toEqual([
      'Unsubmitted',
      'AwaitingApproval',
      'Declined',
      'Open',
      'Completed',
      'Canceled',
    ])
  })

  /** Every change of status there is: from, trigger, to, by whom. */
  const changes: [OrderStatus, Trigger, OrderStatus, Actor[]][] = [
    [U, 'submit', O, ['Owner', 'Admin']],
    [U, 'submitForApproval', A, ['Owner', 'Admin']],
    [A, 'approve', O, ['Approver']],
    [A, 'decline', D, ['Approver']],
    [A, 'declineForResubmit', U, ['Approver']],
    [O, 'shipped', C, ['System']],
    [C, 'unshipped', O, ['System']],
    [O, 'complete', C, ['Admin']],
    [U, 'cancel', X, ['Owner', 'Admin']],
    [A, 'cancel', X, ['Owner', 'Admin']],
    [D, 'cancel', X, ['Owner', 'Admin']],
    [O, 'cancel', X, ['Admin']],
    [C, 'cancel', X, ['Admin']],
  ]

  it.each(changes)('%s, on %s, becomes %s', (from, trigger, to, by) => {
    for (const actor of everybody)
      expect(next(from, trigger, [actor])).toBe(by.includes(actor) ? to : undefined)
    expect(next(from, trigger, by)).toBe(to)
    expect(next(from, trigger, [])).toBeUndefined()
  })

  const triggers = [...new Set(changes.map(([, trigger]) => trigger))]
  const others = orderStatuses.flatMap((status) =>
    triggers
      .filter((trigger) => !changes.some(([from, t]) => from === status && t === trigger))
      .map((trigger) => [status, trigger] as const),
  )

  it.each(others)('%s does not change on %s', (status, trigger) => {
    expect(next(status, trigger, everybody)).toBeUndefined()
  })

  it('Canceled is the end', () => {
    for (const trigger of triggers) expect(next(X, trigger, everybody)).toBeUndefined()
  })

  it.each<[Trigger, Record<string, unknown>]>([
    ['submit', { DateSubmitted: NOW, IsSubmitted: true, DateDeclined: null }],
    ['submitForApproval', { DateDeclined: null }],
    ['approve', { DateApproved: NOW, DateSubmitted: NOW, IsSubmitted: true }],
    ['decline', { DateDeclined: NOW }],
    ['declineForResubmit', { DateDeclined: NOW }],
    ['shipped', { DateCompleted: NOW }],
    ['complete', { DateCompleted: NOW }],
    ['unshipped', { DateCompleted: null }],
    ['cancel', { DateCanceled: NOW }],
  ])('%s sets and clears its own dates and no other', (trigger, expected) => {
    expect(dates(trigger, NOW)).toEqual(expected)
  })

  it('keeps prices and addresses moving until the order is open', () => {
    expect(orderStatuses.filter(isLive)).toEqual([U, A, D])
  })
})

describe('who may change what', () => {
  /** O: the order's user and administrators; A: administrators only; -: nobody. */
  const matrix: Record<Change, string> = {
    notes: 'O O A O O A',
    id: 'O A A A A -',
    address: 'O A - A - -',
    fromUser: 'O A - A - -',
    cost: 'O A - A A -',
    lines: 'O A - A - -',
    specs: 'O A - - - -',
    lineDetails: 'O A - A - -',
    lineXp: 'O A - A A -',
    unitPrice: 'O A - A - -',
    stockPlace: 'O A - - - -',
    payments: 'O A A A A -',
  }
  const cells = Object.entries(matrix).flatMap(([change, row]) =>
    row.split(' ').map((cell, i) => [change as Change, orderStatuses[i]!, cell] as const),
  )

  it.each(cells)('%s while %s: %s', (change, status, cell) => {
    const may = (...actors: Actor[]) => mayChange(change, status, actors)
    // Nobody could: it is the status. Somebody else could: it is the actor.
    const otherwise = cell === '-' ? 'status' : 'actor'
    expect(may('Admin')).toBe(cell === '-' ? otherwise : 'yes')
    expect(may('Owner')).toBe(cell === 'O' ? 'yes' : otherwise)
    expect(may('Owner', 'Admin')).toBe(cell === '-' ? otherwise : 'yes')
    expect(may()).toBe(otherwise)
    expect(may('System')).toBe(otherwise)
  })
})
