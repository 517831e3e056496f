import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { searchTypes } from '../../src/api/lists/list.ts'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'

/** A text of each script that is written without spaces, a part of one of its words, and what is no part of it. */
const scripts: [name: string, text: string, part: string, other: string][] = [
  ['Chinese', '高品质防水手机壳，适用于iPhone 15', '手机', '机手'],
  ['Chinese of rarer characters', '𠮷野家的㐂字', '野家', '家野'],
  ['Japanese', '濡れないケースは滑りにくいシリコーン製です', 'ケース', 'スケー'],
  ['Japanese in half width', '耐熱ｹｰｽ付き', 'ｹｰ', 'ｰｹ'],
  ['Korean', '방수케이스를 판매합니다', '케이스', '스이케'],
  ['Thai', 'กางเกงผ้าฝ้ายสำหรับผู้ชาย', 'ผ้าฝ้าย', 'ฝ้าผ้าย'],
  ['Lao', 'ເສື້ອກັນຝົນສຳລັບຜູ້ຊາຍ', 'ກັນຝົນ', 'ຝົນກັນ'],
  ['Khmer', 'អាវភ្លៀងសម្រាប់បុរស', 'ភ្លៀង', 'ងភ្លៀ'],
  ['Myanmar', 'ရေစိုခံဖုန်းအိတ်', 'ဖုန်း', 'န်းဖု'],
]

let m: Marketplace
let buyer: { ID: string; user: User }

const lists = ['/products', '/me/products', '/me/products?categoryID=all']
const ids = async (path: string, query: Record<string, string>) => {
  const as = path.startsWith('/me') ? buyer.user : 'seller'
  const asked = `${path}${path.includes('?') ? '&' : '?'}${new URLSearchParams({ pageSize: '100', ...query })}`
  return (await m.must('GET', asked, undefined, as)).Items.map((item: { ID: string }) => item.ID)
}

async function sell(product: { ID: string } & Record<string, unknown>) {
  await m.product(buyer, product)
  const place = { CategoryID: 'all', ProductID: product.ID }
  await m.must('POST', `/catalogs/${buyer.ID}/categories/productassignments`, place)
}

beforeAll(async () => {
  m = await marketplace()
  buyer = await m.buyer()
  await m.must('POST', `/catalogs/${buyer.ID}/categories`, { ID: 'all', Name: 'All', Active: true })
})

describe.each(scripts)('%s', (name, text, part, other) => {
  const ID = name.replaceAll(' ', '-')
  beforeAll(async () => {
    await sell({ ID, Name: text })
    await sell({ ID: `${ID}-told`, Name: 'Other', Description: `Quality: ${text}` })
    await sell({ ID: `${ID}-kept`, Name: 'Other', xp: { Note: { Deep: [text] } } })
    await m.must('POST', '/buyers', { ID, Name: text })
    await m.must('POST', '/orders/Outgoing', { ID, Comments: text }, buyer.user)
  })

  it.each(lists)('is found by a part of a word in every searchType: %s', async (list) => {
    for (const searchType of searchTypes) {
      const found = (search: string, searchOn: string) =>
        ids(list, { search, searchOn, searchType, sortBy: 'ID' })
      for (const search of [part, text, [...text][0]!, [...text].slice(0, 2).join('')]) {
        expect([search, await found(search, 'Name')]).toEqual([search, [ID]])
        expect([search, await found(search, 'Name,Description,xp')]).toEqual([
          search,
          [ID, `${ID}-kept`, `${ID}-told`],
        ])
        expect([search, await found(search, 'xp.Note')]).toEqual([search, [`${ID}-kept`]])
      }
      expect(await found(other, 'Name')).toEqual([])
      expect(await found(other, 'xp.Note')).toEqual([])
    }
    expect(await ids(list, { search: `${part} nothing`, searchOn: 'Name', searchType: 'AnyTerm' })).toEqual([
      ID,
    ])
    expect(await ids(list, { search: `${part} nothing`, searchType: 'AllTermsAnyField' })).toEqual([])
  })

  it('is found in orders, and in lists that look for text as it is', async () => {
    const open = { IsSubmitted: 'false' }
    for (const searchType of searchTypes)
      expect(await ids('/me/orders', { ...open, search: part, searchType })).toEqual([ID])
    expect(await ids('/me/orders', { ...open, search: other })).toEqual([])
    expect(await ids('/buyers', { search: part })).toEqual([ID])
    expect(await ids('/buyers', { search: other })).toEqual([])
  })
})

