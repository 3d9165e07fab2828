// Random deployments for fast-check, as plain data that shrinks and prints: what is declared, and which of the others each
// thing refers to (numbers, taken modulo what there is). ../random-stack.ts makes constructs of it.
import fc from 'fast-check'
import { account, password } from './spec-accounts'
import { cluster, leafNode, remote } from './spec-servers'
import type { Value } from './values'
import { keyAlgorithm, mostly, nameStart, oneOf, perhaps, some, text, which } from './values'

export type { AccountSpec, PasswordSpec, UserSpec } from './spec-accounts'
export type { ClusterSpec, LeafNodeSpec, NodeSpec, RemoteSpec, TlsSpec } from './spec-servers'

const authority = fc.record({
  name: nameStart,
  kind: mostly(fc.constant('issued'), fc.constant('imported')),
  keyAlgorithm,
  commonName: perhaps(text),
  intermediate: perhaps(fc.record({ commonName: perhaps(text) })),
})

export type AuthoritySpec = Value<typeof authority>

const system = (minClusters: number) =>
  fc.record({
    name: nameStart,
    /** In the place of users. */
    token: fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: password }),
    accounts: some(account, 3),
    clusters: oneOf(minClusters, minClusters, minClusters, minClusters + 1)(cluster),
    leafNodes: oneOf(0, 0, 1, 1, 2)(leafNode),
  })

export type SystemSpec = Value<ReturnType<typeof system>>

/** A deployment. The first of its systems is the implicit one. */
export const anyStack = fc.record({
  authorities: some(authority, 3),
  systems: fc.tuple(system(1), oneOf(0, 0, 1)(system(0))).map(([implicit, others]) => [implicit, ...others]),
  /** Remotes declared below clusters. */
  remotes: fc.array(fc.record({ servers: which, remote }), { maxLength: 1 }),
})

export type Stack = Value<typeof anyStack>
