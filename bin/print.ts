// In: data. Out: text for people on stdout, or JSON for programs. No colour unless a person is looking, and nothing that a
// terminal would obey.
import { isAbsolute, relative } from 'node:path'
import { styleText } from 'node:util'
import { visible } from '../lib/values/finding'

export type Style = 'red' | 'yellow' | 'green' | 'dim' | 'bold'

/** `text` in colour when `stream` is a terminal and NO_COLOR is not set. */
export function paint(style: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  const plain = !stream.isTTY || (process.env['NO_COLOR'] ?? '') !== '' || process.env['TERM'] === 'dumb'
  // We have looked at the stream ourselves.
  return plain ? text : styleText(style, text, { validateStream: false })
}

const writeStdout = process.stdout.write.bind(process.stdout)

/** From now on, whatever else writes to stdout, such as a program that is loaded, writes to stderr: stdout is the result's. */
export function keepStdout(): void {
  process.stdout.write = process.stderr.write.bind(process.stderr)
}

export function say(...lines: readonly string[]): void {
  for (const line of lines) writeStdout(`${line}\n`)
}

/** The result as it is, to a file or a pipe. */
export function sayRaw(result: string | Buffer): void {
  writeStdout(result)
}

/** For what is not the result: errors, questions. */
export function note(...lines: readonly string[]): void {
  for (const line of lines) process.stderr.write(`${line}\n`)
}

/** The result of a command as one JSON document; `command` names it, `schema` its version (docs/json.md). */
export function sayJson(command: string, result: object): void {
  say(JSON.stringify({ schema: 1, command, ...result }, null, 2))
}

/** A path as people know it: from here, where it is below here. */
export function shownPath(path: string): string {
  const below = relative(process.cwd(), path)
  return below === '' || below.startsWith('..') || isAbsolute(below) ? path : `./${below}`
}

/** Columns, each as wide as its widest cell; nothing is cut. */
export function table(rows: readonly (readonly string[])[], indent = ''): readonly string[] {
  const shown = rows.map((row) => row.map(visible))
  const widths: number[] = []
  for (const row of shown) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)))
  return shown.map((row) =>
    `${indent}${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd(),
  )
}

export type Progress = (done: number, total: number) => void

/** Calls `work`, and shows meanwhile in one line of stderr what is being done and how far it is; only where a person is looking. */
export function activity<T>(label: string, work: (progress: Progress) => T): T {
  const { progress, end } = begin(label)
  try {
    return work(progress)
  } finally {
    end()
  }
}

/** As {@link activity}, for work that takes its time. */
export async function activityMeanwhile<T>(
  label: string,
  work: (progress: Progress) => Promise<T>,
): Promise<T> {
  const { progress, end } = begin(label)
  try {
    return await work(progress)
  } finally {
    end()
  }
}

function begin(label: string): { progress: Progress; end: () => void } {
  if (!process.stderr.isTTY || process.env['TERM'] === 'dumb')
    return { progress: () => undefined, end: () => undefined }
  const show = (text: string): boolean => process.stderr.write(`\r\u001b[K${text}`)
  let shown = Date.now()
  show(`${label} …`)
  return {
    progress(done, total) {
      if (Date.now() - shown < INTERVAL) return
      shown = Date.now()
      show(`${label} … ${done.toLocaleString('en-US')} of ${total.toLocaleString('en-US')}`)
    },
    end() {
      show('')
    },
  }
}

/** Milliseconds between two states that are shown. */
const INTERVAL = 100
