// In: a set of subjects. Out: the same set as a person would say it: patterns, each with what is not in it.
import type { Subject } from '../values/subject'
import type { SubjectAlgebra, SubjectSet } from './subject-set'
import { EVERYTHING, NOTHING, after } from './subject-set'

/** The subjects that match `pattern`, and none of `except`. */
export interface PatternWith {
  readonly pattern: Subject
  readonly except: readonly Subject[]
}

/** Patterns whose union is `set`, at each token those for any first. */
export function patternsOf(algebra: SubjectAlgebra, set: SubjectSet): readonly PatternWith[] {
  const { of, union, difference, includes } = algebra
  const setOf = ({ pattern, except }: PatternWith): SubjectSet => difference(of([pattern]), of(except))

  /** What is in `here` and not `covered`, by what follows; with exceptions, or else rather more than is there. */
  function said(here: SubjectSet, covered: SubjectSet, isExact: boolean): readonly PatternWith[] {
    if (includes(covered, here)) return []
    const general = ofAny(here, covered, isExact)
    const now = union([covered, ...general.map(setOf)])
    return [
      ...(here.ends && !covered.ends ? [{ pattern: '', except: [] }] : []),
      ...general,
      ...[...new Set([...here.next.keys(), ...now.next.keys()])]
        .sort()
        .flatMap((token) =>
          said(after(here, token), after(now, token), isExact).map((one) => below(token, one)),
        ),
    ]
  }

  /** Those that begin with a wildcard, with what tokens that are named have less than others. */
  function ofAny(here: SubjectSet, covered: SubjectSet, isExact: boolean): readonly PatternWith[] {
    const { next, other } = here
    if (includes(covered.other, other)) return []
    const all =
      other === EVERYTHING
        ? [{ pattern: '>', except: [] }]
        : said(other, covered.other, isExact).map((one) => below('*', one))
    const less = isExact ? [...next].filter(([, child]) => !includes(child, other)) : []
    return less.length === 0
      ? all
      : all.map((one) => {
          const whole = setOf(one)
          const missing = less.flatMap(([token, child]) =>
            // An exception that has exceptions is made whole: what that takes away too much has a pattern of its own.
            said(difference(after(whole, token), child), NOTHING, false).map(
              (gap) => below(token, gap).pattern,
            ),
          )
          return { ...one, except: [...one.except, ...missing] }
        })
  }

  return said(set, NOTHING, true)
}

function below(token: string, { pattern, except }: PatternWith): PatternWith {
  const at = (subject: Subject): Subject => (subject === '' ? token : `${token}.${subject}`)
  return { pattern: at(pattern), except: except.map(at) }
}
