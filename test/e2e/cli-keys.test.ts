// Keys by their commands: the same bytes anywhere, secrets where they belong and nowhere else, lost and given ones.
import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
} from 'node:fs'
import { join } from 'node:path'
import { openStore } from '../../lib/keys/store'
import { copyFolder, modeOf, tree } from '../support/tree'
import { identityOf, RECIPIENT } from './support/age'
import { preparedWorkspace, workspaces, type Workspace } from './support/workspace'

const workspace = workspaces()
const deployed = preparedWorkspace('deploy --yes --issue')

const KEYS = 'natsmith/prod/keys'

it('makes the same bytes of the same program and key store, wherever it runs and whatever the machine speaks', async () => {
  const [here, there] = [workspace(), workspace()]
  for (const { path } of [here, there]) copyFolder(deployed().path('natsmith'), path('natsmith'))
  const [one, other] = await Promise.all([
    here.run('synth --out made', { env: { LC_ALL: 'C', TZ: 'UTC' } }),
    there.run('synth --out some/where/else', {
      env: { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', TZ: 'Asia/Kathmandu' },
    }),
  ])
  expect([one.code, other.code]).toEqual([0, 0])
  const made = tree(here.path('made'))
  expect(tree(there.path('some/where/else'))).toEqual(made)
  expect(Object.keys(made)).toHaveLength(29)
})

describe('a secret', () => {
  /** Every secret text of a key store, and the password that the program gives. */
  function secretsOf({ path }: Workspace): readonly string[] {
    const { entries, key } = openStore(path(KEYS), { secrets: true })
    const stored = [...entries.values()].flatMap(({ kind, secret }) => {
      if (secret === undefined) return []
      if (kind !== 'password') return [secret.reveal()]
      const { hash, text } = JSON.parse(secret.reveal()) as { hash: string; text?: string }
      return text === undefined ? [hash] : [hash, text]
    })
    return ['correct horse battery', key?.reveal() ?? '', ...stored]
  }

  /** Files that hold one of `secrets`, as it is or as PEM has it, with their modes. */
  function holders(folder: string, secrets: readonly string[]): readonly (readonly [string, string])[] {
    const keys = [...secrets, 'PRIVATE KEY-----']
    return Object.entries(tree(folder))
      .filter(([, text]) => keys.some((secret) => text.includes(secret)))
      .map(([file]) => [file, modeOf(join(folder, file))])
  }

  it('is in the key store, in the file that needs it and in no output, manifest or record', async () => {
    const copy = workspace(deployed())
    const lines = [
      'check',
      'diff',
      'issue --json',
      'deploy --yes --verbose --out other',
      'deploy --yes --json --out third',
      'synth --out made --json',
      'creds ORDERS/carol --out handed --json',
      'drift --out other --json',
    ]
    const outputs: string[] = []
    for (const line of lines) {
      const { code, stdout, stderr } = await copy.run(line)
      expect({ line, code }).toEqual({ line, code: 0 })
      outputs.push(stdout, stderr)
    }
    const secrets = secretsOf(copy)
    expect(secrets.length).toBeGreaterThan(18)
    expect(
      secrets.filter((secret) => secret === '' || outputs.some((text) => text.includes(secret))),
    ).toEqual([])
    rmSync(copy.path('natsmith.cjs'))
    const found = holders(copy.folder, secrets)
    expect(found.filter(([, mode]) => mode !== '600')).toEqual([])
    const places = found.map(([file]) =>
      file.replace(/-[0-9a-f]{16}\./, '-….').replace(/secret-.*/, 'secret-…'),
    )
    expect([...new Set(places)].filter((place) => !/^(out|other|third|made)\//.test(place))).toEqual([
      'handed/nats/context/prod-ORDERS-carol.json',
      'handed/prod-ORDERS-carol/client.json',
      'handed/prod-ORDERS-carol/user.key',
      'natsmith/prod/keys/secret-…',
      'natsmith/prod/keys/secret.json',
    ])
    expect([
      ...new Set(
        found.flatMap(([file]) =>
          /^(out|other|third|made)\//.test(file) ? [file.replace(/^.*[.]/, '')] : [],
        ),
      ),
    ]).toEqual(['conf', 'key'])
    expect(holders(copy.path('out'), ['correct horse battery'])).toHaveLength(
      holders(copy.path('out'), ['nothing']).length,
    )
  })

  it('is handed out in folders and files that only their owner opens', async () => {
    const copy = workspace(deployed())
    expect(await copy.json('creds ORDERS/alice --out handed')).toMatchObject({
      exitCode: 0,
      files: expect.arrayContaining([{ file: 'prod-ORDERS-alice/user.nk', sensitive: true }]) as unknown,
    })
    for (const folder of ['handed', 'handed/prod-ORDERS-alice', 'handed/nats/context'])
      expect(modeOf(copy.path(folder))).toBe('700')
    for (const file of ['user.key', 'user.nk', 'client.json'])
      expect(modeOf(copy.path('handed/prod-ORDERS-alice', file))).toBe('600')
    expect(await copy.json('creds ORDERS/nobody --out handed')).toMatchObject({
      exitCode: 1,
      error: { code: 'user-unknown', change: 'name one of: ORDERS/alice, ORDERS/bob, ORDERS/carol' },
    })
  })

  it('goes through no link that somebody planted, and not into git', async () => {
    const copy = workspace(deployed())
    mkdirSync(copy.path('theirs'))
    mkdirSync(copy.path('handed'))
    symlinkSync('../theirs', copy.path('handed/prod-ORDERS-alice'))
    mkdirSync(copy.path('assembly'))
    symlinkSync('../theirs', copy.path('assembly/nats1'))
    for (const command of ['creds ORDERS/alice --out handed', 'synth --out assembly'])
      expect(await copy.json(command)).toMatchObject({ exitCode: 1 })
    expect(tree(copy.path('theirs'))).toEqual({})
    await copy.json('creds ORDERS/alice --out alice')
    expect(readFileSync(copy.path('alice/.gitignore'), 'utf8')).toBe('*\n')
  })

  it('is never taken from a key store that somebody else may have put there', async () => {
    const copy = workspace(deployed())
    chmodSync(copy.path('natsmith/prod'), 0o777)
    expect(await copy.json('deploy --yes')).toMatchObject({ exitCode: 1, error: { code: 'unsafe-folder' } })
  })

  it('of another key store replaces nothing', async () => {
    const copy = workspace(deployed())
    expect(await copy.json('deploy --yes --issue --store elsewhere')).toMatchObject({
      exitCode: 1,
      error: { code: 'other-key-store' },
    })
    expect(tree(copy.path('out'))).toEqual(tree(deployed().path('out')))
  })
})

describe('a rename', () => {
  it('without moved blocks, and with it keeps keys and files', async () => {
    const copy = workspace(deployed())
    const before = tree(copy.path('out'))
    expect(await copy.json('deploy --yes --issue', { change: 'rename' })).toMatchObject({
      exitCode: 1,
      error: { findings: [{ code: 'probable-rename', path: 'prod/ORDERS/alicia' }] },
    })
    expect(tree(copy.folder)).toEqual(tree(deployed().folder))
    const moved = await copy.json('deploy --yes --issue', { change: 'moved' })
    expect(moved).toMatchObject({ exitCode: 0, changes: [] })
    expect(moved['issued']).toContainEqual({
      identity: 'user/ORDERS/alicia/nkey',
      verb: 'move',
      reason: 'was user/ORDERS/alice/nkey',
      fresh: false,
    })
    expect(tree(copy.path('out'))).toEqual(before)
  })
})

describe('a password on stdin', () => {
  it('is asked for, checked, given one at a time, and then known', async () => {
    const copy = workspace(deployed())
    const change = 'stdin'
    const give = (whose: string, input: string) =>
      copy.json(`issue --password-stdin ${whose}`, { change, input })
    expect(await copy.json('deploy --yes --issue', { change })).toMatchObject({
      exitCode: 1,
      error: {
        findings: [
          {
            code: 'needs-stdin',
            path: 'prod/ORDERS/erin',
            change: 'pipe it in: natsmith issue --password-stdin ORDERS/erin < file',
          },
          { code: 'needs-stdin', path: 'prod/ORDERS/frank' },
        ],
      },
    })
    const [unknown, empty] = await Promise.all([give('ORDERS/bob', 'x'), give('ORDERS/erin', '\n')])
    expect(unknown).toMatchObject({ exitCode: 1, error: { code: 'password-not-asked' } })
    expect(empty).toMatchObject({ exitCode: 1, error: { code: 'invalid-password' } })
    expect(await give('ORDERS/erin', 'first\n')).toMatchObject({
      exitCode: 0,
      findings: [{ code: 'needs-stdin', severity: 'warning', path: 'prod/ORDERS/frank' }],
    })
    expect(await give('ORDERS/frank', 'second\n')).toMatchObject({ exitCode: 0, findings: [] })
    expect(await copy.json('diff', { change })).toMatchObject({ exitCode: 0, issue: [] })
  })
})

describe('a key store', () => {
  it('that is lost stops every command that needs it; --replace-lost issues anew, and says what', async () => {
    const copy = workspace(deployed())
    renameSync(copy.path(KEYS), copy.path('gone'))
    const before = tree(copy.folder)
    const [check, ...others] = await Promise.all([
      copy.json('check'),
      ...['deploy --yes --issue', 'issue', 'diff'].map((line) => copy.json(line)),
    ])
    expect(check).toMatchObject({ exitCode: 0, findings: [{ code: 'lost', severity: 'warning' }] })
    for (const document of others)
      expect(document).toMatchObject({
        exitCode: 1,
        error: {
          code: 'lost',
          change: expect.stringContaining('natsmith issue --replace-lost') as unknown,
          findings: [{ path: 'prod' }],
        },
      })
    expect(tree(copy.folder)).toEqual(before)
    const { issued, exitCode } = await copy.json('issue --replace-lost')
    expect(exitCode).toBe(0)
    expect(issued).toHaveLength(18)
    expect(issued).toContainEqual({
      identity: 'ca/clients',
      verb: 'issue',
      reason: 'was deployed, and is lost',
      fresh: true,
    })
    expect(await copy.json('deploy --yes')).toMatchObject({ error: { code: 'other-key-store' } })
    expect(await copy.json('deploy --yes --adopt')).toMatchObject({ exitCode: 0 })
  })

  it('of which a file is gone or damaged is left as it is', async () => {
    const [gone, damaged] = [workspace(deployed()), workspace(deployed())]
    const shards = readdirSync(gone.path(KEYS)).filter((name) => name.startsWith('secret-'))
    const full = shards.find((name) => statSync(gone.path(KEYS, name)).size > 100) ?? ''
    rmSync(gone.path(KEYS, full))
    truncateSync(damaged.path(KEYS, full), 90)
    for (const [copy, code] of [
      [gone, 'key-store-missing'],
      [damaged, 'key-store-damaged'],
    ] as const) {
      const before = tree(copy.folder)
      expect(await copy.json('deploy --yes --issue')).toMatchObject({ exitCode: 1, error: { code } })
      expect(tree(copy.folder)).toEqual(before)
    }
  })
})

describe('an encrypted key store', () => {
  const env = identityOf()

  it('needs an identity for what needs secrets, and none for the rest; git gets all of it', async () => {
    const copy = workspace(deployed())
    expect(await copy.json(`keys recipients --add ${RECIPIENT}`)).toMatchObject({ recipients: [RECIPIENT] })
    const before = tree(copy.path(KEYS))
    const [check, drift, list, refused] = await Promise.all([
      copy.json('check', { change: 'dave' }),
      copy.json('drift'),
      copy.json('keys list'),
      copy.json('deploy --yes --issue', { change: 'dave' }),
    ])
    expect([check.exitCode, drift.exitCode]).toEqual([0, 0])
    expect(list).toMatchObject({ exitCode: 0, recipients: [RECIPIENT] })
    expect(refused).toMatchObject({ exitCode: 1, error: { code: 'identity-needed' } })
    expect(tree(copy.path(KEYS))).toEqual(before)

    const file = copy.write('age.txt', `# mine\n${String(env['NATSMITH_AGE_KEY'])}\n`)
    const deploy = await copy.json('deploy --yes --issue', {
      change: 'dave',
      env: { NATSMITH_AGE_KEY_FILE: file },
    })
    expect(deploy).toMatchObject({ exitCode: 0, issued: [{ identity: 'user/ORDERS/dave/certificate' }, {}] })
    expect(await copy.json('diff', { change: 'dave', env })).toMatchObject({ changes: [], issue: [] })

    const git = (...args: readonly string[]): string =>
      execFileSync('git', args, { cwd: copy.folder, encoding: 'utf8' })
    git('init', '--quiet')
    git('add', 'natsmith')
    const kept = Object.keys(tree(copy.path(KEYS))).map((name) => join(KEYS, name))
    expect(git('ls-files', KEYS).trim().split('\n')).toEqual(kept)
  })
})

describe('a key that is rotated', () => {
  const ALICE = 'user/ORDERS/alice/nkey'

  it('is another one, and nothing else is', async () => {
    const copy = workspace(deployed())
    const read = () => openStore(copy.path(KEYS), { secrets: true }).entries
    const before = read()
    expect(await copy.json(`keys rotate ${ALICE}`)).toMatchObject({
      exitCode: 0,
      issued: [{ identity: ALICE, verb: 'reissue', reason: 'is to be rotated' }],
    })
    const changed = [...read()].filter(
      ([name, { secret }]) => secret?.reveal() !== before.get(name)?.secret?.reveal(),
    )
    expect(changed.map(([name]) => name)).toEqual([ALICE])
    expect(await copy.json('deploy --yes')).toMatchObject({ exitCode: 0 })
  })

  it('of a certificate has the same names under another key', async () => {
    const copy = workspace(deployed())
    const client = 'tls/hub/nats1/client'
    const certificate = () => {
      const entry = openStore(copy.path(KEYS), { secrets: true }).entries.get(client)
      return new X509Certificate((entry?.public as { certificate: string }).certificate)
    }
    const before = certificate()
    await copy.json(`keys rotate ${client}`)
    expect(certificate().subjectAltName).toBe(before.subjectAltName)
    expect(certificate().publicKey.equals(before.publicKey)).toBe(false)
  })

  it.each([
    ['ca/clients', 'authority-not-rotated'],
    ['user/ORDERS/bob/password', 'not-ours-to-rotate'],
    ['user/ORDERS/nobody/nkey', 'unknown-identity'],
  ])('is never %s', async (identity, code) => {
    const copy = workspace(deployed())
    const before = tree(copy.path(KEYS))
    expect(await copy.json(`keys rotate ${identity}`)).toMatchObject({ exitCode: 1, error: { code } })
    expect(tree(copy.path(KEYS))).toEqual(before)
  })
})
