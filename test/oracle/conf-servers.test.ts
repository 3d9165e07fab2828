// Rendered confs under real nats-servers of the oldest and the newest line: they parse, have the digest that was computed,
// start, and find each other.
import { spawnSync } from 'node:child_process'
import { need } from '../../tools/install'
import type { Line, RunningHub } from './support/hub'
import { CONF, runHub } from './support/hub'
import { monitor } from './support/monitoring'
import { eventually } from '../../lib/testing/wait'

describe.each<Line>(['2.10', '2.15'])('on nats-server %s', (line) => {
  let hub: RunningHub
  beforeAll(async () => {
    hub = await runHub(line)
  })
  afterAll(() => hub.stop())

  it.each(['nats1', 'nats2', 'edge'])('%s parses, with the digest that was computed', (name) => {
    const { status, stderr } = spawnSync(need(`nats-server-${line}`), ['-c', CONF, '-t'], {
      cwd: hub.folder(name),
      encoding: 'utf8',
    })
    const digest = line === '2.10' ? '' : ` (${hub.nodes.get(name)?.configDigest ?? ''})`
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: `nats-server: configuration file ${CONF} is valid${digest}\n`,
    })
  })

  it('joins the cluster and the leaf node', async () => {
    const { monitoring } = hub.ports
    const joined = await eventually(async () => {
      const { routes } = await monitor<Routez>(monitoring, 'routez')
      const leafs = [0, 1].map((shift) => monitor<Leafz>(monitoring + shift, 'leafz'))
      const found = (await Promise.all(leafs)).flatMap((page) => page.leafs ?? [])
      return routes.some((route) => route.remote_name === 'nats2') && found.length > 0 && found
    })
    expect(joined).toEqual([expect.objectContaining({ name: 'edge', account: 'ORDERS' })])
  })
})

interface Routez {
  readonly routes: readonly { readonly remote_name: string }[]
}

interface Leafz {
  readonly leafs?: readonly { readonly name: string; readonly account: string }[]
}
