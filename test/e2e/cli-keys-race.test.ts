// Several commands on one key store at once, some of them killed: no update is lost, and no key. RACES says how often.
import { openStore, type KeyStore } from '../../lib/keys/store'
import {
  COMMAND,
  execute,
  preparedWorkspace,
  workspaces,
  type Ran,
  type Workspace,
} from './support/workspace'

const RACES = Number(process.env['RACES'] ?? 2)
const SECONDS = 1000
const workspace = workspaces()
const deployed = preparedWorkspace('deploy --yes --issue')
const KEYS = 'natsmith/prod/keys'

const IDENTITIES = [
  'user/ORDERS/alice/nkey',
  'leaf/edge/hub-ORDERS',
  'tls/hub/nats1/client',
  'tls/hub/nats2/client',
] as const

const read = ({ path }: Workspace): KeyStore => openStore(path(KEYS), { secrets: true })
const secretsOf = ({ entries }: KeyStore): readonly (string | undefined)[] =>
  IDENTITIES.map((identity) => entries.get(identity)?.secret?.reveal())

/** `natsmith …` that is killed after so many seconds, if it is still there. */
const killed = ({ folder }: Workspace, seconds: number, ...words: readonly string[]): Promise<Ran> =>
  execute('timeout', ['-s', 'KILL', String(seconds), process.execPath, COMMAND, ...words], folder)

it(
  'keys that are rotated at once are all others afterwards, but where the command says that it stopped',
  async () => {
    const copy = workspace(deployed())
    let done = 0
    for (let race = 0; race < RACES; race++) {
      const before = secretsOf(read(copy))
      const ends = await Promise.all(
        IDENTITIES.map((identity, i) =>
          i === 0
            ? killed(copy, 0.3 + Math.random(), 'keys', 'rotate', identity, '--json')
            : copy.run(['keys', 'rotate', identity, '--json']),
        ),
      )
      const after = secretsOf(read(copy))
      for (const [i, { code, stdout }] of ends.entries()) {
        const isNew = after[i] !== before[i]
        // A process that was killed may have been done or not.
        if (code === 0) expect(isNew).toBe(true)
        if (code === 1) {
          const { error } = JSON.parse(stdout) as { readonly error: { readonly code: string } }
          expect(error.code).toMatch(/^(key-store-changed|locked)$/)
          expect(isNew).toBe(false)
        }
        if (code === 0) done += 1
      }
    }
    expect(done).toBeGreaterThanOrEqual(RACES)
    expect(await copy.json('deploy --yes')).toMatchObject({ exitCode: 0 })
  },
  RACES * 30 * SECONDS,
)

it(
  'a key store is begun by one of those who begin it at once',
  async () => {
    for (let race = 0; race < RACES; race++) {
      const copy = workspace()
      const ends = await Promise.all([
        ...[1, 2, 3].map(() => copy.run(['issue', '--json'])),
        killed(copy, 0.3 + Math.random(), 'issue', '--json'),
      ])
      const issued = ends.flatMap(({ code, stdout }) =>
        code === 0 ? [(JSON.parse(stdout) as { readonly issued: readonly unknown[] }).issued.length] : [],
      )
      expect(issued.filter((count) => count > 0).length).toBeLessThanOrEqual(1)
      for (const { code, stdout } of ends)
        if (code === 1) expect(stdout).toMatch(/"code": "(key-store-changed|locked)"/)
      expect(await copy.json('issue')).toMatchObject({ exitCode: 0 })
      expect(read(copy).entries.size).toBe(18)
    }
  },
  RACES * 30 * SECONDS,
)
