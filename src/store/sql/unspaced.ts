/**
 * Scripts that are written without spaces. A full-text index knows no word of them, so each run of such text is indexed
 * as all its pairs of neighbours, and its last character by itself: whatever part of it is looked for is a phrase of
 * pairs, and nothing else is.
 */

/** Letters and marks of these scripts, from and to: what stands in most texts first. */
const RANGES = [
  [0x4e00, 0x9fff], // Han, kana and Bopomofo
  [0x3041, 0x309a],
  [0x309d, 0x309f],
  [0x30a1, 0x30fa],
  [0x30fc, 0x318e],
  [0xac00, 0xd7fb], // Hangul: divided by spaces, but not from what is attached to a word
  [0x1100, 0x11ff],
  [0xa960, 0xa97c],
  [0x0e01, 0x0e3a], // Thai
  [0x0e40, 0x0e4e],
  [0x0e81, 0x0ece], // Lao
  [0x0edc, 0x0edf],
  [0x1000, 0x103f], // Myanmar
  [0x1050, 0x109d],
  [0xa9e0, 0xa9fe],
  [0xaa60, 0xaa76],
  [0xaa7a, 0xaa7f],
  [0x1780, 0x17d3], // Khmer
  [0x17d7, 0x17d7],
  [0x17dc, 0x17dd],
  [0x3005, 0x3007], // The rest of Han, kana and Bopomofo
  [0x31a0, 0x31bf],
  [0x31f0, 0x31ff],
  [0x3400, 0x4dbf],
  [0xf900, 0xfaff],
  [0xff66, 0xffdc],
  [0x1b000, 0x1b16f],
  [0x20000, 0x3ffff],
] as const

const CLASS = `[${RANGES.map((range) => range.map((c) => String.fromCodePoint(c)).join('-')).join('')}]`

const isUnspaced = (text: string) => new RegExp(`^${CLASS}`, 'u').test(text)

const PERHAPS = [
  ...'*[\u0e01-\u11ff\u1780-\u17dd\u3005-\ufaff\uff66-\uffdc\u{1b000}-\u{1b16f}\u{20000}-\u{3ffff}]*',
]

/** A pattern of what may hold such text, as `GLOB` takes it: it has 50 bytes at most, so this is a little more. */
export const perhapsUnspaced = `char(${PERHAPS.map((c) => c.codePointAt(0)).join(', ')})`

/** Conditions as a balanced tree: expressions may be nested 100 deep only. */
const anyOf = (conditions: string[]): string =>
  conditions.length === 1
    ? conditions[0]!
    : `(${anyOf(conditions.slice(0, conditions.length >> 1))} OR ${anyOf(conditions.slice(conditions.length >> 1))})`

/** A text as it is indexed, in SQL that a trigger may hold: runs stand as pairs between spaces. */
export function spacedSql(text: string): string {
  const among = (code: string) => anyOf(RANGES.map(([from, to]) => `${code} BETWEEN ${from} AND ${to}`))
  return `(SELECT CASE WHEN length(CAST(t.T AS BLOB)) = length(t.T) OR t.T NOT GLOB ${perhapsUnspaced} THEN t.T ELSE
    (WITH RECURSIVE pairs(Pair, Rest) AS (SELECT substr(t.T, 1, 2), substr(t.T, 2)
      UNION ALL SELECT substr(Rest, 1, 2), substr(Rest, 2) FROM pairs WHERE Rest <> '')
    SELECT group_concat(CASE WHEN NOT ${among('unicode(Pair)')} THEN substr(Pair, 1, 1)
      WHEN ${among('unicode(substr(Pair, 2))')} THEN ' ' || Pair || ' ' ELSE ' ' || substr(Pair, 1, 1) || ' ' END, '') FROM pairs) END
    FROM (SELECT ${text} AS T) t)`
}

/**
 * The parts of a word as they are indexed, one behind the other. A run at the end may go on in what is looked for.
 * @returns `open`: of the last part only the beginning is known
 */
export function partsOfWord(word: string, atEnd: boolean): { parts: string[]; open: boolean } {
  const runs = word.split(new RegExp(`(${CLASS}+)`, 'u')).filter(Boolean)
  let open = false
  const parts = runs.flatMap((run, i) => {
    if (!isUnspaced(run)) return [run]
    const characters = [...run]
    const pairs = characters.slice(1).map((c, n) => characters[n]! + c)
    if (!atEnd || i < runs.length - 1) return [...pairs, characters.at(-1)!]
    open = pairs.length === 0
    return open ? characters : pairs
  })
  return { parts, open }
}
