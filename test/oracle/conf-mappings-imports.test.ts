// Mappings and imports under real nats-servers of the oldest and the newest line: what natsmith refuses in these tables they
// refuse, and what it takes they take. Both are given the same accounts, natsmith as constructs, the servers as a conf.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AccountProps, ImportProps, MappingProps } from '../../lib/index'
import { Account, CertificateAuthority, NatsCluster, deployment } from '../../lib/index'
import { synthInMemory } from '../../lib/testing/index'
import { FindingsError, blocks } from '../../lib/values/finding'
import type { ServerVersion } from '../../lib/values/server-version'
import { need } from '../../tools/install'
import { programs } from '../../tools/programs'
import type { Line } from './support/deployment'
import { LINES } from './support/deployment'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'natsmith-mappings-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

type Exported = { readonly stream: string } | { readonly service: string }
type Local = Exported & { readonly to?: string; readonly prefix?: string }
type Imported = Local & { readonly from: string }

interface Given {
  readonly mappings?: Readonly<Record<string, MappingProps>>
  readonly exports?: readonly Exported[]
  readonly imports?: readonly Imported[]
}
type Accounts = Readonly<Record<string, Given>>

// ---------------------------------------------------------------------------------------------------------------- verdicts

/** The codes of what natsmith refuses. */
function natsmithRefuses(accounts: Accounts, serverVersion: ServerVersion): readonly string[] {
  const program = deployment('prod', (scope) => {
    const declared = new Map(
      Object.entries(accounts).map(([name, { mappings = {}, exports = [] }]) => {
        const props: AccountProps = { mappings, exports }
        return [name, new Account(scope, name, props)]
      }),
    )
    for (const [name, { imports = [] }] of Object.entries(accounts))
      for (const given of imports)
        declared.get(name)?.addImport({ ...given, from: declared.get(given.from) } as unknown as ImportProps)
    const issuer = new CertificateAuthority(scope, 'ca')
    new NatsCluster(scope, 'hub', { nodes: { nats1: {} }, serverVersion, tls: { issuer } })
  })
  try {
    const errors = synthInMemory(program).findings.filter(blocks)
    return errors.map(({ code }) => code).filter((code) => code !== 'anonymous-access')
  } catch (error) {
    if (error instanceof FindingsError) return error.findings.map(({ code }) => code)
    throw error
  }
}

/** What `nats-server -t` says; it takes the accounts in any order, so what depends on it is asked again. */
function serverSays(accounts: Accounts, line: Line, times = 1): readonly string[] {
  const blocksOf = ({ mappings, exports, imports = [] }: Given): unknown => ({
    mappings,
    exports,
    imports: imports.map(({ from, to, prefix, ...what }) => {
      const [[kind, subject] = []] = Object.entries(what)
      return { [String(kind)]: { account: from, subject }, to, prefix }
    }),
  })
  const conf = Object.fromEntries(Object.entries(accounts).map(([name, given]) => [name, blocksOf(given)]))
  const file = join(folder, 'accounts.conf')
  writeFileSync(file, JSON.stringify({ accounts: conf }))
  return Array.from({ length: times }, () => {
    const { stderr } = spawnSync(need(`nats-server-${line}`), ['-t', '-c', file], { encoding: 'utf8' })
    return stderr.includes('is valid') ? 'valid' : stderr
  })
}

const versionOf = (line: Line): ServerVersion => programs[`nats-server-${line}`].version

// ------------------------------------------------------------------------------------------------------------------ tables

const mapping = (source: string, to: MappingProps): Accounts => ({ A: { mappings: { [source]: to } } })

const halves = (...destinations: readonly string[]): MappingProps =>
  destinations.map((destination) => ({ destination, weight: Math.floor(100 / destinations.length) }))

/** A imports what B exports. */
const importing = (exported: Exported, ...imports: readonly Local[]): Accounts => ({
  A: { imports: imports.map((given) => ({ ...given, from: 'B' })) },
  B: { exports: [exported] },
})

/** `[importer, exporter, subject]`, of what everybody exports. */
const chain = (
  kind: 'stream' | 'service',
  ...given: readonly (readonly [string, string, string])[]
): Accounts =>
  Object.fromEntries(
    [...new Set(given.flatMap(([importer, exporter]) => [importer, exporter]))].map((name) => [
      name,
      {
        exports: given.filter(([, from]) => from === name).map(([, , subject]) => ({ [kind]: subject })),
        imports: given
          .filter(([importer]) => importer === name)
          .map(([, from, subject]) => ({ [kind]: subject, from })),
      } as unknown as Given,
    ]),
  )

