// In: findings. Out: the one form in which every command prints them, each ending in what to do.
import type * as Rules from '../lib/rules'
import type { Finding } from '../lib/values/finding'
import { blocks, visible } from '../lib/values/finding'
import type { Style } from './print'
import { count } from '../lib/values/words'
import { paint } from './print'

export function findingLines(
  findings: readonly Finding[],
  stream: NodeJS.WriteStream = process.stdout,
): readonly string[] {
  return findings.flatMap(({ code, severity, path, message, change, acknowledged }) => [
    `${paint(acknowledged === undefined ? STYLES[severity] : 'dim', `${acknowledged === undefined ? severity : 'accepted'} [${code}]`, stream)}  ${visible(path)}`,
    `  ${visible(message)}`,
    ...(acknowledged === undefined
      ? [`  change: ${visible(change)}`, ...(isExplained(code) ? [`  natsmith explain ${code}`] : [])]
      : [`  accepted: ${visible(acknowledged)}`]),
  ])
}

const STYLES: Readonly<Record<Finding['severity'], Style>> = { error: 'red', warning: 'yellow' }

/** Rules are; those with a namespace by the program that adds them. */
const isExplained = (code: string): boolean => code.includes('/') || loadRules().explain(code) !== undefined

// eslint-disable-next-line @typescript-eslint/no-require-imports -- a hundred files, of which nothing is said where nothing was found
const loadRules = (): typeof Rules => require('../lib/rules') as typeof Rules

/** `2 errors, 1 warning, 1 accepted`. */
export function findingTotals(findings: readonly Finding[]): string {
  const errors = findings.filter(blocks).length
  const accepted = findings.filter((f) => f.acknowledged !== undefined).length
  const warnings = findings.length - errors - accepted
  return [
    count(errors, 'error'),
    ...(warnings > 0 ? [count(warnings, 'warning')] : []),
    ...(accepted > 0 ? [`${String(accepted)} accepted`] : []),
  ].join(', ')
}

/** For stderr. */
export const errorLines = (code: string, message: string, change: string): readonly string[] => [
  `${paint('red', `error [${code}]`, process.stderr)}  ${visible(message)}`,
  `  change: ${visible(change)}`,
]
