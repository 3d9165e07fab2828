// docs/guides/permissions.md, done: its commands print what it says, a running server decides the same, and its test passes.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { ClientSettings } from '../../lib/render/client'
import { need } from '../../tools/install'
import { login, mayPublish, maySubscribe, type Client } from '../oracle/support/client'
import { blocksOf, makeSite, type Site } from './support/guide'

const blocks = blocksOf('permissions')
const [PROGRAM = '', TEST = '', LIVE = ''] = blocks('ts')

/** Each command of the guide, and what it prints. */
const COMMANDS = blocks('console')
  .join('')
  .split(/^\$ /m)
  .slice(1)
  .map((text) => {
    const [command = '', ...printed] = text.split('\n')
    return [command, printed.join('\n')] as const
  })

let site: Site
const clients = new Map<string, Client>()

beforeAll(async () => {
  site = await makeSite(PROGRAM)
  site.program()
  await site.deploy()
  await site.start()
}, 60_000)
afterAll(async () => {
  for (const { connection } of clients.values()) await connection.close()
  await site.remove()
})

async function clientOf(user: string): Promise<Client> {
  const known = clients.get(user)
  if (known !== undefined) return known
  await site.workspace.run(`creds ${user} --out creds`)
  const file = site.workspace.path('creds', `prod-${user.replace('/', '-')}`, 'client.json')
  const client = await login(JSON.parse(readFileSync(file, 'utf8')) as ClientSettings, site.port)
  clients.set(user, client)
  return client
}

it.each(COMMANDS)('%s', async (command, printed) => {
  const { stdout, code } = await site.workspace.run(command.replace('natsmith ', ''))
  expect(stdout).toBe(printed)
  const [, verb, user = '', action, subject = '', , queue] = command.replace(' --explain', '').split(' ')
  if (verb !== 'can') return
  const client = await clientOf(user)
  const allowed =
    action === 'publish' ? await mayPublish(client, subject) : await maySubscribe(client, subject, queue)
  expect([code, allowed]).toEqual(printed.startsWith('yes') ? [0, true] : [2, false])
})

it('has tests that pass, and fail when alice may do more', () => {
  const { workspace } = site
  workspace.write('guide.test.ts', TEST)
  workspace.write('live.test.ts', LIVE)
  const config = { rootDir: workspace.folder, transform: { '\\.ts$': [require.resolve('@swc/jest'), SWC] } }
  workspace.write('jest.config.json', JSON.stringify(config))
  const jest = (): string =>
    execFileSync(process.execPath, [require.resolve('jest/bin/jest'), '--config', 'jest.config.json'], {
      cwd: workspace.folder,
      env: { ...process.env, PATH: `${dirname(need('nats-server-2.15'))}:${process.env['PATH'] ?? ''}` },
      stdio: 'pipe',
      encoding: 'utf8',
    })
  expect(jest).not.toThrow()
  site.program(["publish: ['orders.>']", "publish: ['orders.>', 'billing.>']"])
  expect(jest).toThrow(/alice/)
})

const SWC = { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } }
