// examples/auth-callout as a newcomer runs it: its server, its service as a process of its own, and an identity provider.
import { spawn, type ChildProcess } from 'node:child_process'
import { createPublicKey, sign, type KeyObject } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { connect, type ConnectionOptions, type NatsConnection } from '@nats-io/transport-node'
import { declare } from '../../examples/auth-callout/natsmith'
import { usersOf } from '../../lib/model/query'
import { clientFiles } from '../../lib/render/client'
import { generatedKey } from '../support/generated-key'
import { mayPublish } from './support/client'
import { runDeployment, type RunningDeployment } from './support/deployment'
import { eventually } from '../../lib/testing/wait'

const ROOT = join(__dirname, '../..')
const ISSUER = 'https://login.example'

const privateKey = generatedKey({ curve: 'P-256' })

let deployment: RunningDeployment<'nats1'>
let provider: Server
let service: ChildProcess
let folder: string
let output = ''

beforeAll(async () => {
  deployment = await runDeployment('2.15', {
    nodes: ['nats1'],
    declare: (scope, node) => {
      declare(scope, node('nats1'))
    },
  })
  const { model, materials } = deployment
  for (const user of usersOf(model))
    for (const { name, content, mode } of clientFiles(model, user, materials, deployment.folder)) {
      const file = join(deployment.folder, name)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, content, { mode })
    }
  folder = join(deployment.folder, 'prod-AUTH-service')
  const jwk = { ...createPublicKey(privateKey).export({ format: 'jwk' }), kid: 'main', alg: 'ES256' }
  provider = createServer((_, response) => response.end(JSON.stringify({ keys: [jwk] })))
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve))
  const { port } = provider.address() as AddressInfo
  service = spawn(
    process.execPath,
    [join(ROOT, 'node_modules/jiti/lib/jiti-cli.mjs'), 'examples/auth-callout/service.ts', folder],
    {
      cwd: ROOT,
      env: {
        ...process.env,
        OIDC_ISSUER: ISSUER,
        OIDC_JWKS: `http://127.0.0.1:${String(port)}/`,
        NATS_URL: url(),
      },
    },
  )
  for (const stream of [service.stdout, service.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  if ((await eventually(() => output.includes('the service answers'), 20_000)) === undefined)
    throw new Error(output)
})

afterAll(async () => {
  const gone = new Promise((resolve) => service.once('close', resolve))
  service.kill('SIGTERM')
  await gone
  provider.close()
  await deployment.stop()
})

const url = (): string => `tls://localhost:${String(deployment.ports('nats1').client)}`

const base64 = (data: object): string => Buffer.from(JSON.stringify(data)).toString('base64url')

function token(change: object = {}, key: KeyObject = privateKey): string {
  const claims = {
    iss: ISSUER,
    aud: 'nats',
    sub: 'alice',
    groups: ['orders'],
    exp: Math.floor(Date.now() / 1000) + 600,
    ...change,
  }
  const text = `${base64({ alg: 'ES256', kid: 'main' })}.${base64(claims)}`
  return `${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}

const come = (options: ConnectionOptions): Promise<NatsConnection> =>
  connect({
    servers: url(),
    tls: { caFile: join(folder, 'ca.crt') },
    reconnect: false,
    timeout: 10_000,
    ...options,
  })

it.each(['token', 'pass'] as const)(
  'lets in whoever has a token, given as %s, to the subjects of its groups',
  async (how) => {
    const connection = await come(how === 'token' ? { token: token() } : { user: 'anybody', pass: token() })
    const refused: string[] = []
    void (async () => {
      for await (const status of connection.status())
        if (status.type === 'error') refused.push(`publish ${status.error.message}`)
    })()
    const client = { connection, refused }
    expect([await mayPublish(client, 'orders.new'), await mayPublish(client, 'billing.new')]).toEqual([
      true,
      false,
    ])
    await connection.close()
  },
)

const other = generatedKey({ curve: 'P-256' })
it.each([
  ['of another issuer', () => token({ iss: 'https://evil.example' })],
  ['for another audience', () => token({ aud: 'mail' })],
  ['that has expired', () => token({ exp: Math.floor(Date.now() / 1000) - 60 })],
  ['without an end', () => token({ exp: undefined })],
  ['signed by another key', () => token({}, other)],
  [
    'that nobody signed',
    () => `${base64({ alg: 'none' })}.${base64({ iss: ISSUER, aud: 'nats', sub: 'alice' })}.`,
  ],
  ['in no group', () => token({ groups: [] })],
  ['whose group is a wildcard', () => token({ groups: ['*', '>'] })],
  ['that is none', () => 'let me in'],
])('refuses a token %s', async (_, made) => {
  await expect(come({ token: made() })).rejects.toThrow(/authorization/i)
})
