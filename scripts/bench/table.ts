import type { Cost } from './cost.ts'
import type { Measured } from './load.ts'

/** What came of one thing that was measured. */
export type Row = {
  name: string
  /** Throughput as a part of the bare Worker's, measured around it. */
  ratio: number
} & Measured &
  Partial<Cost>

/** Statements of a read and a write apart, of more round trips together. */
const statementsText = (statements: number[] | undefined) =>
  statements && (statements.length > 2 ? statements.reduce((a, b) => a + b) : statements.join(' + '))

/** Figures as a Markdown table. */
export function table(rows: Row[]): string {
  const lines = rows.map(
    ({ name, perSecond, ratio, p50, p99, roundTrips, statements, rowsRead, rowsWritten }) => [
      name,
      String(Math.round(perSecond)),
      ratio.toFixed(2),
      p50.toFixed(1),
      p99.toFixed(1),
      ...[roundTrips, statementsText(statements), rowsRead, rowsWritten].map((n) => String(n ?? '')),
    ],
  )
  const head = [
    '',
    'a second',
    'ratio',
    'p50 ms',
    'p99 ms',
    'round trips',
    'statements',
    'rows read',
    'rows written',
  ]
  const rule = head.map((_, i) => (i === 0 ? '---' : '--:'))
  return [head, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
