// In: '2.12' or '2.10.18'. Out: a version that can be compared, and answers to "does that server know this option?".
// Source: nats-server's tags; there is no 2.13 line.
import { ValueError, show } from './finding'

export type ServerLine = '2.10' | '2.11' | '2.12' | '2.14' | '2.15'

/** A line, meaning its newest patch, or one exact release. */
export type ServerVersion = ServerLine | `${ServerLine}.${number}`

export const SERVER_LINES: readonly ServerLine[] = ['2.10', '2.11', '2.12', '2.14', '2.15']

export interface ParsedVersion {
  readonly minor: number
  /** Infinity for a line: its newest patch, whichever that is. */
  readonly patch: number
  readonly text: ServerVersion
}

/** Throws ValueError `invalid-server-version`. */
export function parseServerVersion(version: unknown): ParsedVersion {
  const match = typeof version === 'string' ? /^2\.(\d{1,3})(?:\.(0|[1-9]\d{0,2}))?$/.exec(version) : null
  const line = `2.${match?.[1] ?? ''}`
  if (match === null || !SERVER_LINES.some((known) => known === line))
    throw new ValueError(
      'invalid-server-version',
      `${show(version)} is not a supported nats-server`,
      `give one of ${SERVER_LINES.join(', ')}, or an exact release such as 2.12.4`,
    )
  return {
    minor: Number(match[1]),
    patch: match[2] === undefined ? Infinity : Number(match[2]),
    text: version as ServerVersion,
  }
}

/**
 * The first release on each line that has an option, oldest line first: `['2.11.11', '2.12.1']`. A line that is newer
 * than the last one named has it from its start; a line that is older than the first one named never has it.
 */
export type Since = readonly [string, ...string[]]

/** True when `version` has what came with `since`. */
export function atLeast(version: ParsedVersion, since: Since): boolean {
  const releases = since.map((release) => release.split('.').map(Number))
  const same = releases.find(([, minor]) => minor === version.minor)
  if (same !== undefined) return version.patch >= (same[2] ?? 0)
  return version.minor > Math.max(...releases.map(([, minor]) => minor ?? 0))
}

/** `2.11.11 or 2.12.1` for messages. */
export function formatSince(since: Since): string {
  return since.join(' or ')
}
