import type { Since } from '../../lib/values/server-version'
import { SERVER_LINES, atLeast, formatSince, parseServerVersion } from '../../lib/values/server-version'
import { codeOf } from '../support/thrown'

describe('a server version', () => {
  it('is a line, meaning its newest patch, or a release', () => {
    expect(SERVER_LINES.map((line) => parseServerVersion(line).patch)).toEqual(
      SERVER_LINES.map(() => Infinity),
    )
    expect(parseServerVersion('2.10.27')).toEqual({ minor: 10, patch: 27, text: '2.10.27' })
    expect(parseServerVersion('2.12.0')).toEqual({ minor: 12, patch: 0, text: '2.12.0' })
  })

  it.each([
    '2.9',
    '2.13',
    '2.13.1',
    '3.0',
    '2',
    '2.10.',
    '2.10.01',
    '2.010',
    'v2.10',
    '2.10.1-RC.1',
    '2.10 ',
    2.1,
    null,
    undefined,
  ])('is never %j', (version) => {
    expect(codeOf(() => parseServerVersion(version))).toBe('invalid-server-version')
  })

  it.each<[string, Since, boolean]>([
    ['2.10', ['2.10.0'], true],
    ['2.10', ['2.11.0'], false],
    ['2.10.25', ['2.10.26'], false],
    ['2.10.26', ['2.10.26'], true],
    ['2.11.0', ['2.10.26'], true],
    // Released on two lines: 2.11.10 is older than the one, 2.12.0 than the other.
    ['2.11.10', ['2.11.11', '2.12.1'], false],
    ['2.11.11', ['2.11.11', '2.12.1'], true],
    ['2.12.0', ['2.11.11', '2.12.1'], false],
    ['2.12.1', ['2.11.11', '2.12.1'], true],
    ['2.11', ['2.11.11', '2.12.1'], true],
    ['2.14.0', ['2.11.11', '2.12.1'], true],
    ['2.10', ['2.11.11', '2.12.1'], false],
    // A line between those that are named, and older than the last, never has it.
    ['2.11', ['2.10.5', '2.12.0'], false],
  ])('%s has what came with %j: %s', (version, since, expected) => {
    expect(atLeast(parseServerVersion(version), since)).toBe(expected)
  })

  it('is named in messages', () => {
    expect(formatSince(['2.11.11', '2.12.1'])).toBe('2.11.11 or 2.12.1')
  })
})