describe('a text of such scripts and others', () => {
  const letter = fc.constantFrom(...'防水ケー고급ผ้าAb9é', '\u{20bb7}', ' ', '、', '-')
  const words = fc
    .string({ unit: letter, minLength: 1, maxLength: 20 })
    .filter((t) => /[防水ケー고급ผา]/u.test(t))
  const unspaced = /[^Ab9é\s、-]+/gu

  it('is found by whatever part of its runs, and by nothing that is no part', async () => {
    let made = 0
    await fc.assert(
      fc.asyncProperty(words, fc.nat(), fc.nat(), words, async (text, from, size, other) => {
        const ID = `any-${++made}`
        await sell({ ID, Name: text })
        const runs = text.match(unspaced) ?? []
        const run = [...runs[from % runs.length]!]
        const start = from % run.length
        const part = run.slice(start, start + 1 + (size % (run.length - start))).join('')
        const stranger = other.match(unspaced)![0]
        for (const searchType of ['AnyTerm', 'ExactPhrase']) {
          const found = (search: string) => ids('/products', { search, searchOn: 'Name', searchType, ID })
          expect([text, part, await found(part)]).toEqual([text, part, [ID]])
          expect([text, stranger, await found(stranger)]).toEqual([
            text,
            stranger,
            text.includes(stranger) ? [ID] : [],
          ])
        }
      }),
      { numRuns: 60 },
    )
  })

  it('is found as a whole phrase where its words follow each other', async () => {
    await sell({ ID: 'mixed', Name: 'iPhone15用防水ケース 透明 Clear' })
    for (const [search, found] of [
      ['iPhone15用防水', true],
      ['15用', false],
      ['ケース 透明 clear', true],
      ['水ケース 透明', true],
      ['ケー 透明', false],
      ['ケース透明', false],
      ['透明 クリア', false],
    ] as const)
      expect([search, await ids('/products', { search, searchType: 'ExactPhrase', ID: 'mixed' })]).toEqual([
        search,
        found ? ['mixed'] : [],
      ])
  })

  it.each([
    ['Japanese', 'デンチは3本', 'デンチ'],
    ['Korean', '충전기는 별매', '충전'],
    ['Vietnamese', 'Điện thoại', 'điện thoại'],
  ])('is found however its syllables and accents are written: %s', async (name, text, part) => {
    const spellings = [text.normalize('NFC'), text.normalize('NFD')]
    const spelled = spellings.map((_, i) => `${name.replaceAll(' ', '')}${i}`)
    for (const [i, Name] of spellings.entries()) await sell({ ID: spelled[i]!, Name })
    for (const search of [part.normalize('NFC'), part.normalize('NFD')])
      for (const searchType of searchTypes)
        expect([
          search,
          await ids('/products', { search, searchType, searchOn: 'Name', sortBy: 'ID' }),
        ]).toEqual([search, spelled])
  })

  it('is found as it is written, where another character counts as the same', async () => {
    await sell({ ID: 'shrine', Name: '\ufa19社の鈴' })
    expect(await ids('/products', { search: '\ufa19社' })).toEqual(['shrine'])
  })

  it('is found whether its marks are written with their letters or apart', async () => {
    const text = 'ガラスのデバイス 방수케이스'
    await sell({ ID: 'together', Name: text })
    await sell({ ID: 'apart', Name: text.normalize('NFD') })
    for (const searchType of searchTypes)
      for (const word of ['ガラス', 'バイ', '케이스', 'デバイス 방수'])
        for (const search of [word, word.normalize('NFD')]) {
          const asked = { search, searchType, searchOn: 'Name', ID: 'together|apart', sortBy: 'ID' }
          expect([search, await ids('/products', asked)]).toEqual([search, ['apart', 'together']])
        }
  })

  it('keeps vowel signs and accents with their letters', async () => {
    await sell({ ID: 'hindi', Name: 'हिन्दी किताब' })
    await sell({ ID: 'accent', Name: 'Cafe\u0301 table' })
    expect(await ids('/products', { search: 'किताब' })).toEqual(['hindi'])
    expect(await ids('/products', { search: 'किरण' })).toEqual([])
    expect(await ids('/products', { search: 'café' })).toEqual(['accent'])
  })
})
