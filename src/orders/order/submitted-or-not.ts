import { fail } from '../../api/errors.ts'
import type { Filter, Term } from '../../api/lists/filter.ts'

/** A list of orders shows submitted ones or those not submitted yet, never both. */
export type Side = 'Submitted' | 'Unsubmitted'

const sides: Record<string, Side> = {
  unsubmitted: 'Unsubmitted',
  awaitingapproval: 'Unsubmitted',
  declined: 'Unsubmitted',
  open: 'Submitted',
  completed: 'Submitted',
}
const ORDINALS = ['unsubmitted', 'awaitingapproval', 'declined', 'open', 'completed', 'canceled']

/**
 * Which orders a list is about, from its filters. Only positive terms choose; negated ones filter within. Canceled
 * goes with its company, alone it means submitted orders; `DateDeclined=*` can match unsubmitted ones only.
 * @throws ApiError `Order.CannotMixSubmittedAndUnsubmitted`
 */
export function sideOf(filters: Filter[]): Side {
  const chosen = new Set<Side>()
  let declined = false
  for (const filter of filters)
    for (const property of filter.properties) {
      if (property.name === 'IsSubmitted') for (const term of filter.terms) add(chosen, sideOfFlag(term))
      if (property.name === 'Status') for (const term of filter.terms) add(chosen, sideOfStatus(term))
      if (property.name === 'DateDeclined')
        declined ||= filter.terms.some((t) => t.op === 'present' && !t.negate)
    }
  if (chosen.size > 1)
    throw fail(
      'Order.CannotMixSubmittedAndUnsubmitted',
      'A list shows submitted or unsubmitted orders, not both.',
    )
  return [...chosen][0] ?? (declined ? 'Unsubmitted' : 'Submitted')
}

const add = (to: Set<Side>, side: Side | undefined) => {
  if (side) to.add(side)
}

function sideOfFlag(term: Term): Side | undefined {
  if (term.op !== 'eq') return undefined
  const yes = term.pieces[0]!.toLowerCase() === 'true'
  return yes !== term.negate ? 'Submitted' : 'Unsubmitted'
}

function sideOfStatus(term: Term): Side | undefined {
  if (term.op !== 'eq' || term.negate) return undefined
  const operand = term.pieces[0]!.toLowerCase()
  return sides[ORDINALS[Number(operand)] ?? operand]
}
