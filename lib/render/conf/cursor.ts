// A place in the text of a conf, and the few ways to move it on. In: a text. Out: what stands there.
import { NatsmithError } from '../../values/finding'

export interface Cursor {
  readonly text: string
  /** What errors call the text: its path. */
  readonly name: string
  at: number
}

/** What `pattern`, which is sticky, matches here, and the cursor after it; undefined where it does not match. */
export function take(cursor: Cursor, pattern: RegExp): RegExpExecArray | undefined {
  pattern.lastIndex = cursor.at
  const match = pattern.exec(cursor.text)
  if (match === null) return undefined
  cursor.at = pattern.lastIndex
  return match
}

export const isNext = ({ text, at }: Cursor, start: string): boolean => text.startsWith(start, at)
export const isAtEnd = ({ text, at }: Cursor): boolean => at >= text.length

/** Says the line, and nothing of the text, which may be a secret. */
export function unreadable({ text, name, at }: Cursor, why: string): NatsmithError {
  const line = text.slice(0, at).split('\n').length
  return new NatsmithError(
    'conf-unreadable',
    `${name}:${String(line)}: ${why}`,
    'mend the conf; nats-server -t -c FILE says whether a server reads it',
  )
}
