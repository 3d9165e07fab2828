// A program in one line: declared, resolved and judged, as `natsmith check` does, with a key store that the test makes up.
import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import { CertificateAuthority } from '../../lib/constructs/certificate-authority'
import { acknowledge } from '../../lib/constructs/construct'
import { buildTree, deployment } from '../../lib/constructs/deployment'
import type { NatsClusterProps } from '../../lib/constructs/nats-cluster'
import { NatsCluster } from '../../lib/constructs/nats-cluster'
import { User } from '../../lib/constructs/user'
import { materialsOf } from '../../lib/keys/materials'
import { emptyStore } from '../../lib/keys/store'
import type { IssuedDocument } from '../../lib/model/issued'
import { resolve } from '../../lib/model/resolve'
import type { BuiltInRule } from '../../lib/model/rule'
import { confOf } from '../../lib/render/conf/conf'
import { judge } from '../../lib/rules/judge'
import type { Finding } from '../../lib/values/finding'
import { blocks } from '../../lib/values/finding'

/** A deployment called `prod`, and what its key store holds. */
export interface Case {
  readonly program: (scope: Construct) => void
  readonly documents?: readonly IssuedDocument[]
}

const placeholders = materialsOf(emptyStore(), []).materials

export function judged({ program, documents = [] }: Case): readonly Finding[] {
  const resolved = resolve(buildTree(deployment('prod', program)), 'prod')
  const byIdentity = new Map(documents.map((document) => [document.identity, document]))
  return judge(resolved, {
    model: resolved.model,
    issued: {
      identities: new Set(byIdentity.keys()),
      document: (identity) => byIdentity.get(identity),
    },
    now: Date.UTC(2026, 0, 1),
    conf: (cluster, node) => confOf(resolved.model, cluster, node, placeholders),
  })
}

export interface Base {
  readonly ca: CertificateAuthority
  readonly orders: Account
  readonly alice: User
  readonly hub: NatsCluster
}

/** What no rule finds fault with: an authority, an account with a user, and a cluster of two with these `props`. */
export function base(scope: Construct, props: Partial<NatsClusterProps> = {}): Base {
  const ca = new CertificateAuthority(scope, 'ca')
  const orders = new Account(scope, 'orders', { name: 'ORDERS' })
  const alice = new User(orders, 'alice')
  const hub = new NatsCluster(scope, 'hub', {
    nodes: { nats1: 'nats1.internal', nats2: 'nats2.internal' },
    serverVersion: '2.12',
    tls: { issuer: ca },
    ...props,
  })
  return { ca, orders, alice, hub }
}

interface Expectations {
  readonly fires: Case & { /** Paths of the findings. */ readonly at: readonly string[] }
  /** Programs by what is right about them. */
  readonly quiet: Readonly<Record<string, Case | Case['program']>>
}

/** What is expected of every rule: that it fires, that it is quiet, and that it can be accepted. */
export function describeRule(rule: BuiltInRule, { fires, quiet }: Expectations): void {
  const found = (of: Case): readonly Finding[] => judged(of).filter((finding) => finding.code === rule.code)

  test('fires, and says what its documentation says', () => {
    const findings = found(fires)
    expect(findings.map(({ path }) => path)).toEqual(fires.at)
    expect(findings.map(({ severity }) => severity)).toEqual(fires.at.map(() => rule.severity))
    expect(findings.map(({ message }) => message)).toContain(rule.example)
  })

  test.each(Object.entries(quiet))('is quiet: %s', (_, of) => {
    expect(found(typeof of === 'function' ? { program: of } : of)).toEqual([])
  })

  test('is acknowledged', () => {
    const program = (scope: Construct): void => {
      fires.program(scope)
      acknowledge(scope, rule.code, 'accepted in a test')
    }
    const findings = judged({ ...fires, program })
    expect(findings.filter((f) => f.code === rule.code && f.acknowledged !== 'accepted in a test')).toEqual(
      [],
    )
    expect(findings.filter((f) => f.code === rule.code).some(blocks)).toBe(false)
    expect(findings.map(({ code }) => code)).not.toContain('acknowledgement-without-finding')
  })
}

/** Paths and messages of what one rule finds. */
export function messagesOf(rule: BuiltInRule, program: Case['program'], documents: Case['documents'] = []) {
  return judged({ program, documents })
    .filter(({ code }) => code === rule.code)
    .map(({ path, message }) => `${path}: ${message}`)
}
