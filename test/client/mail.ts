import { readFile } from 'node:fs/promises'
import { inject, vi } from 'vitest'

/** The code of the newest mail of a kind to an address: development prints them. */
export const mailedCode = (To: string, Kind: string): Promise<string> =>
  vi.waitFor(
    async () => {
      const lines = (await readFile(inject('output'), 'utf8')).match(/\{"To":.*\}/g) ?? []
      const mail = lines.map((line) => JSON.parse(line)).findLast((m) => m.To === To && m.Kind === Kind)
      if (!mail) throw new Error(`no mail ${Kind} to ${To}`)
      return mail.Data.Code
    },
    { timeout: 10_000, interval: 100 },
  )
