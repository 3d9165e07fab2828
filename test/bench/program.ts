// A program of any size. In: how many of what. Out: the deployment `prod`; or the same as text, for whole processes.
import type * as Natsmith from '../../lib/index'

export interface Counts {
  readonly accounts: number
  /** Of each account, with an nkey that natsmith makes. */
  readonly users: number
  /** Whether users have certificates, too. */
  readonly certificates?: boolean
  /** Whether accounts and users are JWTs. */
  readonly operator?: boolean
  readonly clusters: number
  /** Of each cluster. */
  readonly nodes: number
  /** They dial the first cluster, whose listener for them is the third surface of its nodes. */
  readonly leafNodes?: number
  /** Whether every cluster listens for leaf nodes. */
  readonly listening?: boolean
}

/** Refers to nothing outside of itself: {@link programText} takes it as it stands. */
export function program(natsmith: typeof Natsmith, counts: Counts): Natsmith.Deployment {
  const { Account, CertificateAuthority, LeafNode, NatsCluster, Operator, User } = natsmith
  const times = <T>(n: number, make: (i: number) => T): readonly T[] =>
    Array.from({ length: n }, (_, i) => make(i))
  return natsmith.deployment('prod', (scope) => {
    const ca = new CertificateAuthority(scope, 'ca')
    const accounts = times(counts.accounts, (i) => new Account(scope, `A${String(i)}`))
    for (const account of accounts)
      times(counts.users, (i) => {
        new User(account, `u${String(i)}`, {
          permissions: { publish: [`orders.${String(i)}.>`], subscribe: ['orders.>'] },
          inboxPrefix: `_INBOX_${String(i)}`,
          ...(counts.certificates !== true && { certificate: 'none' }),
        })
      })
    const systemAccount = counts.operator === true ? new Account(scope, 'SYS') : undefined
    if (systemAccount !== undefined) {
      new Operator(scope, 'acme', { systemAccount })
      new User(systemAccount, 'root', { certificate: 'none' })
    }
    const clusters = times(counts.clusters, (i) => {
      const names = times(counts.nodes, (j) => `n${String(i)}-${String(j)}`)
      const isHub = counts.listening === true || (counts.leafNodes !== undefined && i === 0)
      return new NatsCluster(scope, `c${String(i)}`, {
        nodes: Object.fromEntries(names.map((name) => [name, `${name}.internal`])),
        serverVersion: '2.12',
        tls: { issuer: ca },
        ...(isHub && { leafnodes: {} }),
      })
    })
    const [account, hub] = [accounts[0], clusters[0]]
    if (account !== undefined && hub !== undefined)
      times(counts.leafNodes ?? 0, (i) => {
        new LeafNode(scope, `leaf${String(i)}`, { remotes: [{ hub, hubAccount: account, account }] })
      })
  })
}

export const programText = (counts: Counts): string =>
  `exports.default = (${program.toString()})(require('natsmith'), ${JSON.stringify(counts)})\n`

/** A hundred to an account. */
export const operatorMode = (n: number): Counts => ({
  ...{ accounts: Math.ceil(n / 100), users: 100, operator: true },
  ...{ clusters: 1, nodes: 1 },
})
