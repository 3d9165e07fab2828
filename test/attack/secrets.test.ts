// Secrets that are hostile, and secrets in the wrong place: none shows in anything that a command says, whether it succeeds or
// fails, nor in any form in which text is written down; and none is in a file that others may read.
import { lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodeSeed } from '../../lib/values/nkey'
import { CASES, KEY, surroundings } from '../constructs/support/cases'
import type { Ran, Workspace } from '../e2e/support/workspace'
import { javascript, makeWorkspace } from '../e2e/support/workspace'
import { thrown } from '../support/thrown'
import { tree } from '../support/tree'
import { declaredStrings } from './support/declared-strings'
import { placeIn, putText } from './support/places'
import { variantsOf } from './support/variants'

describe('a secret in the wrong place', () => {
  const DECLARED = declaredStrings(CASES.map(({ kind }) => kind))
  const SECRETS = {
    'a private key': KEY.reveal(),
    'a seed': encodeSeed('U', new Uint8Array(32).fill(7)),
    'an age identity': `AGE-SECRET-KEY-1${'Q'.repeat(58)}`,
  }

  test.each(CASES.map((one) => [one.kind, one] as const))('%s', (kind, one) => {
    const around = surroundings()
    const variants = variantsOf(one, around)
    let refused = 0
    for (const declared of DECLARED.get(kind) ?? []) {
      const props = variants.find((variant) => placeIn(variant, declared) !== undefined) ?? {}
      const place = placeIn(props, declared)
      for (const secret of Object.values(SECRETS)) {
        let made: ReturnType<typeof one.make> | undefined
        const error = thrown(() => (made = one.make(around, 'made', place && putText(props, place, secret))))
        made?.node.scope?.node.tryRemoveChild('made')
        if (error === undefined) continue
        refused += 1
        expect([
          declared,
          ...shownIn(JSON.stringify([error, (error as Error).message]), [secret.slice(-80)]),
        ]).toEqual([declared])
      }
    }
    expect(refused).toBeGreaterThan(2)
  })
})

/** Forms in which a text is written: as it is, in JSON, in JSON in JSON, in a URL, in base64, in hex, as a shell takes it. */
function formsOf(secret: string): readonly string[] {
  const json = JSON.stringify(secret).slice(1, -1)
  return [
    secret,
    json,
    JSON.stringify(json).slice(1, -1),
    encodeURIComponent(secret),
    Buffer.from(secret)
      .toString('base64')
      .replace(/.?.?=*$/, ''),
    Buffer.from(secret).toString('hex'),
    secret.replaceAll("'", "'\\''"),
  ]
}

/** Those of `secrets` that show in `text`, in any form. */
const shownIn = (text: string, secrets: readonly string[]): readonly string[] =>
  secrets.filter((secret) => formsOf(secret).some((form) => text.includes(form)))

describe('hostile secrets', () => {
  const HOSTILE = [
    'quote " canary-one',
    'line\nbreak canary-two',
    "apostrophe ' canary-three",
    'backslash \\u0041 canary-four',
    'dollar $HOME ${x} %{y} canary-five',
    'bell \u0007 escape \u001b[31m canary-six',
    'bidi \u202e canary-seven',
    'brace } ] ) # // canary-eight',
    'Grüße € 𝒳 canary-nine',
  ]
  const OVERRIDE = 'override "\n\\ canary-ten'
  const STDIN = 'stdin " \\ canary-eleven'
  const SECRETS = [...HOSTILE, OVERRIDE, STDIN]
  const env = { SECRETS: JSON.stringify(HOSTILE), OVERRIDE }

  let workspace: Workspace
  beforeAll(() => {
    workspace = makeWorkspace('program')
    workspace.write('natsmith.cjs', javascript(join(__dirname, 'support/secrets-program.ts')))
  })
  afterAll(() => {
    rmSync(workspace.folder, { recursive: true })
  })

  /** Runs a command as text and as JSON, and finds no secret in either. */
  async function quiet(
    line: string,
    code: number,
    options: { change?: string; input?: string } = {},
  ): Promise<void> {
    for (const [i, words] of [line, `${line} --json`].entries()) {
      const one = words.replace('{new}', String(i)).replace('{folder}', workspace.folder)
      const ran: Ran = await workspace.run(one, { env, ...options })
      expect({ one, code: ran.code, shown: shownIn(ran.stdout + ran.stderr, SECRETS) }).toEqual({
        one,
        code,
        shown: [],
      })
    }
  }

  it('show in nothing that a command says', async () => {
    await quiet('deploy --yes', 1)
    await quiet('issue --password-stdin ORDERS/erin', 0, { input: STDIN })
    await quiet('check', 0)
    await quiet('diff', 0)
    await quiet('deploy --yes --issue --verbose', 0)
    await quiet('synth --out made', 0)
    await quiet('creds ORDERS/u0 --out handed', 0)
    await quiet('keys list', 0)
    await quiet('drift', 0)
    await quiet('bundle nats1 --out nats1.sh', 0)
    await quiet('bundle nats1 --form cloud-init --out nats1.yaml', 0)
    mkdirSync(workspace.path('hosts/nats1'), { recursive: true })
    await quiet('deploy --yes --via env --root {folder}/hosts/{node}', 0)
    await quiet('drift --via env --root {folder}/hosts/{node}', 0)
  })

  it('show in nothing that is said of keys that leave the key store, or come to it', async () => {
    await quiet('keys export --out {new}.keys', 0)
    await quiet('keys import 1.keys --store elsewhere', 0)
  })

  it('show in nothing that a command says when it fails', async () => {
    await quiet('check', 1, { change: 'refused' })
    await quiet('deploy --yes', 1, { change: 'wrong-place' })
    writeFileSync(workspace.path('out/nats1/etc/nats/nats-server.conf'), 'port: 1\n')
    await quiet('drift', 2)
    const shards = Object.keys(tree(workspace.path('natsmith/prod/keys'))).filter((name) =>
      name.startsWith('secret'),
    )
    expect(shards).not.toEqual([])
    for (const shard of shards) {
      const path = workspace.path('natsmith/prod/keys', shard)
      writeFileSync(path, readFileSync(path, 'utf8').replace(/"[^"]{3}(?=[^"]*"\s*\}*\s*$)/m, '"???'))
    }
    await quiet('deploy --yes', 1)
    await quiet('keys list', 1)
  })

  it('are in no file that others may read', () => {
    const files = Object.entries(tree(workspace.folder)).filter(([name]) => !name.startsWith('node_modules/'))
    const readable = files.filter(([name]) => (lstatSync(workspace.path(name)).mode & 0o077) !== 0)
    expect(readable.length).toBeGreaterThan(5)
    expect(readable.filter(([, text]) => shownIn(text, SECRETS).length > 0).map(([name]) => name)).toEqual([])
    expect(shownIn(files.map(([, text]) => text).join(''), [OVERRIDE])).toEqual([OVERRIDE])
  })
})
