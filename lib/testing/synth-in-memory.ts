// Synthesis in memory. In: a deployment, a clock, a seed. Out: its findings and files, the same every time.
import type { Manifest } from '../assembly/manifest'
import { buildTree, isDeployment, type Deployment } from '../constructs/deployment'
import type { IssueMeans } from '../keys/issue'
import { emptyStore, type KeyStore } from '../keys/store'
import type { Model } from '../model/model'
import { synthesize } from '../synth'
import { blocks, NatsmithError, show, sortFindings, type Finding } from '../values/finding'
import { Secret } from '../values/secret'
import { obstacleFindings, passwordIdentity } from '../workspace/obstacles'
import { seededKeyPair } from './key-pair'
import { seededRandom } from './random'
import { deterministicSigner } from './sign'
import { testUser, type TestUser } from './user'

export interface TestOptions {
  /** The clock. @defaultValue 2026-01-01T00:00:00Z */
  readonly now?: Date
  /** Other seeds give other keys. @defaultValue `'natsmith'` */
  readonly seed?: string
  /** Those that a person would pipe into `natsmith issue`, by user: `{ 'ORDERS/alice': 'correct horse' }`. @defaultValue none */
  readonly passwords?: Readonly<Record<string, string>>
}

/** What a deployment comes to. */
export interface TestSynthesis {
  readonly model: Model
  /** All of them, sorted: errors, warnings, the accepted ones, and what cannot be issued. */
  readonly findings: readonly Finding[]
  /** Every file by node and path, `nats1/etc/nats/nats-server.conf`; empty while a finding blocks. */
  readonly files: Readonly<Record<string, string>>
  /** Marked `testOnly`; undefined while a finding blocks. */
  readonly manifest: Manifest | undefined
  /** A user by its name, `ORDERS/alice`, for `toBeAllowedTo` and `toReach`. Throws NatsmithError `user-unknown`. */
  readonly user: (name: string) => TestUser
}

/**
 * Synthesizes `deployment` in memory: a frozen clock, keys from a seed, deterministic signatures, so that a test may compare
 * bytes. Reads and writes nothing.
 *
 * @example
 * ```ts
 * expect.extend(matchers)
 * expect(synthInMemory(program)).toHaveFinding('plaintext-listener')
 * expect(synthInMemory(program).user('ORDERS/alice')).toBeAllowedTo('publish', 'orders.created')
 * expect(synthInMemory(program).files['nats1/etc/nats/nats-server.conf']).toContain('verify: true')
 * ```
 * @throws NatsmithError `invalid-deployment`; FindingsError what the constructs' constructors throw
 */
export function synthInMemory(deployment: Deployment, options: TestOptions = {}): TestSynthesis {
  const given = checked(deployment)
  const { model, findings, obstacles, output, changes } = synthesize(buildTree(given), given.name, {
    ...testMeans(options),
    record: undefined,
    mode: 'issue',
  })
  const files = (output?.assembly.artifacts ?? []).map(
    ({ node, path, content }) => [`${node}/${path.replace(/^\//, '')}`, content] as const,
  )
  const missing = findings.some(blocks)
    ? []
    : obstacleFindings(deployment.name, (command) => `natsmith ${command}`, obstacles, 'error')
  return {
    model,
    findings: sortFindings([...findings, ...missing]),
    files: Object.fromEntries(files),
    manifest: output?.assembly.manifest,
    user: (name) => testUser(model, changes.after, name),
  }
}

/** Throws NatsmithError `invalid-deployment`. */
function checked(deployment: unknown): Deployment {
  if (isDeployment(deployment)) return deployment
  throw new NatsmithError(
    'invalid-deployment',
    `${show(deployment)} is no deployment`,
    "give what deployment('prod', (scope) => { … }) returns",
  )
}

/** What keys and documents are made from in tests. */
export interface TestMeans extends IssueMeans {
  readonly store: KeyStore
  readonly now: number
  readonly given: ReadonlyMap<string, Secret>
}

export function testMeans({ now, seed = 'natsmith', passwords = {} }: TestOptions): TestMeans {
  const given = Object.entries(passwords).map(
    ([owner, text]) => [passwordIdentity(owner), Secret.of(text)] as const,
  )
  return {
    store: emptyStore('test'),
    now: now?.getTime() ?? Date.UTC(2026, 0, 1),
    random: seededRandom(seed),
    sign: deterministicSigner,
    keyPair: seededKeyPair,
    bcryptCost: 4,
    given: new Map(given),
  }
}
