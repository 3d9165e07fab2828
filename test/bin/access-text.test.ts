import { accessLines, accessMarkdown, accessTotals } from '../../bin/access-text'
import type { AccessChange } from '../../lib/diff/gains'

const gain: AccessChange = {
  login: 'ORDERS/alice',
  account: 'ORDERS',
  who: 'known',
  change: 'gains',
  action: 'publish',
  subjects: [{ pattern: 'billing.>', except: ['billing.audit', 'billing.*.x'] }],
  witness: 'billing.any',
}
const loss: AccessChange = {
  ...gain,
  change: 'loses',
  action: 'receive',
  subjects: [
    { pattern: 'a', except: [] },
    { pattern: 'b.*', except: [] },
  ],
  witness: 'a',
}

describe('access in words', () => {
  it.each([
    [
      gain,
      'alice (ORDERS)  can now publish  billing.> except billing.audit, billing.*.x  such as billing.any',
    ],
    [loss, 'alice (ORDERS)  can no longer receive  a; b.*  such as a'],
    [{ ...gain, who: 'new' }, 'is new, can publish'],
    [{ ...loss, who: 'gone' }, 'is gone, could receive'],
    [{ ...gain, who: 'moved', from: 'AUDIT' }, 'moved from AUDIT, can now publish'],
    [{ ...gain, login: 'edge/ORDERS/alice', account: 'edge/ORDERS' }, '  alice (edge/ORDERS)  '],
    [{ ...gain, login: 'leaf/berlin/hub-ORDERS' }, '  leaf remote berlin/hub-ORDERS (ORDERS)  '],
    [
      { ...gain, subjects: Array.from({ length: 10 }, (_, i) => ({ pattern: `s${String(i)}`, except: [] })) },
      's6; s7 and 2 more  such',
    ],
  ] satisfies [AccessChange, string][])('%#', (change, expected) => {
    expect(accessLines([change])).toEqual(['access', expect.stringContaining(expected)])
  })

  it('counts who gains and who loses, each once', () => {
    expect(accessTotals([gain, { ...gain, action: 'receive' }, loss])).toBe('1 gains, 1 loses')
    expect(accessTotals([gain, { ...gain, login: 'ORDERS/bob' }])).toBe('2 gain')
    expect([accessTotals([]), accessLines([])]).toEqual(['', []])
  })
})

describe('a comment on a pull request', () => {
  it('has a row for each, and what else changes folded', () => {
    expect(accessMarkdown('prod', [loss], '1 change: <reload>', ['nats1', '  - user'])).toEqual([
      '### natsmith diff `prod`',
      '',
      '| who | | subjects | such as |',
      '| --- | --- | --- | --- |',
      '| `alice (ORDERS)` | can no longer receive | `a; b.*` | `a` |',
      '',
      '<details><summary>1 change: &lt;reload></summary>',
      '',
      '```',
      'nats1',
      '  - user',
      '```',
      '',
      '</details>',
    ])
  })

  it('shows names as they are, whatever they hold', () => {
    const hostile = {
      ...gain,
      login: 'ORDERS/`@ann` | **x**\n# y',
      from: '`AUDIT` @bob',
      who: 'moved',
    } as const
    const lines = accessMarkdown('prod', [hostile], '', ['````', '</details>'])
    expect(lines[4]).toContain(
      '| `` `@ann` \\| **x**\\u{000a}# y (ORDERS) `` | moved from `` `AUDIT` @bob ``, can now publish | ',
    )
    expect(lines.filter((line) => line === '`````')).toHaveLength(2)
  })
})
