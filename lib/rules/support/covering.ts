// In: a list of subjects with wildcards. Out: which of them hold all of another, alone or together.
import type { SubjectAlgebra } from '../../permissions/subject-set'
import { show } from '../../values/finding'
import { covers, overlaps, type Subject } from '../../values/subject'
import { indexSubjects } from './subject-index'

/**
 * Those that hold all of `subject`: one where one does, else all that have part in it; none where something of it is in none.
 * @param counts - whether an entry counts @defaultValue all do
 */
export type Covering = (subject: Subject, counts?: (entry: Subject) => boolean) => readonly Subject[]

export function coveringOf(algebra: SubjectAlgebra, entries: readonly Subject[]): Covering {
  const near = nearOf(entries)
  return (subject, counts = () => true) => {
    const parts = near(subject, counts)
    const whole = parts.find((entry) => covers(entry, subject))
    if (whole !== undefined) return [whole]
    // Tokens have no end: what no entry holds alone, several hold only where it is `a.>`, as `a.*` and `a.*.>` do.
    if (parts.length < 2 || !subject.endsWith('>')) return []
    return algebra.includes(algebra.of(parts), algebra.of([subject])) ? [...parts].sort() : []
  }
}

/** The entries that count and have a subject in common with another: of few, each is looked at. */
function nearOf(
  entries: readonly Subject[],
): (...asked: Required<Parameters<Covering>>) => readonly Subject[] {
  if (entries.length <= FEW)
    return (subject, counts) => entries.filter((entry) => counts(entry) && overlaps(entry, subject))
  const index = indexSubjects(new Set(entries), (entry) => entry)
  return (subject, counts) => [...index(subject)].filter(counts)
}

const FEW = 8

/** Entries as a sentence names them: `"a.*" and "a.*.>"`. */
export const together = (entries: readonly string[]): string => entries.map(show).join(' and ')