const price = { service: 'price.*' }
const news = { stream: 'price.*' }

const BAD: readonly (readonly [string, Accounts, code: string])[] = [
  ['a wildcard that "old.>" lacks', mapping('old.>', 'orders.{{wildcard(1)}}'), 'invalid-mapping'],
  ['the second of one', mapping('old.*', '{{wildcard(2)}}'), 'invalid-mapping'],
  ['$2 of one', mapping('old.*', '$2'), 'invalid-mapping'],
  ['no such function', mapping('old.*', '{{nosuch(1)}}'), 'invalid-mapping'],
  ['a partition by the ninth of one', mapping('old.*', '{{partition(3,9)}}'), 'invalid-mapping'],
  ['an argument that is no number', mapping('old.*', '{{partition(x,1)}}'), 'invalid-mapping'],
  ['too few arguments', mapping('old.*', '{{split(1)}}'), 'invalid-mapping'],
  ['too many arguments', mapping('old.*', '{{wildcard(1,1)}}'), 'invalid-mapping'],
  ['capitals in other places', mapping('old.*', '{{SPLITfromLeft(1,2)}}'), 'invalid-mapping'],
  ['a blank', mapping('old', 'orders .x'), 'invalid-mapping'],
  ['an empty token', mapping('old', 'orders..x'), 'invalid-mapping'],
  ['a > that the source lacks', mapping('old', 'orders.>'), 'invalid-mapping'],
  ['a > that the destination lacks', mapping('old.>', 'orders'), 'invalid-mapping'],
  ['something behind >', mapping('old.>', 'orders.>.x'), 'invalid-mapping'],
  ['a * in a destination', mapping('old.*.*', 'orders.*'), 'invalid-mapping'],
  ['one destination twice', mapping('old', halves('new', 'new')), 'invalid-mapping'],
  [
    'one destination for two clusters',
    mapping('old', [
      { destination: 'new', weight: 50, cluster: 'c1' },
      { destination: 'new', weight: 50, cluster: 'c2' },
    ]),
    'invalid-mapping',
  ],
  [
    'more than all of it',
    mapping('old', [
      { destination: 'new', weight: 60 },
      { destination: 'newer', weight: 50 },
    ]),
    'invalid-number',
  ],
  ['what stays has a placeholder', mapping('old.$1', halves('new', 'newer', 'newest')), 'invalid-mapping'],

  ['a service without its wildcard', importing(price, { ...price, to: 'ask' }), 'invalid-mapping'],
  ['a service with > for *', importing(price, { ...price, to: 'ask.>' }), 'invalid-mapping'],
  ['a stream without its wildcard', importing(news, { ...news, to: 'ask' }), 'invalid-mapping'],
  ['a stream with a wildcard more', importing(news, { ...news, to: 'ask.*.*' }), 'invalid-mapping'],
  ['a function in an import', importing(news, { ...news, to: 'x.{{partition(3,1)}}' }), 'invalid-mapping'],
  ['a stream whose > is lost', importing({ stream: 'a.>' }, { stream: 'a.>', to: 'b' }), 'invalid-mapping'],
  ['a stream twice', importing(news, news, news), 'duplicate-import'],
  [
    'a stream under two prefixes',
    importing(news, { ...news, prefix: 'a' }, { ...news, prefix: 'b' }),
    'duplicate-import',
  ],
  ['a service twice', importing(price, price, price), 'duplicate-import'],
  [
    'two services with one name',
    importing(price, { service: 'price.a', to: 'ask' }, { service: 'price.b', to: 'ask' }),
    'duplicate-import',
  ],
  ...(['stream', 'service'] as const).flatMap(
    (kind) =>
      [
        [`a circle of two, ${kind}`, chain(kind, ['A', 'B', 'x'], ['B', 'A', 'x']), 'import-cycle'],
        [
          `a circle of three, ${kind}`,
          chain(kind, ['A', 'B', 'x'], ['B', 'C', 'x'], ['C', 'A', 'x']),
          'import-cycle',
        ],
        [
          `a circle through wildcards, ${kind}`,
          chain(kind, ['A', 'B', 'x.*'], ['B', 'A', 'x.>']),
          'import-cycle',
        ],
      ] as const,
  ),
]

