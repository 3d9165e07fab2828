// Matchers for jest and its kin: `expect.extend(matchers)`.
import { reasonsFor, sentenceOf } from '../permissions/answer-words'
import type { Action } from '../permissions/can'
import { show } from '../values/finding'
import type { Finding } from '../values/finding'
import type { FindingsError } from '../values/finding'
import { few } from '../values/words'
import type { TestUser } from './user'

interface MatcherResult {
  readonly pass: boolean
  readonly message: () => string
}

/** Whatever carries findings: a synthesis, an error that was thrown, or a function that throws one. */
type WithFindings = { readonly findings: readonly Finding[] } | (() => unknown)

/** Where and how a finding is expected; what is left out does not matter. */
export type FindingPattern = Partial<Pick<Finding, 'path' | 'severity' | 'acknowledged'>>

export const matchers = {
  /** Passes when servers would let `user` do it, whatever a mapping or a server's release makes of it; with `.not`, when none would. */
  toBeAllowedTo(
    this: { readonly isNot?: boolean },
    user: TestUser,
    action: Action,
    subject: string,
    queue?: string,
  ): MatcherResult {
    const { name, can } = userIn(user)
    if (action === 'publish' && queue !== undefined)
      throw new TypeError('toBeAllowedTo: queues are for who subscribes, and none for who publishes')
    const answer = can(action, subject, queue)
    const asked = { user: name, action, subject, ...(queue !== undefined && { queue }) }
    const expected = `expected that ${sentenceOf(asked, { ...answer, allowed: this.isNot ? 'no' : 'yes' })}`
    const said = [`but ${sentenceOf(asked, answer)}:`, ...reasonsFor(action, answer)].join('\n')
    return {
      pass: this.isNot ? answer.allowed !== 'no' : answer.allowed === 'yes',
      message: () => `${expected},\n${said}`,
    }
  },

  /** Passes when a message that `user` publishes on `subject` can reach the user `name`. */
  toReach(this: { readonly isNot?: boolean }, user: TestUser, name: string, subject: string): MatcherResult {
    const { name: publisher, reaches, others } = userIn(user)
    if (!others.includes(name))
      throw new TypeError(`toReach: there is no user "${name}"; name one of: ${few(others, 20, ', ')}`)
    const reached = reaches(subject)
    const expected = `expected that what ${publisher} publishes on ${subject} ${this.isNot ? 'does not reach' : 'reaches'} ${name}`
    return {
      pass: reached.includes(name),
      message: () => `${expected},\nbut it reaches ${reached.join(', ') || 'nobody'}`,
    }
  },

  /** Passes when a finding has `code` and all that `pattern` says. Messages are for people, and not matched. */
  toHaveFinding(received: WithFindings, code: string, pattern: FindingPattern = {}): MatcherResult {
    const findings = findingsOf(received)
    const pass = findings.some(
      (finding) =>
        finding.code === code &&
        Object.entries(pattern).every(([key, value]) => finding[key as keyof FindingPattern] === value),
    )
    const seen = findings.map((f) => `  ${f.severity} [${f.code}] ${f.path}: ${f.message}`)
    return {
      pass,
      message: () =>
        `expected ${pass ? 'no ' : 'a '}finding [${code}] ${JSON.stringify(pattern)}; found:\n${seen.join('\n') || '  none'}`,
    }
  },
}

/** Programs in JavaScript, and `any`, may give something else. */
function userIn(user: TestUser): TestUser {
  if (typeof (user as Partial<TestUser> | undefined)?.can === 'function') return user
  throw new TypeError(`expect(${show(user)}): give synthInMemory(program).user('ORDERS/alice')`)
}

function findingsOf(received: WithFindings): readonly Finding[] {
  if (typeof received !== 'function') {
    const { findings } = received as Partial<typeof received>
    if (findings !== undefined) return findings
    throw new TypeError('expect(…): give synthInMemory(program), or a function that throws findings')
  }
  try {
    received()
  } catch (error) {
    // By name: the error may come from another copy of natsmith.
    if (error instanceof Error && error.name === 'FindingsError') return (error as FindingsError).findings
    throw error
  }
  return []
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- how jest's types are extended
  namespace jest {
    interface Matchers<R> {
      /** Passes when a finding has `code`, and all that `pattern` says of it. */
      toHaveFinding(code: string, pattern?: FindingPattern): R
      /** Passes when servers would let the user publish, or subscribe in a queue or none. */
      toBeAllowedTo(action: Action, subject: string, queue?: string): R
      /** Passes when a message that the user publishes on `subject` can reach the user `name`. */
      toReach(name: string, subject: string): R
    }
  }
}
