// In: what was asked, and the answer. Out: both in words, for the command line and for tests.
import { show, visible } from '../values/finding'
import type { Action, Answer, Case } from './can'

export interface Asked {
  readonly user: string
  readonly action: Action
  readonly subject: string
  readonly queue?: string
}

const WORDS = { yes: 'can', no: 'cannot', depends: 'cannot always' } as const

/** `ORDERS/alice cannot publish billing.invoice`. */
export function sentenceOf({ user, action, subject, queue }: Asked, { allowed }: Answer): string {
  const to = action === 'subscribe' ? 'to ' : ''
  const group = queue === undefined ? '' : ` in queue ${queue}`
  return visible(`${user} ${WORDS[allowed]} ${action} ${to}${subject}${group}`)
}

/** What decides. */
export function reasonsFor(action: Action, { source, verdicts }: Answer): readonly string[] {
  return verdicts.flatMap((verdict) => [
    ...(verdicts.length > 1 ? [`  on ${verdict.clusters.join(', ')}: ${verdict.allowed}`] : []),
    ...verdict.cases.flatMap((one) => caseLines(one, action, source)),
  ])
}

function caseLines(one: Case, action: Action, source: Answer['source']): readonly string[] {
  const { subject, mapping, percent, asReply, withheld = [] } = one
  const share = percent < 100 ? `, for ${String(Math.round(percent))} % of the messages` : ''
  return [
    ...(mapping === undefined || subject === undefined
      ? []
      : [`  the mapping of ${show(mapping)} makes it ${show(subject)}${share}`]),
    `  ${because(one, action, source)}`,
    ...(asReply ? ['  as a reply to what it receives, it may be published all the same'] : []),
    ...withheld.map((entry) => `  not delivered all the same: ${show(entry)} is denied`),
  ]
}

function because(
  { because: why, allowed, entry, template, mapping }: Case,
  action: Action,
  source: Answer['source'],
): string {
  const where = source === undefined ? '' : `${source.path} ${source.prop}.${action}`
  const written = template === undefined ? '' : `, from ${show(template)}`
  switch (why) {
    case 'allow':
    case 'deny':
      return `${where}.${why}: ${show(entry)}${written}`
    case 'not-allowed':
      return `${where}: no entry allows it`
    case 'reserved':
      return 'servers keep it to themselves'
    case 'invalid':
      return 'it is no subject'
    case 'lost':
      return `the mapping of ${show(mapping)} leaves it out`
    case 'disabled':
      return 'the account is disabled'
    case 'unlimited':
      return allowed && where !== ''
        ? `${where}: says nothing against it`
        : 'nothing says what it may do, so it may do everything'
  }
}
