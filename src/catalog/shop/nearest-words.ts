/** Letters from which on a word may be mistaken in one, and in two. */
const [ONE, TWO] = [4, 8]
/** Words that one is read as, at most. */
const MOST_NEAR = 8

/** How many letters of a word may be mistaken: in short words, each makes another word. */
export const editsAllowed = ({ length }: string): number => (length >= TWO ? 2 : length >= ONE ? 1 : 0)

/** Words of a vocabulary that one may have been meant to be, the nearest first; letter case and accents do not count. */
export function nearest(word: string, vocabulary: readonly string[]): string[] {
  const own = plain(word)
  const most = editsAllowed(own)
  return vocabulary
    .map((other) => ({ other, edits: editsBetween(own, plain(other), most) }))
    .filter(({ edits }) => edits <= most)
    .sort((a, b) => a.edits - b.edits || (a.other < b.other ? -1 : 1))
    .slice(0, MOST_NEAR)
    .map(({ other }) => other)
}

/** A word without letter case and accents. */
export const plain = (word: string) => word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/**
 * How many letters must be put in, left out, changed, or swapped with the next, to make one word of another (the optimal
 * string alignment of Damerau and Levenshtein).
 * @param most what is more counts as one more than this
 */
export function editsBetween(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const changed = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? before[j - 2]! + 1 : Infinity
      row.push(Math.min(last[j]! + 1, row[j - 1]! + 1, changed, swapped))
    }
    if (Math.min(...row, ...last) > most) return most + 1
    ;[before, last] = [last, row]
  }
  return Math.min(last[b.length]!, most + 1)
}
