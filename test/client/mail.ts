import { readFile } from 'node:fs/promises'
import { inject } from 'vitest'
import { eventually } from '../support/eventually.ts'

/** The code of the newest mail of a kind to an address: development prints them. */
export const mailedCode = (To: string, Kind: string): Promise<string> =>
  eventually(async () => {
    const lines = (await readFile(inject('output'), 'utf8')).match(/\{"To":.*\}/g) ?? []
    const mail = lines.map((line) => JSON.parse(line)).findLast((m) => m.To === To && m.Kind === Kind)
    if (!mail) throw new Error(`no mail ${Kind} to ${To}`)
    return mail.Data.Code
  })
