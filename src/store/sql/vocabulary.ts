import { perhapsUnspaced } from './unspaced.ts'

/** Letters of a word that is kept: of shorter ones too many are like each other, and longer ones are no words. */
export const [SHORTEST, LONGEST] = [4, 30]

/** Of all other characters, those that texts divide their words by: spaces, quotation marks, dashes, and what stands behind names. */
const BEYOND_ASCII =
  '\u00a0\u00ab\u00ae\u00b7\u00bb\u2011\u2013\u2014\u2018\u2019\u201c\u201d\u201e\u2022\u2026\u202f\u2122'

/** What divides words, and what would end a string of JSON: of ASCII all but letters and digits. */
const DIVIDERS = [
  ...Array.from({ length: 0x7f }, (_, i) => i).filter(
    (code) =>
      !/[0-9A-Za-z ]/.test(String.fromCharCode(code)) && (code >= 0x20 || [0, 9, 10, 13].includes(code)),
  ),
  ...Array.from(BEYOND_ASCII, (c) => c.codePointAt(0)!),
]

/** A text with spaces where its words are divided. */
const divided = (text: string): string =>
  DIVIDERS.reduce((sql, code) => `replace(${sql}, char(${code}), ' ')`, text)

/** A pattern of what has a character in it that is no letter, as far as ASCII goes. */
const NO_LETTER = "'*[' || char(1) || '-@[-`{-' || char(127) || ']*'"

/**
 * A statement that adds the words of a text to the table that keeps them, in SQL that a trigger may hold. Words with digits
 * are left out, which are numbers of articles as a rule, and so is what is written without spaces.
 * @param marketplace whose words they are
 */
export const addWords = (table: string, marketplace: string, text: string): string =>
  `INSERT INTO "${table}" ("Marketplace", "Word", "Version")
    SELECT DISTINCT ${marketplace}, w.value, 1 FROM json_each('[' || replace(json_quote(${divided(text)}), ' ', '","') || ']') w
    WHERE length(w.value) BETWEEN ${SHORTEST} AND ${LONGEST} AND w.value NOT GLOB ${NO_LETTER} AND w.value NOT GLOB ${perhapsUnspaced}
    ON CONFLICT DO NOTHING;`
