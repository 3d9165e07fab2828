// `natsmith/testing`: a deployment in memory, for tests. In: a deployment, a clock, a seed. Out: its findings and files, the
// same every time. Its keys come from a seed that everybody may know, so no engine deploys them.
import { buildTree, type Deployment } from '../constructs/deployment'
import { emptyStore } from '../keys/store'
import type { Manifest } from '../assembly/manifest'
import type { Model } from '../model/model'
import { synthesize } from '../synth'
import { blocks, sortFindings, type Finding } from '../values/finding'
import { Secret } from '../values/secret'
import { obstacleFindings, passwordIdentity } from '../workspace/obstacles'
import type { DescribedRule, RuleCases } from './describe-rule'
import { testRule, withRule } from './describe-rule'
import { seededKeyPair } from './key-pair'
import { seededRandom } from './random'
import { testUser, type TestUser } from './user'
import { deterministicSigner } from './sign'

export type { DescribedRule, RuleCase, RuleCases, RuleProgram } from './describe-rule'
export { matchers } from './matchers'
export type { TestUser } from './user'
export type { Deployment } from '../constructs/deployment'
export type { Finding } from '../values/finding'

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
 * @throws FindingsError what the constructs' constructors throw
 */
export function synthInMemory(deployment: Deployment, options: TestOptions = {}): TestSynthesis {
  const { now = new Date(Date.UTC(2026, 0, 1)), seed = 'natsmith', passwords = {} } = options
  const given = Object.entries(passwords).map(
    ([owner, text]) => [passwordIdentity(owner), Secret.of(text)] as const,
  )
  const { model, findings, obstacles, output, changes } = synthesize(buildTree(deployment), deployment.name, {
    store: emptyStore('test'),
    record: undefined,
    now: now.getTime(),
    random: seededRandom(seed),
    sign: deterministicSigner,
    keyPair: seededKeyPair,
    bcryptCost: 4,
    mode: 'issue',
    given: new Map(given),
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

/**
 * Tests a rule of one's own as natsmith's are tested: on a program it fires, at these paths; on others it is quiet; and where it
 * is acknowledged, it blocks nothing. Each becomes a test of jest, or of vitest with `globals`. The rule is added to the
 * programs, which are deployments called `test`.
 *
 * @example
 * ```ts
 * describeRule(hasOwner, {
 *   fires: { program: (scope) => new Account(scope, 'ORDERS'), at: ['test/ORDERS'] },
 *   quiet: { 'it has an owner': (scope) => new Account(scope, 'ORDERS', { tags: { owner: 'shop' } }) },
 * })
 * ```
 * @throws NatsmithError `no-test-runner`
 */
export function describeRule(rule: DescribedRule, cases: RuleCases): void {
  testRule(rule, cases, (of) => synthInMemory(withRule(rule, of)).findings)
}
