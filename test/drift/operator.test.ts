// Files of operator mode: what drift says of the operator's JWT, and of the credentials of a leaf remote.
import { appendFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { LeafNode } from '../../lib/index'
import type { Assembly } from '../../lib/assembly/assembly'
import { driftOfFiles } from '../../lib/drift/drift-files'
import { applyDeploy } from '../../lib/engine/apply'
import { planDeploy } from '../../lib/engine/plan'
import { temporaryFolder } from '../support/folder'
import { synth } from '../support/operator-program'

const folder = temporaryFolder()
const target = () => ({ kind: 'out', dir: join(folder(), 'out') }) as const
const DAY = 86_400_000
const START = Date.UTC(2026, 0, 1)

function deploy(): Assembly {
  const { shown } = synth({
    operator: { validity: '30d' },
    hub: { leafnodes: {} },
    define: (scope, account, hub) => {
      new LeafNode(scope, 'edge', {
        address: { dnsNames: ['edge.internal'] },
        remotes: [{ hub, hubAccount: account, account }],
      })
    },
  })
  const { schema, deployment, keyStore, nodes, accepted } = shown.assembly.manifest
  const assembly = { ...shown.assembly, manifest: { schema, deployment, keyStore, nodes, accepted } }
  applyDeploy(planDeploy(assembly, target()), assembly)
  return assembly
}

const told = (now: number) =>
  driftOfFiles(
    'prod',
    target(),
    ['nats1', 'edge'].map((node) => ({ node, configDir: '/etc/nats' })),
    now,
  )
    .rows.filter(({ status }) => status !== 'same')
    .map(({ node, file, status, cause, wanted }) => ({ node, file, status, cause, wanted }))

it('finds what happened to a JWT and to credentials, and a JWT that has expired', () => {
  const { artifacts } = deploy()
  const [jwt] = artifacts.filter(({ node, purpose }) => node === 'nats1' && purpose === 'jwt')
  const [creds] = artifacts.filter(({ purpose }) => purpose === 'credentials')
  expect(jwt).toMatchObject({ detail: 'operator', notAfter: START + 30 * DAY, mode: 0o644 })
  expect(creds).toMatchObject({ node: 'edge', detail: 'leaf-remote hub-ORDERS', mode: 0o600 })
  expect(told(START)).toEqual([])
  expect(told(START + 30 * DAY)).toContainEqual({
    node: 'nats1',
    file: jwt?.path,
    status: 'changed',
    cause: 'expired',
    wanted: 'a valid JWT',
  })
  appendFileSync(join(folder(), 'out/edge', creds?.path ?? ''), 'x')
  rmSync(join(folder(), 'out/nats1', jwt?.path ?? ''))
  expect(told(START)).toMatchObject([
    { node: 'edge', file: creds?.path, status: 'changed', cause: 'content' },
    { node: 'nats1', file: jwt?.path, status: 'missing' },
  ])
})
