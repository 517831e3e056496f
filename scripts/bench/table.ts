import type { Cost } from './cost.ts'
import type { Measured } from './load.ts'

/** What came of one thing that was measured. */
export type Row = {
  name: string
  /** Throughput as a part of the bare Worker's, measured around it. */
  ratio: number
} & Measured &
  Partial<Cost>

/** Figures as a Markdown table. */
export function table(rows: Row[]): string {
  const lines = rows.map(({ name, perSecond, ratio, p50, p99, roundTrips, rowsRead, rowsWritten }) => [
    name,
    String(Math.round(perSecond)),
    ratio.toFixed(2),
    p50.toFixed(1),
    p99.toFixed(1),
    ...[roundTrips, rowsRead, rowsWritten].map((n) => (n === undefined ? '' : String(n))),
  ])
  const head = ['', 'a second', 'ratio', 'p50 ms', 'p99 ms', 'round trips', 'rows read', 'rows written']
  const rule = head.map((_, i) => (i === 0 ? '---' : '--:'))
  return [head, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
