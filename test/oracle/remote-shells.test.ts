// Hosts as shells of this machine: dash or what sh is here, bash, and busybox with its own utilities. What is looked at and
// written there is held against the same done by natsmith itself.
import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Assembly } from '../../lib/assembly/assembly'
import { driftOfFiles } from '../../lib/drift/drift-files'
import { applyDeploy } from '../../lib/engine/apply'
import { planDeploy } from '../../lib/engine/plan'
import type { Target } from '../../lib/engine/target'
import { contentOf } from '../../lib/values/content'
import { assembly } from '../support/assembly'
import { temporaryFolder } from '../support/folder'
import { deployOn, driftOn, hostsOf, planOn } from '../support/hosts'
import { SHELLS, shellTransport } from '../support/shells'
import { listing } from '../support/tree'

const folder = temporaryFolder()
const NOW = Date.UTC(2026, 0, 1)
const ONE = assembly()
const TWO = assembly([{ generation: 'two' }])
const THREE = assembly([{ generation: 'three' }])
const GONE: Assembly = { manifest: { ...ONE.manifest, nodes: [] }, artifacts: [] }

const at = (name: string): string => join(folder(), 'nats1/etc/nats', name)

const target = (where = folder()): Target => ({ kind: 'node', node: 'nats1', root: join(where, 'nats1') })
const deployHere = (wanted: Assembly, where: string): void => {
  applyDeploy(planDeploy(wanted, target(where)), wanted)
}

/** `wanted` with another content of its conf. */
function withConf(wanted: Assembly, content: string): Assembly {
  const artifacts = wanted.artifacts.map((artifact) =>
    artifact.purpose === 'conf' ? { ...artifact, content } : artifact,
  )
  const { digest, size } = contentOf(content)
  const nodes = wanted.manifest.nodes.map((node) => ({
    ...node,
    files: node.files.map((file) => (file.purpose === 'conf' ? { ...file, digest, size } : file)),
  }))
  return { manifest: { ...wanted.manifest, nodes }, artifacts }
}

const CERTIFICATE = 'tls/client-7692c3ad.crt'
const KEY = 'tls/client-7692c3ad.key'

const ODD_NAMES = [
  '-rf',
  'a b',
  "it's",
  '"',
  'new\nline',
  'ends in one\n',
  '$(id)',
  '`id`',
  '*',
  '?',
  '\\',
  '\u001b[31m',
  'grüße',
  '.a',
  '..a',
  '...',
]

const TEXTS: readonly (readonly [string, string])[] = [
  ['a single newline', '\n'],
  ['a text without its last newline', 'first\n\nlast'],
  ['quotes and what shells expand', `'"\\ $HOME \${HOME} $(id) \`id\` !! ~ * \\n %s\n`],
  ['lines that end a here-document', 'EOF\n\nnatsmith 1 end\n}\nexit 0\n'],
  ['carriage returns, tabs and control characters', 'a\r\nb\rc\t\u0001\u007f\u001b\u0008\n'],
  ['text that is not ASCII', 'grüße ¡\u0081\u0088 \u2028 \u{1f600} \ufeff\n'],
  ['long lines and much of it', `${'x'.repeat(100_000)}\n${'line\n'.repeat(50_000)}`],
]

describe.each(SHELLS)('%s', (shell) => {
  let transport: readonly string[]
  beforeEach(() => {
    transport = shellTransport(shell, join(folder(), 'bin'))
    for (const name of ['nats1', 'here/nats1']) mkdirSync(join(folder(), name), { recursive: true })
  })

  it('writes what natsmith writes on the node itself, from the first generation to the last', async () => {
    for (const wanted of [ONE, TWO, THREE, THREE, GONE]) {
      const { failed } = await deployOn(wanted, hostsOf(ONE, folder(), transport), {
        previous: ONE.manifest.nodes,
      })
      expect(failed).toEqual(new Map())
      applyDeploy(
        planDeploy(wanted, target(join(folder(), 'here')), { previous: ONE.manifest.nodes }),
        wanted,
      )
      expect(listing(join(folder(), 'nats1'))).toEqual(listing(join(folder(), 'here/nats1')))
    }
  })

  it.each(TEXTS)('writes %s as it is', async (_what, content) => {
    const wanted = withConf(ONE, content)
    expect((await deployOn(wanted, hostsOf(ONE, folder(), transport))).failed).toEqual(new Map())
    expect(readFileSync(at('nats-server.conf'), 'utf8') === content).toBe(true)
  })

  it('sees what natsmith sees on the node itself', async () => {
    deployHere(ONE, folder())
    const [conf, certificate, key, ca] = ['nats-server.conf', CERTIFICATE, KEY, 'tls/client-ca.crt'].map(at)
    for (const name of ODD_NAMES) writeFileSync(at(name), name)
    appendFileSync(conf ?? '', '# tampered')
    chmodSync(conf ?? '', 0o4655)
    writeFileSync(
      ca ?? '',
      readFileSync(ca ?? '', 'utf8').replace(/-----BEGIN CERTIFICATE-----\nsecond[^]*/, ''),
    )
    linkSync(key ?? '', at('tls/another name'))
    rmSync(certificate ?? '')
    symlinkSync('/etc/passwd', certificate ?? '')
    symlinkSync('nowhere', at('dangling'))
    execFileSync('mkfifo', [at('fifo')])
    mkdirSync(at('.hidden'), { mode: 0o3771 })
    chmodSync(at('.hidden'), 0o3771)
    const hosts = hostsOf(ONE, folder(), transport)
    const seen = driftOfFiles('prod', target(), ONE.manifest.nodes, NOW)
    expect(seen.rows.length).toBeGreaterThan(ODD_NAMES.length + 8)
    expect(await driftOn(hosts, NOW)).toEqual(seen)
    expect((await planOn(TWO, hosts)).plan.nodes).toEqual(planDeploy(TWO, target()).nodes)
  })
})
