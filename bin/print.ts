// In: data. Out: text for people on stdout, or JSON for programs. No colour unless a person is looking.
import { styleText } from 'node:util'
import type { Finding } from '../lib/values/finding'
import { blocks } from '../lib/values/finding'

type Style = 'red' | 'yellow' | 'green' | 'dim' | 'bold'

/** `text` in colour when `stream` is a terminal and NO_COLOR is not set. */
export function paint(style: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  const plain = !stream.isTTY || (process.env['NO_COLOR'] ?? '') !== '' || process.env['TERM'] === 'dumb'
  return plain ? text : styleText(style, text)
}

export function say(...lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`)
}

/** For what is not the result: progress, questions. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`)
}

/** The result of a command as one JSON document; `command` names it, `schema` its version (docs/json.md). */
export function sayJson(command: string, result: object): void {
  const text = JSON.stringify(
    { schema: 1, command, ...result },
    (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value),
    2,
  )
  say(text)
}

/** Columns, each as wide as its widest cell; nothing is cut. */
export function table(rows: readonly (readonly string[])[], indent = ''): readonly string[] {
  const widths: number[] = []
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)))
  return rows.map((row) =>
    `${indent}${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd(),
  )
}

/** `1 error`, `3 errors`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`
}

/** Findings in the one form of all commands. */
export function findingLines(findings: readonly Finding[]): readonly string[] {
  return findings.flatMap((finding) => {
    const label = finding.acknowledged === undefined ? finding.severity : 'accepted'
    const style = finding.acknowledged !== undefined ? 'dim' : finding.severity === 'error' ? 'red' : 'yellow'
    return [
      `${paint(style, `${label} [${finding.code}]`)}  ${finding.path}`,
      `  ${finding.message}`,
      ...(finding.acknowledged === undefined
        ? [`  change: ${finding.change}`, `  natsmith explain ${finding.code}`]
        : [`  accepted: ${finding.acknowledged}`]),
    ]
  })
}

/** `2 errors, 1 warning, 1 accepted`. */
export function findingTotals(findings: readonly Finding[]): string {
  const errors = findings.filter(blocks).length
  const accepted = findings.filter((f) => f.acknowledged !== undefined).length
  const parts = [
    count(errors, 'error'),
    count(findings.length - errors - accepted, 'warning'),
    ...(accepted > 0 ? [`${String(accepted)} accepted`] : []),
  ]
  return parts.join(', ')
}
