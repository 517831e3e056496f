import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesUpTo } from './stream.ts'

const streamOf = (chunks: Uint8Array[]) =>
  new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    },
  })

describe('a stream is read', () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 40_000, size: 'max' }), { maxLength: 12 })

  it('as it is, up to a limit in bytes', () =>
    fc.assert(
      fc.asyncProperty(pieces, fc.integer({ min: 0, max: 100_000 }), async (chunks, most) => {
        const all = new Uint8Array(await new Blob(chunks).arrayBuffer())
        const { bytes, isWhole } = await bytesUpTo(streamOf(chunks), most)
        expect(isWhole).toBe(all.length <= most)
        expect(bytes.length).toBe(Math.min(all.length, most))
        expect(bytes.every((byte, i) => byte === all[i])).toBe(true)
      }),
    ))

  it('no further, and given up there', async () => {
    let asked = 0
    let canceled = false
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        asked++
        controller.enqueue(new Uint8Array(1000))
      },
      cancel: () => {
        canceled = true
      },
    })
    expect((await bytesUpTo(endless, 10_000)).isWhole).toBe(false)
    expect(asked).toBeLessThan(15)
    expect(canceled).toBe(true)
  })

  it('where there is none, as empty', async () =>
    expect(await bytesUpTo(null, 10)).toEqual({ bytes: new Uint8Array(0), isWhole: true }))
})
