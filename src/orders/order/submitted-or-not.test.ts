import { describe, expect, it } from 'vitest'
import { ApiError } from '../../api/errors.ts'
import { flag, oneOf, text, timestamp } from '../../api/field.ts'
import { parseList } from '../../api/lists/list.ts'
import { orderStatuses } from '../../tables/orders/statuses.ts'
import { sideOf } from './submitted-or-not.ts'

const fields = {
  ID: text(),
  Status: oneOf(orderStatuses),
  IsSubmitted: flag(),
  DateDeclined: timestamp(),
  Comments: text(),
}
const spec = { search: [], sort: [], order: [] }

function side(query: string) {
  try {
    return sideOf(parseList(spec, fields, [...new URLSearchParams(query)], new Set()).filters)
  } catch (error) {
    if (error instanceof ApiError) return error.errors[0]!.ErrorCode
    throw error
  }
}

describe('a list of orders', () => {
  it.each([
    '',
    'ID=x',
    'IsSubmitted=true',
    'IsSubmitted=TRUE',
    'IsSubmitted=!false',
    'Status=Open',
    'Status=open|Completed',
    'Status=3',
    'Status=4|Open',
    // Canceled goes with its company, and alone stands for submitted orders.
    'Status=Canceled',
    'Status=Canceled|Open',
    // Negated terms choose nothing: they filter within.
    'Status=!Unsubmitted',
    'Status=!Unsubmitted|!Declined',
    'Status!=AwaitingApproval',
    'Status=!Unsubmitted&IsSubmitted=true',
    'Status=*',
    'DateDeclined=!*',
    'DateDeclined=>2024-01-01',
    'DateDeclined=*&Status=Open',
    'DateDeclined=*&IsSubmitted=true',
  ])('with "%s" shows submitted orders', (query) => {
    expect(side(query)).toBe('Submitted')
  })

  it.each([
    'IsSubmitted=false',
    'IsSubmitted=False',
    'IsSubmitted=!true',
    'Status=Unsubmitted',
    'Status=AwaitingApproval|Declined',
    'Status=0',
    'Status=1|2',
    'Status=Canceled|Unsubmitted',
    'Status=Canceled&IsSubmitted=false',
    'Status=!Declined&IsSubmitted=false',
    'DateDeclined=*',
    'DateDeclined=*&ID=x',
  ])('with "%s" shows orders not submitted yet', (query) => {
    expect(side(query)).toBe('Unsubmitted')
  })

  it.each([
    'Status=Unsubmitted|Open',
    'Status=0|3',
    'Status=Open&Status=Declined',
    'Status=Open&IsSubmitted=false',
    'Status=Unsubmitted&IsSubmitted=true',
    'IsSubmitted=true|false',
    'IsSubmitted=true&IsSubmitted=!true',
  ])('with "%s" would show both, which is refused', (query) => {
    expect(side(query)).toBe('Order.CannotMixSubmittedAndUnsubmitted')
  })
})
