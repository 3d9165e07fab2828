// What a NatsStack of either fork synthesizes: addresses, order, no secret, findings as validation errors, the same bytes in
// every checkout.
import { Construct } from 'constructs'
import { Account, acknowledge, CertificateAuthority, deployment, LeafNode, NatsCluster, User } from 'natsmith'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { FindingsError } from '../../lib/values/finding'
import { temporaryFolder } from '../support/folder'
import { thrown } from '../support/thrown'
import { filesIn, FORKS, resources, workingIn, type Fork } from './support/forks'

const ROOT = process.cwd()
const folder = temporaryFolder()
afterEach(() => {
  process.chdir(ROOT)
})

interface Change {
  readonly host?: string
  readonly remote?: string
}

const define =
  ({ host = 'nats1.internal', remote = 'hub-ORDERS' }: Change = {}) =>
  (scope: Construct): NatsCluster => {
    const ca = new CertificateAuthority(scope, 'ca')
    const orders = new Account(scope, 'ORDERS')
    new User(orders, 'alice', {
      permissions: { publish: ['orders.>'], subscribe: ['orders.>'] },
      inboxPrefix: '_INBOX_alice',
    })
    const hub = new NatsCluster(scope, 'hub', {
      nodes: { nats1: host, 'nats.2': 'nats2.internal' },
      serverVersion: '2.12',
      tls: { issuer: ca },
      leafnodes: {},
    })
    new LeafNode(scope, 'edge', { remotes: [{ name: remote, hub, hubAccount: orders, account: orders }] })
    return hub
  }

/** What was issued for `define()`, once for all tests. */
let issued: string
beforeAll(() => {
  issued = mkdtempSync(join(tmpdir(), 'natsmith-issued-'))
  workingIn(issued, FORKS[0]).issue(define())
  process.chdir(ROOT)
})
afterAll(() => {
  rmSync(issued, { recursive: true })
})

const messageOf = (action: () => unknown): string => (thrown(action) as Error | undefined)?.message ?? ''

