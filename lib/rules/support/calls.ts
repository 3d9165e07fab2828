// In: what may be published, and calls of an API. Out: the calls that a wildcard lets in, and nobody wrote down.
import type { AllowDeny } from '../../model/model'
import { witness, type SubjectAlgebra } from '../../permissions/subject-set'
import type { Subject } from '../../values/subject'
import { overlaps } from '../../values/subject'

/** The subjects under which a call is known, the usual one first; `*` for a name. */
export type Call = readonly Subject[]

export interface LetIn {
  readonly entry: Subject
  /** One for each call, such as may be made. */
  readonly witnesses: readonly Subject[]
}

/**
 * By entry of `allow`; one that begins with a wildcard is meant to let in everything.
 * @param within - what else they must match @defaultValue anything
 */
export function letIn(
  { allow = [], deny = [] }: AllowDeny,
  calls: readonly Call[],
  { of, intersection, difference }: SubjectAlgebra,
  within: Subject = '>',
): readonly LetIn[] {
  const made = (entry: Subject, call: Subject): readonly Subject[] => {
    if (!overlaps(entry, call) || names(entry, call)) return []
    const matching = intersection(of([within]), intersection(of([entry]), of([call])))
    const one = witness(difference(matching, of(deny)))
    return one === undefined ? [] : [one]
  }
  return allow.flatMap((entry) => {
    if (!entry.startsWith('$')) return []
    const witnesses = calls.flatMap((call) => call.flatMap((subject) => made(entry, subject)).slice(0, 1))
    return witnesses.length === 0 ? [] : [{ entry, witnesses }]
  })
}

/** Whether each word of `call` stands in `entry`. */
function names(entry: Subject, call: Subject): boolean {
  const tokens = entry.split('.')
  return call.split('.').every((token, i) => token === '*' || token === tokens[i])
}
