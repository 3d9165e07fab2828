// A program in one line: declared, resolved and judged, as `natsmith check` does, with a key store that the test makes up.
import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import { CertificateAuthority } from '../../lib/constructs/certificate-authority'
import { buildTree, deployment } from '../../lib/constructs/deployment'
import type { NatsClusterProps } from '../../lib/constructs/nats-cluster'
import { NatsCluster } from '../../lib/constructs/nats-cluster'
import { User } from '../../lib/constructs/user'
import { materialsOf } from '../../lib/keys/materials'
import { emptyStore } from '../../lib/keys/store'
import type { IssuedDocument } from '../../lib/model/issued'
import { resolve } from '../../lib/model/resolve'
import type { BuiltInRule } from '../../lib/model/rule'
import { confsOf } from '../../lib/render/conf/conf'
import { judge } from '../../lib/rules/judge'
import type { RuleCases } from '../../lib/testing/describe-rule'
import { testRule } from '../../lib/testing/describe-rule'
import type { Finding } from '../../lib/values/finding'

/** A deployment called `prod`, and what its key store holds. */
export interface Case {
  readonly program: (scope: Construct) => void
  readonly documents?: readonly IssuedDocument[]
  /** What it held of that when it was deployed. */
  readonly deployed?: readonly IssuedDocument[]
}

const placeholders = materialsOf(emptyStore(), []).materials

export function judged({ program, documents = [], deployed = [] }: Case): readonly Finding[] {
  const resolved = resolve(buildTree(deployment('prod', program)), 'prod')
  const [next, last] = [documents, deployed].map(
    (list) => new Map(list.map((document) => [document.identity, document])),
  )
  const confs = confsOf(resolved.model, placeholders)
  return judge(resolved, {
    model: resolved.model,
    issued: {
      identities: new Set(next?.keys()),
      document: (identity) => next?.get(identity),
      deployed: (identity) => last?.get(identity),
    },
    now: Date.UTC(2026, 0, 1),
    conf: (cluster, node) => confs(cluster, node).conf,
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

/** What is expected of every rule: that it fires, that it is quiet, and that it can be accepted. */
export const describeRule = (rule: BuiltInRule, cases: RuleCases<Case>): void => {
  testRule(rule, cases, judged)
}

/** Paths and messages of what one rule finds. */
export function messagesOf(rule: BuiltInRule, program: Case['program'], documents: Case['documents'] = []) {
  return judged({ program, documents })
    .filter(({ code }) => code === rule.code)
    .map(({ path, message }) => `${path}: ${message}`)
}
