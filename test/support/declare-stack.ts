// Random stacks as constructs. In: a stack as random-stack.ts makes it. Out: a deployment that is valid as far as that can
// be said of each thing alone and of what refers to it: names are unique, exports fit imports, hubs listen, suites fit keys.
import type { Construct } from 'constructs'
import type { NodeProps, ServerVersion, UserProps } from '../../lib/index'
import {
  Account,
  CertificateAuthority,
  LeafNode,
  LeafRemote,
  NatsCluster,
  NatsSystem,
  Secret,
  TlsSurface,
  User,
  acknowledge,
} from '../../lib/index'
import { encodePublic } from '../../lib/values/nkey'
import { atLeast, parseServerVersion } from '../../lib/values/server-version'
import type {
  AccountSpec,
  ClusterSpec,
  LeafNodeSpec,
  NodeSpec,
  PasswordSpec,
  RemoteSpec,
  Stack,
  SystemSpec,
  UserSpec,
} from './random-stack'
import { OUTSIDE, importedAuthority, tlsProps } from './stack-tls'

export interface DeclareOptions {
  /** @defaultValue natsmith's own */
  readonly configDir?: string
  /** Order in which things are declared that do not refer to each other. @defaultValue as they come */
  readonly shuffle?: <T>(things: readonly T[]) => readonly T[]
  /** All servers on 127.0.0.1, on ports from this one on, logging to standard error. @defaultValue where the stack has them */
  readonly basePort?: number
}

type Servers = NatsCluster | LeafNode

/** A thing to declare, with a name that nothing else has. */
interface Numbered<Spec> {
  readonly id: string
  readonly name: string
  readonly spec: Spec
}

const numbered = <Spec extends { readonly name: string }>(
  kind: string,
  specs: readonly Spec[],
): readonly Numbered<Spec>[] =>
  specs.map((spec, i) => {
    const id = `${kind}${String(i)}`
    return { id, name: `${spec.name}-${id}`, spec }
  })

/** Ports that each server gets with `basePort`. */
export const PORTS_PER_NODE = 4

export function serversIn(stack: Stack): number {
  return stack.systems
    .flatMap(({ clusters, leafNodes }) => [...clusters.map((c) => c.nodes.length), ...leafNodes.map(() => 1)])
    .reduce((a, b) => a + b, 0)
}
