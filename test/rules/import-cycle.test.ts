import type { Construct } from 'constructs'
import type { AccountProps, ImportProps } from '../../lib/constructs/account'
import { Account } from '../../lib/constructs/account'
import { importCycle } from '../../lib/rules/import-cycle'
import { describeRule, messagesOf } from '../support/judge'

type Kind = 'stream' | 'service'
/** `ORDERS < BILLING orders.> as local.>`: BILLING is the exporter. */
type Given = readonly [importer: string, exporter: string, subject: string, to?: string]

/** Every account exports all that others import from it, and what `exports` says beside that. */
const imports =
  (kind: Kind, given: readonly Given[], exports: Readonly<Record<string, string>> = {}) =>
  (scope: Construct): void => {
    const names = [...new Set(given.flatMap(([importer, exporter]) => [importer, exporter]))]
    const accounts = new Map(
      names.map((name) => {
        const subjects = [
          ...given.flatMap(([, from, subject]) => (from === name ? [subject] : [])),
          exports[name],
        ]
        const props = {
          exports: subjects.flatMap((s) => (s === undefined ? [] : [{ [kind]: s }])),
        } as unknown as AccountProps
        return [name, new Account(scope, name, props)]
      }),
    )
    for (const [importer, from, subject, to] of given)
      accounts.get(importer)?.addImport({
        from: accounts.get(from),
        [kind]: subject,
        ...(to !== undefined && { to }),
      } as unknown as ImportProps)
  }

describeRule(importCycle, {
  fires: {
    program: imports('stream', [
      ['BILLING', 'ORDERS', 'orders.>'],
      ['ORDERS', 'BILLING', 'orders.>'],
    ]),
    at: ['prod/BILLING'],
  },
  quiet: {
    'two accounts import different things from each other': imports('stream', [
      ['A', 'B', 'b.>'],
      ['B', 'A', 'a.>'],
    ]),
    'services of different names': imports('service', [
      ['A', 'B', 'b'],
      ['B', 'A', 'a'],
    ]),
    'a chain': imports('stream', [
      ['A', 'B', 'x'],
      ['B', 'C', 'x'],
      ['C', 'D', 'x'],
    ]),
    'a stream comes back under a name that is not exported': imports('stream', [
      ['A', 'B', 'x', 'events.x'],
      ['B', 'A', 'y', 'events.x'],
    ]),
    'two ways to an account where they end': imports('stream', [
      ['A', 'B', 'x.*'],
      ['B', 'C', 'x.1'],
      ['B', 'C', 'x.2'],
    ]),
    'an import from itself is refused by another rule': imports('stream', [['A', 'A', 'x']]),
  },
})

test.each<[string, Kind, readonly Given[], string, Readonly<Record<string, string>>?]>([
  [
    'services',
    'service',
    [
      ['A', 'B', 'x'],
      ['B', 'A', 'x'],
    ],
    'prod/A: imports: service "x" from B forms a cycle: A, B, A',
  ],
  [
    'a longer circle, once',
    'stream',
    [
      ['A', 'B', 'x'],
      ['B', 'C', 'x'],
      ['C', 'A', 'x'],
    ],
    'prod/A: imports: stream "x" from B forms a cycle: A, B, C, A',
  ],
  [
    'a circle through wildcards',
    'stream',
    [
      ['A', 'B', 'x.*'],
      ['B', 'A', 'x.>'],
    ],
    'prod/A: imports: stream "x.*" from B forms a cycle: A, B, A',
  ],
  [
    'services whose names only overlap',
    'service',
    [
      ['A', 'B', 'x.*.b'],
      ['B', 'A', 'x.a.*'],
    ],
    'prod/A: imports: service "x.*.b" from B forms a cycle: A, B, A',
  ],
  [
    'renamed services, by the local subject',
    'service',
    [
      ['A', 'B', 'price', 'ask'],
      ['B', 'A', 'ask', 'price'],
    ],
    'prod/A: imports: service "price" from B forms a cycle: A, B, A',
  ],
  [
    'two ways to an account which imports the same in turn',
    'stream',
    [
      ['A', 'B', 'x.*'],
      ['B', 'C', 'x.1'],
      ['B', 'C', 'x.2'],
      ['C', 'D', 'x.>'],
    ],
    'prod/A: imports: stream "x.*" from B reaches C on two ways, which nats-server takes for a cycle',
    { C: 'x.>' },
  ],
  [
    'a circle that another account imports from, where it stands',
    'stream',
    [
      ['A', 'B', 'x'],
      ['B', 'C', 'x'],
      ['C', 'B', 'x'],
    ],
    'prod/B: imports: stream "x" from C forms a cycle: B, C, B',
  ],
])('finds %s', (...[, kind, given, expected, exports]) => {
  expect(messagesOf(importCycle, imports(kind, given, exports))).toEqual([expected])
})
