import type { Progress } from './seed.ts'

const WIDTH = 30

/** A bar that stays on one line of a terminal; elsewhere a line for each tenth. */
export function progressOn(out: Pick<NodeJS.WriteStream, 'isTTY' | 'write'>): Progress {
  let tenths = 0
  return (done, total, kind) => {
    if (out.isTTY) {
      const filled = Math.round((done / total) * WIDTH)
      out.write(
        `\r${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${done}/${total} ${kind}\u001b[K${done === total ? '\n' : ''}`,
      )
      return
    }
    const now = Math.floor((done / total) * 10)
    if (now > tenths) out.write(`${now * 10}% (${done} of ${total}): ${kind}\n`)
    tenths = now
  }
}
