// docs/json.md: its examples are what the commands print, and every one fits the published schema.
import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodeJwt } from '../../lib/jwt/encode'
import { NOW, signerOf } from '../support/jwt'
import { validate } from './support/schema'
import { preparedWorkspace, workspaces } from './support/workspace'

const workspace = workspaces()
const deployed = preparedWorkspace('deploy --yes --issue')

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** The example below the heading of `command`. */
function example(command: string): Json {
  const text = readFileSync(join(__dirname, '../../docs/json.md'), 'utf8')
  const section = text.split(/^## /m).find((part) => part.startsWith(`${command}\n`))
  return JSON.parse(/```json\n([^]*?)```/.exec(section ?? '')?.[1] ?? 'null') as Json
}

/** What differs from run to run, the same; of every list its first element. */
function shortened(value: Json, folder: string): Json {
  if (typeof value === 'string')
    return value
      .replaceAll(folder, '/home/ann/acme')
      .replace(/sha256:[0-9a-f]{64}/, `sha256:${'0'.repeat(64)}`)
      .replace(/^[0-9a-f]{32}$/, '0123456789abcdef0123456789abcdef')
      .replace(/-[0-9a-f]{16}\./, '-0123456789abcdef.')
      .replace(/^\d{4}-\d\d-\d\dT.*Z$/, '2027-02-20T12:00:00.000Z')
  if (typeof value !== 'object' || value === null) return value
  if (isList(value)) return value.slice(0, 1).map((element) => shortened(element, folder))
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      ['size', 'bytes'].includes(key) && inner !== 0 ? 640 : shortened(inner, folder),
    ]),
  )
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

const RECIPIENT = 'age1xsq9kykpul7cvvgkdrn4hc4c7gmylmaadh7vmj7zjesyt6ptppvq6pgw6h'

const ALICE = encodeJwt(
  'user',
  { name: 'alice', sub: signerOf('U', 1).publicKey, nats: { pub: { allow: ['orders.>'] }, subs: 10 } },
  signerOf('A', 2),
  NOW,
)

interface Example {
  readonly heading: string
  readonly line: string
  readonly change?: string
  readonly exitCode?: number
}

const EXAMPLES: readonly Example[] = [
  { heading: 'init', line: 'init --program first.ts' },
  { heading: 'check', line: 'check', change: 'warning' },
  { heading: 'diff', line: 'diff', change: 'name permission' },
  { heading: 'issue', line: 'issue', change: 'dave' },
  { heading: 'synth', line: 'synth --out assembly', change: 'warning accepted' },
  { heading: 'deploy', line: 'deploy --yes', change: 'permission' },
  { heading: 'drift', line: 'drift', exitCode: 2 },
  { heading: 'bundle', line: 'bundle nats1 --form cloud-init --out nats1.yaml' },
  { heading: 'creds', line: 'creds ORDERS/alice --out alice' },
  { heading: 'can', line: 'can ORDERS/alice subscribe events.>' },
  { heading: 'reach', line: 'reach orders.created' },
  { heading: 'permissions', line: 'permissions' },
  { heading: 'rules', line: 'rules' },
  { heading: 'explain', line: 'explain plaintext-listener' },
  { heading: 'jwt-describe', line: 'jwt describe alice.jwt' },
  { heading: 'sweep', line: 'sweep' },
  { heading: 'keys-list', line: 'keys list' },
  { heading: 'keys-rotate', line: 'keys rotate user/ORDERS/alice/nkey' },
  { heading: 'keys-recipients', line: `keys recipients --add ${RECIPIENT}` },
  { heading: 'keys-export', line: 'keys export --out prod.keys' },
  { heading: 'keys-import', line: 'keys import prod.keys --store elsewhere' },
  { heading: 'errors', line: 'deploy --yes', change: 'errors', exitCode: 1 },
]

it.each(EXAMPLES)('$heading', async ({ heading, line, change = '', exitCode = 0 }) => {
  const { folder, path, json, run, write } = workspace(deployed())
  if (heading === 'drift') appendFileSync(path('out/edge/etc/nats/nats-server.conf'), '# tampered\n')
  if (heading === 'jwt-describe') write('alice.jwt', ALICE)
  if (heading === 'keys-import') expect(await run('keys export --out prod.keys')).toMatchObject({ code: 0 })
  const { exitCode: code, ...document } = await json(line, { change })
  expect(code).toBe(exitCode)
  const shown = shortened(document as Json, folder)
  validate(shown as Readonly<Record<string, Json>>)
  expect(shown).toEqual(example(heading))
})

it('prints all of a long document to whoever reads slowly', async () => {
  const copy = workspace()
  copy.write(
    'natsmith.cjs',
    `const { addRules, deployment } = require('natsmith')
    const finding = (i) => ({ path: 'prod', message: 'x'.repeat(100) + i, change: 'do something else' })
    exports.default = deployment('prod', (scope) => {
      addRules(scope, {
        code: 'acme/many', severity: 'warning', title: 'many', why: 'many', change: 'many', source: 'many',
        check: () => Array.from({ length: 10_000 }, (_, i) => finding(i)),
      })
    })`,
  )
  const { findings } = await copy.json('check')
  expect(findings).toHaveLength(10_000)
})