test.each(BAD)('refused: %s', (_, accounts, code) => {
  for (const line of LINES) {
    expect(natsmithRefuses(accounts, versionOf(line))).toContain(code)
    expect(serverSays(accounts, line)).not.toEqual(['valid'])
  }
})

test.each(['{{random(3)}}', '{{partition(3)}}', '{{left(1,3)}}', '{{right(1,3)}}'])(
  'refused by 2.10, which does not know it: %s',
  (call) => {
    const accounts = mapping('old.*', `new.${call}`)
    expect(natsmithRefuses(accounts, versionOf('2.10'))).toEqual(['option-too-new'])
    expect(serverSays(accounts, '2.10')).not.toEqual(['valid'])
    expect(natsmithRefuses(accounts, versionOf('2.15'))).toEqual([])
    expect(serverSays(accounts, '2.15')).toEqual(['valid'])
  },
)

const GOOD: readonly (readonly [string, Accounts])[] = [
  ['$n and wildcard(n)', mapping('a.*.*', 'b.$2.{{wildcard(1)}}')],
  [
    'the functions of 2.10',
    {
      A: {
        mappings: {
          'a.*': 'b.{{partition(3,1)}}.{{Partition(3, 1)}}',
          'c.*': 'd.{{split(1,-)}}.{{ split( 1 ,_) }}',
          'e.*':
            'f.{{splitFromLeft(1,2)}}.{{splitfromright(1,2)}}.{{SliceFromLeft(1,2)}}.{{slicefromRight(1,2)}}',
        },
      },
    },
  ],
  ['a wildcard that is dropped', mapping('a.*.*', 'b.$2')],
  ['everything', mapping('>', 'all.>')],
  ['weights, and a rest that stays', mapping('a.*', [{ destination: 'b.$1', weight: 20 }])],
  ['weights, and a rest that is lost', mapping('a', [{ destination: 'a', weight: 20 }])],
  ['sources that overlap', { A: { mappings: { 'a.*': 'b.$1', 'a.b': 'c' } } }],
  ['a $ that is no placeholder', mapping('a', '$JS.b.$x')],

  ['a service in place', importing(price, { ...price, to: 'ask.*' })],
  [
    'a service turned round',
    importing({ service: 'a.*.*' }, { service: 'a.*.*', to: 'ask.$2.{{wildcard(1)}}' }),
  ],
  ['any name for one service', importing({ service: 'a' }, { service: 'a', to: 'ask.>' })],
  ['a stream in place', importing(news, { ...news, to: 'news.*' })],
  ['a stream with its rest', importing({ stream: 'a.*.>' }, { stream: 'a.*.>', to: 'b.$1.>' })],
  ['a stream below a prefix', importing(news, { ...news, prefix: 'their' })],
  ['a part of what is exported', importing({ stream: 'a.>' }, { stream: 'a.b' }, { stream: 'a.*' })],
  ['two services of two names', importing(price, { ...price, to: 'ask.*' }, { ...price, to: 'asked.*' })],
  ['a chain', chain('stream', ['A', 'B', 'x'], ['B', 'C', 'x'], ['C', 'D', 'x'])],
  ['different things, there and back', chain('service', ['A', 'B', 'x'], ['B', 'A', 'y'])],
  ['two ways to where they end', chain('stream', ['A', 'B', 'x.>'], ['B', 'C', 'x.1'], ['B', 'C', 'x.2'])],
]

test.each(GOOD)('taken: %s', (_, accounts) => {
  for (const line of LINES) {
    expect(natsmithRefuses(accounts, versionOf(line))).toEqual([])
    // Several times, since accounts and imports are read in any order.
    expect(new Set(serverSays(accounts, line, 3))).toEqual(new Set(['valid']))
  }
})

test('what the order decides is refused: two ways to an account that imports the same in turn', () => {
  const accounts = chain(
    'service',
    ['A', 'B', 'x.*'],
    ['B', 'C', 'x.1'],
    ['B', 'C', 'x.2'],
    ['C', 'D', 'x.*'],
  )
  expect(natsmithRefuses(accounts, versionOf('2.15'))).toContain('import-cycle')
  // The server reads them in any order, and in most of them it takes them.
  const isRefused = (): boolean => serverSays(accounts, '2.15').some((said) => said !== 'valid')
  expect(Array.from({ length: 500 }).some(isRefused)).toBe(true)
})
