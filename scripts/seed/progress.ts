import type { Progress } from './seed.ts'

const WIDTH = 30

/** A bar that stays on one line of a terminal; elsewhere one line for each kind. */
export function progressOn(out: NodeJS.WriteStream): Progress {
  const counts = new Map<string, number>()
  return (done, total, kind) => {
    if (out.isTTY) {
      const filled = Math.round((done / total) * WIDTH)
      out.write(
        `\r${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${done}/${total} ${kind}\u001b[K${done === total ? '\n' : ''}`,
      )
      return
    }
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
    if (done === total) for (const [name, count] of counts) out.write(`${name}: ${count}\n`)
  }
}
