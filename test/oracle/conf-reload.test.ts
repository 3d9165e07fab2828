// What the table of options calls a reload, done to real nats-servers: they take it. What it calls a restart they refuse,
// or say that they took it and go on as before.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { emitConf } from '../../lib/render/conf/emit'
import { changeEffect } from '../../lib/render/conf/options'
import { applyOverrides } from '../../lib/render/conf/overrides'
import type { ConfMap, ConfPath, ConfValue } from '../../lib/values/conf'
import { parseServerVersion } from '../../lib/values/server-version'
import type { Line, RunningHub } from './support/hub'
import { CONF, runHub } from './support/hub'
import { eventually } from '../../lib/testing/wait'

type Change = readonly [ConfPath, ConfValue]

const PIN = 'ab'.repeat(32)

const OF_NATS1: readonly Change[] = [
  [['debug'], false],
  [['logtime'], false],
  [['logtime_utc'], false],
  [['max_connections'], 900],
  [['max_payload'], 1024],
  [['max_control_line'], 2048],
  [['ping_interval'], '31s'],
  [['ping_max'], 4],
  [['write_deadline'], '6s'],
  [['tls', 'timeout'], '6s'],
  [['tls', 'handshake_first'], true],
  [['tls', 'cipher_suites', 0], 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'],
  [['tls', 'curve_preferences', 0], 'CurveP384'],
  [['tls', 'pinned_certs'], [PIN]],
  [['tls', 'verify'], false],
  [['tls', 'min_version'], '1.3'],
  [['cluster', 'name'], 'other'],
  [['cluster', 'pool_size'], 4],
  [['cluster', 'compression'], 'off'],
  [['cluster', 'routes'], []],
  [['cluster', 'tls', 'timeout'], '6s'],
  [['cluster', 'tls', 'pinned_certs'], [PIN]],
  [['leafnodes', 'compression'], 'off'],
  [['leafnodes', 'tls', 'handshake_first'], true],
  [['leafnodes', 'tls', 'verify'], false],
  [['accounts', 'NEW'], {}],
  [['accounts', 'ORDERS', 'limits', 'max_connections'], 99],
  [['accounts', 'ORDERS', 'jetstream', 'max_streams'], 4],
  [['accounts', 'ORDERS', 'default_permissions', 'publish'], 'x'],
  [['accounts', 'ORDERS', 'exports', 0, 'accounts'], ['BILLING']],
  [['accounts', 'ORDERS', 'mappings'], { a: 'b' }],
  [['accounts', 'ORDERS', 'users', 0, 'permissions'], { publish: 'x' }],
  [['authorization', 'timeout'], 5],
  [['no_auth_user'], 'root'],
  [['server_name'], 'other'],
  [['listen'], '127.0.0.1:1'],
  [['http'], '127.0.0.1:1'],
  [['client_advertise'], 'elsewhere:4222'],
  [['max_pending'], 1_000_000],
  [['max_subscriptions'], 5],
  [['log_size_limit'], 1_000_000],
  [['lame_duck_duration'], '32s'],
  [['tls', 'verify_and_map'], true],
  [['tls', 'connection_rate_limit'], 5],
  [['cluster', 'listen'], '127.0.0.1:1'],
  [['cluster', 'advertise'], 'elsewhere:6222'],
  [['leafnodes', 'listen'], '127.0.0.1:1'],
  [['leafnodes', 'advertise'], 'elsewhere:7422'],
  [['leafnodes', 'tls', 'timeout'], '6s'],
  [['leafnodes', 'tls', 'pinned_certs'], [PIN]],
  [['leafnodes', 'tls', 'verify_and_map'], true],
  [['leafnodes', 'authorization', 'account'], 'BILLING'],
  [['leafnodes', 'authorization', 'timeout'], 5],
  [['system_account'], 'BILLING'],
  [['jetstream', 'max_file_store'], 1_000_000],
  [['jetstream', 'domain'], 'other'],
  [['jetstream', 'cipher'], 'chachapoly'],
]

const OF_EDGE: readonly Change[] = [
  [['leafnodes', 'remotes', 0, 'compression'], 'off'],
  [['leafnodes', 'remotes', 0, 'tls', 'handshake_first'], true],
  [['leafnodes', 'remotes', 0, 'tls', 'min_version'], '1.3'],
  [['leafnodes', 'remotes', 0, 'urls', 1], 'tls://localhost:1'],
  [['leafnodes', 'remotes', 0, 'account'], 'BILLING'],
  [['leafnodes', 'remotes', 0, 'nkey'], 'SUAOURGOWRZIWNRSVXGU62IONXTY7PKRCJUUWQ36NVL4NICISO64DXYQGA'],
  [['leafnodes', 'remotes', 1], { url: 'tls://localhost:1', account: 'BILLING' }],
  [['leafnodes', 'remotes', 0, 'deny_exports'], ['x']],
  [['leafnodes', 'remotes', 0, 'tls', 'timeout'], '6s'],
]

/** Changes that a server takes without an error, and that do not take effect before it is started again. */
const TAKEN_IN_VAIN: Readonly<Record<Line, readonly string[]>> = {
  '2.10': ['client_advertise', 'cluster.advertise', 'leafnodes.remotes.0.deny_exports'],
  '2.15': ['client_advertise', 'cluster.advertise'],
}

describe.each<Line>(['2.10', '2.15'])('on nats-server %s', (line) => {
  let hub: RunningHub
  beforeAll(async () => {
    hub = await runHub(line)
  })
  afterAll(() => hub.stop())

  /** What the server logs when it reads `text` in place of its conf; then it gets its own back. */
  async function reload(node: string, text: string): Promise<'reload' | 'refused'> {
    const file = join(hub.folder(node), CONF)
    const own = readFileSync(file, 'utf8')
    const [verdict, back] = [await reloadFile(node, file, text), await reloadFile(node, file, own)]
    expect(back).toBe('reload')
    return verdict
  }

  async function reloadFile(node: string, file: string, text: string): Promise<'reload' | 'refused'> {
    const server = hub.servers.get(node)
    const before = server?.log().length ?? 0
    writeFileSync(file, text)
    server?.reload()
    const said = (words: string): boolean => server?.log().includes(words, before) === true
    const taken = (): boolean => said('Reloaded server configuration')
    await eventually(() => taken() || said('Failed to reload server configuration'))
    return taken() ? 'reload' : 'refused'
  }

  const cases = [
    ...OF_NATS1.map((change) => ['nats1', change] as const),
    ...OF_EDGE.map((change) => ['edge', change] as const),
  ]

  it.each(cases.map(([node, [path, value]]) => [node, path.join('.'), path, value] as const))(
    '%s takes a change of %s as the table says',
    async (node, option, path, value) => {
      const conf: ConfMap = hub.nodes.get(node)?.conf ?? {}
      const changed = applyOverrides(conf, [{ path: node, conf: path, value }])
      const verdict = await reload(node, emitConf(changed))
      const effect = changeEffect(path, parseServerVersion(line))
      const taken = effect === 'reload' || TAKEN_IN_VAIN[line].includes(option)
      expect(verdict).toBe(taken ? 'reload' : 'refused')
    },
  )
})
