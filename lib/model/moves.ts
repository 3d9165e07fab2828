// In: an identity and the renames that the program declares with `moved`. Out: the identities under which its keys may
// stand. A rename reaches everything that is named after what it renames.
import type { Identity } from './identity'
import type { Move } from './model'

type Rename = Pick<Move, 'from' | 'to'>

/** Every earlier identity, the nearest first; renames may follow one another. */
export function formerIdentities(identity: Identity, moves: readonly Rename[]): readonly Identity[] {
  if (moves.length === 0) return []
  const found = [identity]
  for (const known of found) {
    const earlier = moves.flatMap((move) => formerly(known, move))
    found.push(...earlier.filter((former) => !found.includes(former)))
  }
  return found.slice(1)
}

function formerly(identity: Identity, { from, to }: Rename): readonly Identity[] {
  const [kind = ''] = to.split('/', 1)
  const [was, is] = [from.slice(kind.length + 1), to.slice(kind.length + 1)]
  if (kind === 'leaf') {
    const tls = /^(tls\/)([^/]+)(\/[^/]+\/leaf-remote)\/([^/]+)$/.exec(identity)
    const [cluster, remote] = was.split('/')
    if (tls !== null && `${String(tls[2])}/${String(tls[4])}` === is)
      return [`tls/${String(cluster)}${String(tls[3])}/${String(remote)}`]
  }
  return prefixes(kind, was, is).flatMap(([before, after]) => {
    if (identity === after) return [before]
    return identity.startsWith(`${after}/`) ? [before + identity.slice(after.length)] : []
  })
}

const NAMED_AFTER: Readonly<Record<string, readonly string[]>> = {
  account: ['account', 'user'],
  node: ['tls', 'jetstream'],
  cluster: ['tls', 'jetstream', 'leaf', 'token'],
}

function prefixes(kind: string, was: string, is: string): readonly (readonly [string, string])[] {
  const kinds = NAMED_AFTER[kind] ?? [kind]
  const below = kinds.map((name) => [`${name}/${was}`, `${name}/${is}`] as const)
  // The authority that routes get by themselves is named after their cluster.
  return kind === 'cluster' ? [...below, [`ca/${was}-routes`, `ca/${is}-routes`]] : below
}
