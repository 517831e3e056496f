import type { Cost } from './cost.ts'
import type { Measured } from './load.ts'

/** What came of one thing that was measured. */
export type Row = {
  name: string
  /** Throughput as a part of the bare Worker's, measured around it. */
  ratio: number
  /** The least and the greatest of several. */
  spread?: [number, number]
} & Measured &
  Partial<Cost>

/** Of rows that were measured several times, the ones with the median ratio; what they cost is of the last time. */
export const summed = (rounds: Row[][]): Row[] =>
  rounds.at(-1)!.map((last, i) => {
    const times = rounds.map((rows) => rows[i]!).sort((a, b) => a.ratio - b.ratio)
    const { perSecond, ratio, p50, p99 } = times[times.length >> 1]!
    return { ...last, perSecond, ratio, p50, p99, spread: [times[0]!.ratio, times.at(-1)!.ratio] }
  })

/** Statements of a read and a write apart, of more round trips together. */
const statementsText = (statements: number[] | undefined) =>
  statements && (statements.length > 2 ? statements.reduce((a, b) => a + b) : statements.join(' + '))

/** Figures as a Markdown table. */
export function table(rows: Row[]): string {
  const lines = rows.map(
    ({ name, perSecond, ratio, spread, p50, p99, roundTrips, statements, rowsRead, rowsWritten }) => [
      name,
      String(Math.round(perSecond)),
      ratio.toFixed(2),
      spread?.map((r) => r.toFixed(2)).join(' to ') ?? '',
      p50.toFixed(1),
      p99.toFixed(1),
      ...[roundTrips, statementsText(statements), rowsRead, rowsWritten].map((n) => String(n ?? '')),
    ],
  )
  const head = [
    '',
    'a second',
    'ratio',
    'spread',
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
