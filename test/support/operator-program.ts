// Programs in operator mode, with keys that stay from one to the next. In: what of a program is special, and the key store. Out:
// what natsmith makes of it.
import type { Construct } from 'constructs'
import { Account, CertificateAuthority, NatsCluster, Operator, User } from '../../lib/index'
import type { AccountProps, NatsClusterProps, OperatorProps, UserProps } from '../../lib/index'
import { buildTree, deployment } from '../../lib/constructs/deployment'
import { emptyStore, type KeyStore } from '../../lib/keys/store'
import { synthesize, type Output, type Synthesis } from '../../lib/synth'
import { seededKeyPair } from '../../lib/testing/key-pair'
import { seededRandom } from '../../lib/testing/random'
import { deterministicSigner } from '../../lib/testing/sign'

export interface Program {
  readonly operator?: OperatorProps | undefined
  readonly orders?: AccountProps
  readonly alice?: UserProps
  readonly users?: readonly string[]
  readonly hub?: Partial<NatsClusterProps>
  readonly define?: (scope: Construct, orders: Account, hub: NatsCluster) => void
}

function declare(
  scope: Construct,
  { operator = {}, orders = {}, alice = {}, users = [], hub, define }: Program,
): void {
  new Operator(scope, 'acme', operator)
  const system = new Account(scope, 'SYS')
  new User(system, 'admin')
  const account = new Account(scope, 'ORDERS', orders)
  new User(account, 'alice', alice)
  for (const name of users) new User(account, name)
  const cluster = new NatsCluster(scope, 'hub', {
    nodes: { nats1: { dnsNames: ['nats1.internal'] } },
    serverVersion: '2.12',
    systemAccount: system,
    tls: { issuer: new CertificateAuthority(scope, 'ca') },
    configDir: '/etc/nats',
    ...hub,
  })
  define?.(scope, account, cluster)
}

/** What there is after a deploy of `program` at an hour, by what was there. */
export function synth(
  program: Program,
  store: KeyStore = emptyStore('test'),
  hour = 0,
): Synthesis & { shown: Output } {
  const tree = buildTree(
    deployment('prod', (scope) => {
      declare(scope, program)
    }),
  )
  const synthesis = synthesize(tree, 'prod', {
    store,
    record: undefined,
    now: Date.UTC(2026, 0, 1, hour),
    random: seededRandom(`hour ${String(hour)}`),
    keyPair: seededKeyPair,
    bcryptCost: 4,
    sign: deterministicSigner,
    mode: 'issue',
  })
  const { shown, findings } = synthesis
  if (shown === undefined) throw new Error(JSON.stringify(findings))
  return { ...synthesis, shown }
}
