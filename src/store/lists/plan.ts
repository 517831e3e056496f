import { compile } from '../compile.ts'
import type { Order, Plan, Question } from './declaration.ts'
import { byKeys, bySort } from './finders.ts'

/** The plan of the first finder that can serve. */
export function planOf(question: Question): Plan {
  for (const finder of [...(question.list.finders ?? []), byKeys]) {
    const plan = finder(question)
    if (plan) return plan
  }
  return bySort(question)
}

/** A plan as text, for a reader of tests and logs. */
export function printed(plan: Plan): string {
  switch (plan.by) {
    case 'keys':
      return `keys, sorted by ${orderText(plan.order)}`
    case 'search':
      return `search ${plan.matches.index}, ${plan.ranked ? 'best first' : `sorted by ${orderText(plan.order)}`}`
    case 'index':
      return `index ${plan.index}: ${orderText(plan.order)}`
    case 'order':
      return `order of ${plan.rows.order ? orderText(plan.rows.order) : 'its own'}`
    case 'sort':
      return `sort by ${orderText(plan.order)}`
  }
}

/** Characters of a value in an order that are printed: what is calculated may fill pages. */
const MOST_PRINTED = 60

const orderText = (order: Order) =>
  order
    .map(({ value, down }) => {
      const text = compile(value).sql.replaceAll('"', '').replace(/\s+/g, ' ')
      return (text.length > MOST_PRINTED ? `${text.slice(0, MOST_PRINTED)}…` : text) + (down ? ' desc' : '')
    })
    .join(', ')