describe.each(FORKS.map((fork) => [fork.name, fork] as const))('%s', (_, fork) => {
  const here = (name = '.'): ReturnType<typeof workingIn> => workingIn(join(folder(), name), fork)
  const deployable = (name = '.'): ReturnType<typeof workingIn> => {
    cpSync(join(issued, 'natsmith'), join(folder(), name, 'natsmith'), { recursive: true })
    return here(name)
  }

  describe('resources', () => {
    it('have stable, readable addresses that differ when files do', () => {
      const { issue, testing } = deployable()
      const before = resources(testing(define()))
      expect([...before.keys()].filter((address) => !address.includes('nats_x2e2'))).toEqual([
        'local_file.edge_client_ca',
        'local_file.edge_client_certificate',
        'local_file.edge_leaf-remote_hub-ORDERS_ca',
        'local_file.edge_leaf-remote_hub-ORDERS_certificate',
        'local_file.edge_manifest',
        ...['client', 'cluster', 'leafnodes'].flatMap((surface) => [
          `local_file.nats1_${surface}_ca`,
          `local_file.nats1_${surface}_certificate`,
        ]),
        'local_file.nats1_manifest',
        'local_file.natsmith_record',
        'local_sensitive_file.edge_client_key',
        'local_sensitive_file.edge_conf',
        'local_sensitive_file.edge_leaf-remote_hub-ORDERS_key',
        'local_sensitive_file.nats1_client_key',
        'local_sensitive_file.nats1_cluster_key',
        'local_sensitive_file.nats1_conf',
        'local_sensitive_file.nats1_leafnodes_key',
      ])
      const moved = define({ host: 'nats1.elsewhere' })
      issue(moved)
      const after = resources(testing(moved))
      expect([...after.keys()]).toEqual([...before.keys()])
      const [old, current] = [before, after].map((all) => all.get('local_file.nats1_client_certificate'))
      expect(current?.filename).not.toBe(old?.filename)
    })

    it('place a file by reference to its staged copy, with its mode', () => {
      const { testing } = deployable()
      const all = resources(testing(define()))
      const key = all.get('local_sensitive_file.nats1_client_key')
      expect(key).toMatchObject({
        filename: expect.stringMatching(
          /^\.\.\/\.\.\/\.\.\/out\/nats1\/etc\/nats\/tls\/client-[0-9a-f]{16}\.key$/,
        ) as string,
        source: expect.stringMatching(/^\.\.\/\.\.\/\.\.\/\.natsmith\/staged\/[\w-]{22}$/) as string,
        file_permission: '0600',
        directory_permission: '0700',
      })
      expect(all.get('local_file.nats1_client_ca')?.file_permission).toBe('0644')
      const staged = join(folder(), 'cdktf.out/stacks/prod', key?.source ?? '')
      expect(statSync(staged).mode & 0o777).toBe(0o600)
      expect(JSON.stringify([...all.values()])).not.toContain('"content"')
    })

    it('come in the order that makes a conf the commit point', () => {
      const { testing } = deployable()
      const all = resources(testing(define()))
      const dependencies = (address: string): readonly string[] =>
        [...(all.get(address)?.depends_on ?? [])].sort()
      expect(dependencies('local_sensitive_file.edge_conf')).toEqual([
        'local_file.edge_client_ca',
        'local_file.edge_client_certificate',
        'local_file.edge_leaf-remote_hub-ORDERS_ca',
        'local_file.edge_leaf-remote_hub-ORDERS_certificate',
        'local_sensitive_file.edge_client_key',
        'local_sensitive_file.edge_leaf-remote_hub-ORDERS_key',
      ])
      expect(dependencies('local_file.edge_manifest')).toEqual(['local_sensitive_file.edge_conf'])
      expect(dependencies('local_file.natsmith_record')).toEqual([
        'local_file.edge_manifest',
        'local_file.nats1_manifest',
        'local_file.nats_x2e2_manifest',
      ])
    })

    it('are made before the old ones go where the name says what is in them, and only there', () => {
      const { testing } = deployable()
      const early = [...resources(testing(define()))].filter(([, { lifecycle }]) => lifecycle !== undefined)
      expect(early.every(([address]) => /_(ca|certificate|key)$/.test(address))).toBe(true)
      expect(early).toHaveLength(24)
      expect(new Set(early.map(([, { lifecycle }]) => JSON.stringify(lifecycle)))).toEqual(
        new Set([
          '{"create_before_destroy":true,"ignore_changes":["source","file_permission","directory_permission"]}',
        ]),
      )
    })

    it('never share a file, so that none deletes what another has written', () => {
      const { issue, testing } = deployable()
      const before = resources(testing(define()))
      const names = [...before.values()].map(({ filename }) => filename)
      expect(new Set(names).size).toBe(names.length)
      const renamed = define({ remote: 'other' })
      issue(renamed)
      const after = resources(testing(renamed))
      const gone = [...before].filter(([address]) => !after.has(address))
      expect(gone).toHaveLength(3)
      const kept = new Set([...after.values()].map(({ filename }) => filename))
      expect(gone.filter(([, { filename }]) => kept.has(filename))).toEqual([])
    })

    it('go where the stack says', () => {
      const { testing } = deployable()
      const at = (out: string): string | undefined =>
        resources(testing(define(), { out })).get('local_sensitive_file.nats1_conf')?.filename
      expect(at('/srv/nats')).toBe('/srv/nats/nats1/etc/nats/nats-server.conf')
      expect(at('a/${b}')).toBe('../../../a/$${b}/nats1/etc/nats/nats-server.conf')
    })

    it('use the local provider that the stack has already', () => {
      const { testing } = deployable()
      const providers = (...aliases: readonly (string | undefined)[]): number | undefined =>
        testing((scope) => {
          define()(scope)
          for (const alias of aliases) provideLocal(fork, scope, alias)
        }).provider['local']?.length
      expect(providers()).toBe(1)
      expect(providers(undefined)).toBe(1)
      expect(providers('other')).toBe(2)
    })
  })

  it('go under one name, however the folder is written', () => {
    const { synth } = deployable()
    symlinkSync('real', join(folder(), 'link'))
    mkdirSync(join(folder(), 'real'))
    const one = synth(define(), { out: 'real' }).text
    for (const out of ['./real', 'real/', join(folder(), 'real'), 'link'])
      expect(synth(define(), { out }).text).toBe(one)
  })

  it('says of each node what everybody may know', () => {
    const { testing } = deployable()
    const { output } = testing(define())
    const { nats1 } = output['natsmith']?.value as Record<string, object>
    const digest = expect.stringMatching(/^[0-9a-f]{64}$/) as string
    expect(nats1).toEqual({
      notAfter: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
      configDigest: expect.stringMatching(/^sha256:/) as string,
      fingerprints: { client: digest, cluster: digest, leafnodes: digest },
    })
  })

  it('has no secret in its JSON', () => {
    const { synth } = deployable()
    const { text } = synth(define())
    const secrets = [...filesIn(join(folder(), 'natsmith')).entries()]
      .filter(([name]) => name.includes('secret'))
      .flatMap(([, content]) => [...content.matchAll(/[A-Za-z0-9+/_-]{20,}/g)].map(([found]) => found))
    expect(secrets.length).toBeGreaterThan(20)
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([])
  })

  it('is the same in every checkout, and as Testing.synth shows it', () => {
    const [one, two] = ['one', 'two'].map((name) => deployable(name).synth(define()).text)
    const backend = /"path": "[^"]*terraform\.prod\.tfstate"/
    expect(one).toMatch(backend)
    expect(one?.replace(backend, '')).toBe(two?.replace(backend, ''))
    expect(resources(here('one').testing(define())).size).toBe(31)
  })

  describe('findings', () => {
    it('are errors of validation, all at once; nothing is written', () => {
      const { synth } = here()
      const before = filesIn(folder())
      const plaintext = (scope: Construct): void => {
        new NatsCluster(scope, 'hub', { nodes: { n1: 'n1' }, serverVersion: '2.12' })
        new CertificateAuthority(scope, 'ca', { name: 'same' })
        new CertificateAuthority(scope, 'ca2', { name: 'same' })
        const own = new Construct(scope, 'own')
        own.node.addValidation({ validate: () => ['has no owner'] })
      }
      const message = messageOf(() => synth(plaintext))
      expect(message).toMatch(/error \[plaintext-listener\] prod\/hub: .*; change: /)
      expect(message).toMatch(/error \[duplicate-identity\] prod\/ca/)
      // The engine asks it itself.
      expect(message.match(/has no owner/g)).toHaveLength(1)
      expect([...filesIn(folder()).keys()]).toEqual([...before.keys()])
    })

    it('stand alone: no call of the engine below them', () => {
      const { stackTraceLimit } = Error
      const error = thrown(() => here().synth(define()))
      expect((error as Error).stack).toMatch(/not-issued/)
      expect((error as Error).stack).not.toMatch(/^ +at /m)
      return Promise.resolve().then(() => {
        expect(Error.stackTraceLimit).toBe(stackTraceLimit)
      })
    })

    it('name what is declared too late to be deployed, as by an Aspect', () => {
      const { stack } = deployable()
      const made = stack(define())
      const late: Construct[] = []
      fork.engine.Aspects.of(made).add({
        visit: (construct) => {
          if (construct !== made || late.length > 0) return
          late.push(new Account(made, 'LATE'))
        },
      })
      const message = messageOf(() => {
        fork.engine.App.of(made).synth()
      })
      expect(message).toMatch(/error \[declared-too-late\] prod\/LATE: /)
    })

    it('refuse a stack in another, which deploys what is in it', () => {
      const outer = here().stack(define())
      expect(
        thrown(() => new fork.NatsStack(outer, 'inner', { deployment: deployment('other', define()) })),
      ).toMatchObject({ code: 'nested-deployment' })
      expect(outer.node.tryFindChild('inner')).toBeUndefined()
    })

    it('name the command for what is not issued yet', () => {
      const { synth } = here()
      expect(messageOf(() => synth(define()))).toMatch(
        /error \[not-issued\] prod: .*not issued yet; change: natsmith issue prod --app 'node main.js'/,
      )
      expect([...filesIn(folder()).keys()]).toEqual([])
    })

    it('are thrown where validation does not run', () => {
      const { stack } = here()
      for (const render of ['toTerraform', 'toHclTerraform'] as const) {
        const error = thrown(() => stack(define())[render]())
        expect(error).toBeInstanceOf(FindingsError)
        expect(error).toMatchObject({ code: 'not-issued' })
      }
    })

    it('that do not block become annotations', () => {
      const { issue, stack } = here()
      const warned = (scope: Construct): void => {
        define()(scope).addConfOverride(['lame_duck_duration'], '30s')
      }
      issue(warned)
      const made = stack(warned)
      fork.engine.App.of(made).synth()
      expect(made.node.metadata.map(({ data }) => data as unknown)).toContainEqual(
        expect.stringContaining('warning [conf-override] prod/hub'),
      )
    })

    it('refuse another stack of the app with the same keys', () => {
      const { stack } = deployable()
      const app = fork.engine.App.of(stack(define()))
      const other = { deployment: deployment('prod', define()), out: 'elsewhere' }
      new fork.NatsStack(app, 'same-keys', other)
      expect(
        messageOf(() => {
          app.synth()
        }),
      ).toMatch(/\[same-key-store\] same-keys: .*is the key store of prod, too/)
    })

    it('refuse to write over what nobody deployed, unless told to', () => {
      const { synth } = deployable()
      const place = join(folder(), 'out/nats1/etc/nats')
      mkdirSync(place, { recursive: true, mode: 0o700 })
      writeFileSync(join(place, 'nats-server.conf'), 'mine')
      expect(messageOf(() => synth(define()))).toMatch(
        /\[not-owned\] .*nats-server\.conf.*adopt: true in the program/,
      )
      expect(() => synth(define(), { adopt: true })).not.toThrow()
    })

    it('take what an interrupted apply of an earlier program left', () => {
      const { synth } = deployable()
      synth(define())
      const staged = [...resources(here().testing(define())).values()].find(({ filename }) =>
        filename.endsWith('nats1/etc/nats/nats-server.conf'),
      )
      const place = join(folder(), 'out/nats1/etc/nats')
      mkdirSync(place, { recursive: true, mode: 0o700 })
      cpSync(
        join(folder(), '.natsmith/staged', basename(staged?.source ?? '')),
        join(place, 'nats-server.conf'),
      )
      const changed = (scope: Construct): void => {
        define()(scope).addConfOverride(['lame_duck_duration'], '30s')
      }
      expect(() => synth(changed)).not.toThrow()
    })

    it.each(['natsmith', 'natsmith-files'])('refuse a construct with the id %s', (id) => {
      const { testing } = deployable()
      const both = (scope: Construct): void => {
        define()(scope)
        new Construct(scope, id)
      }
      expect(thrown(() => testing(both))).toMatchObject({ code: 'duplicate-id' })
    })

    it('refuse a resource that would have the address of another', () => {
      const { issue, testing } = here()
      const both = (scope: Construct): void => {
        define()(scope)
        new Construct(scope, 'nats1_conf')
      }
      issue(both)
      expect(thrown(() => testing(both))).toMatchObject({ code: 'duplicate-id' })
    })
  })

  describe('natsmith issue --app', () => {
    it('begins the key store of what needs no key', () => {
      const { issue, synth } = here()
      const keyless = (scope: Construct): void => {
        const lab = new NatsCluster(scope, 'lab', { nodes: { lab1: '127.0.0.1' }, serverVersion: '2.12' })
        for (const code of ['plaintext-listener', 'anonymous-access'])
          acknowledge(lab, code, 'nobody but this machine reaches it')
      }
      expect(messageOf(() => synth(keyless))).toMatch(
        /\[not-issued\] prod: key store: is not there yet; .*issue prod/,
      )
      expect(issue(keyless)).toMatchObject([{ issued: [] }])
      expect([...resources(synth(keyless)).keys()]).toContain('local_sensitive_file.lab1_conf')
    })

    it('issues for a subclass that declares in itself, and makes no resource', () => {
      const { issue, testing } = here()
      const [report] = issue(define())
      expect(report).toMatchObject({ deployment: 'prod', store: join(folder(), 'natsmith/prod/keys') })
      expect(report?.issued.map(({ identity }) => identity)).toContain('tls/hub/nats1/client')
      expect(issue(define())[1]?.issued).toEqual([])
      expect(resources(testing(define())).size).toBe(31)
      const class_ = class Own extends fork.NatsStack {
        constructor(scope: Construct) {
          super(scope, 'prod')
          define()(this)
        }
      }
      const app = new fork.engine.App({ outdir: join(folder(), 'cdktf.out') })
      const own = JSON.parse(fork.engine.Testing.synth(new class_(app))) as Parameters<typeof resources>[0]
      expect(resources(own)).toEqual(resources(testing(define())))
    })
  })

  it('shows its resources to Aspects when the app is synthesized', () => {
    const { stack } = deployable()
    const seen: string[] = []
    const made = stack(define())
    fork.engine.Aspects.of(made).add({
      visit: (construct) => {
        seen.push(construct.node.id)
      },
    })
    fork.engine.App.of(made).synth()
    expect(seen).toContain('nats1_client_key')
  })

  it('is synthesized as HCL, too', () => {
    const { stack } = deployable()
    const { hcl } = stack(define()).toHclTerraform()
    expect(hcl).toMatch(/resource "local_sensitive_file" "nats1_conf" \{[^}]*source = "[^"]*staged/)
  })

  describe('props', () => {
    it.each([
      [{ deployment: { name: 'x' } }, 'invalid-deployment'],
      [{ deploymentt: 1 }, 'unknown-prop'],
      [{ name: 'a b' }, 'invalid-name'],
      [{ out: '${TfToken[TOKEN.1]}' }, 'engine-value'],
      [{ store: '' }, 'invalid-text'],
    ] as const)('%j: %s', (props, code) => {
      const { stack } = here()
      expect(thrown(() => stack(define(), props as never))).toMatchObject({ code })
    })

    it('refuse an app of the other fork', () => {
      const other = FORKS[fork === FORKS[0] ? 1 : 0]
      const app = new other.engine.App({ outdir: join(folder(), 'out') })
      expect(thrown(() => new fork.NatsStack(app as never, 'prod'))).toMatchObject({
        code: 'other-fork',
        message: `a NatsStack of natsmith/${fork.name} in an app of ${other.name}: the two do not mix`,
      })
    })
  })

  describe('artifacts', () => {
    const outputs = (use: (hub: NatsCluster) => Record<string, unknown>) => {
      const { testing } = deployable()
      return testing((scope) => {
        for (const [id, value] of Object.entries(use(define()(scope))))
          new fork.engine.TerraformOutput(scope, id, { value })
      })
    }

    it('are public files as content, and all others by path', () => {
      const { output, ...synthesized } = outputs((hub) => {
        const { client, conf } = hub.artifacts('nats1')
        return {
          content: client.certificate.content,
          hash: fork.engine.Fn.sha256(client.certificate.content),
          path: client.key.path,
          file: conf.file,
          both: `${conf.file}:${client.ca.path}`,
        }
      })
      const value = (id: string): unknown => output[id]?.value
      const key = resources({ output, ...synthesized }).get('local_sensitive_file.nats1_client_key')
      const content = value('content') as string
      expect(content).toMatch(/^-----BEGIN CERTIFICATE-----\n[^$]*-----END CERTIFICATE-----\n$/)
      expect(value('hash')).toBe(`\${sha256(${JSON.stringify(content)})}`)
      expect(value('file')).toBe('${local_sensitive_file.nats1_conf.filename}')
      expect(`../../../out/nats1${String(value('path'))}`).toBe(key?.filename)
      expect(value('both')).toMatch(
        /^\$\{local_sensitive_file\.nats1_conf\.filename\}:\/etc\/nats\/tls\/client-ca-/,
      )
    })

    it('are for other stacks of the app, too', () => {
      const { stack } = deployable()
      const wanted: string[] = []
      const made = stack((scope) => {
        wanted.push(define()(scope).artifacts('nats1').conf.file)
      })
      const app = fork.engine.App.of(made)
      const other = new fork.engine.TerraformStack(app, 'other')
      new fork.engine.TerraformOutput(other, 'conf', { value: wanted[0] })
      app.synth()
      const text = (name: string): string =>
        readFileSync(join(folder(), 'cdktf.out/stacks', name, 'cdk.tf.json'), 'utf8')
      const { output } = JSON.parse(text('other')) as {
        readonly output: { readonly conf: { readonly value: string } }
      }
      const [, name = ''] =
        /^\$\{data\.terraform_remote_state\.\S+\.outputs\.(\S+)\}$/.exec(output.conf.value) ?? []
      expect(name).not.toBe('')
      expect(JSON.parse(text('prod'))).toMatchObject({
        output: { [name]: { value: '${local_sensitive_file.nats1_conf.filename}' } },
      })
    })

    it('that there are not are findings', () => {
      const error = thrown(() =>
        outputs((hub) => {
          const { websocket, remote } = hub.artifacts('nats1')
          return { a: websocket.ca.content, b: remote('x').key.path }
        }),
      )
      expect(error).toBeInstanceOf(FindingsError)
      expect((error as FindingsError).findings.map(({ message }) => message)).toEqual([
        'artifacts("nats1"): has no leaf remote "x" with files',
        'artifacts("nats1"): natsmith makes no ca for its websocket',
      ])
    })

    it('are only of nodes that there are', () => {
      expect(thrown(() => outputs((hub) => ({ x: hub.artifacts('nats3') })))).toMatchObject({
        code: 'unknown-node',
      })
    })
  })
})

it('artifacts are refused where no engine hosts', () => {
  const hub = define()(new Construct(undefined as never, 'prod'))
  expect(thrown(() => hub.artifacts('nats1'))).toMatchObject({ code: 'not-hosted' })
})

/** A local provider as the user's own stack has it. */
function provideLocal({ engine }: Fork, scope: Construct, alias: string | undefined): void {
  class Local extends engine.TerraformProvider {
    override get alias(): string | undefined {
      return alias
    }
    protected override synthesizeAttributes() {
      return { alias }
    }
  }
  new Local(scope, `own-${alias ?? ''}`, { terraformResourceType: 'local' })
}
