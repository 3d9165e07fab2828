import { paint, table } from '../../bin/print'
import { findingLines, findingTotals } from '../../bin/finding-text'
import type { Finding } from '../../lib/values/finding'

/** A stream as far as painting looks at one. */
const stream = (isTTY: boolean): NodeJS.WriteStream => ({ isTTY }) as NodeJS.WriteStream

describe('paint', () => {
  const before = { ...process.env }
  beforeEach(() => {
    process.env = { TERM: 'xterm' }
  })
  afterEach(() => {
    process.env = before
  })

  it('paints for a terminal, but not where NO_COLOR or TERM say so', () => {
    expect(paint('red', 'text', stream(true))).toBe('\u001b[31mtext\u001b[39m')
    expect(paint('red', 'text', stream(false))).toBe('text')
    process.env['NO_COLOR'] = '1'
    expect(paint('red', 'text', stream(true))).toBe('text')
    process.env = { TERM: 'dumb' }
    expect(paint('red', 'text', stream(true))).toBe('text')
  })
})

it('aligns columns, and shows what a terminal would obey', () => {
  const rows = [
    ['a', 'bb', ''],
    ['ccc', '\u001b[31m', 'd'],
  ]
  expect(table(rows, '  ')).toEqual(['  a    bb', '  ccc  \\u{001b}[31m  d'])
})

describe('findings', () => {
  const finding: Finding = {
    code: 'plaintext-listener',
    severity: 'error',
    path: 'prod/hub',
    message: 'tls: none\u0007',
    change: 'set tls',
  }
  const accepted = { ...finding, acknowledged: 'a lab' }
  const warning: Finding = { ...finding, code: 'unheard-of', severity: 'warning' }

  it('end in the command that explains them, if there is something to explain', () => {
    expect(findingLines([finding, warning, accepted], stream(false))).toEqual([
      'error [plaintext-listener]  prod/hub',
      '  tls: none\\u{0007}',
      '  change: set tls',
      '  natsmith explain plaintext-listener',
      'warning [unheard-of]  prod/hub',
      '  tls: none\\u{0007}',
      '  change: set tls',
      'accepted [plaintext-listener]  prod/hub',
      '  tls: none\\u{0007}',
      '  accepted: a lab',
    ])
  })

  it('are counted by what they do', () => {
    expect(findingTotals([finding, warning, accepted])).toBe('1 error, 1 warning, 1 accepted')
    expect(findingTotals([])).toBe('0 errors')
  })
})
