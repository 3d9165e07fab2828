// In: the confs that servers have which natsmith has not deployed to yet, and what the program says. Out: both as they are
// compared, so that the first deploy beside a deployment that people made says what it changes there, and no more. Pure.
import type { ParsedConf } from '../render/conf/parse'
import { spellPath } from '../render/conf/spelling'
import type { ConfMap, ConfValue } from '../values/conf'
import { isConfArray, isConfMap } from '../values/conf'
import { Secret } from '../values/secret'
import { canonicalConf } from './canonical'
import { plainConf, type Comparable, type Digest, type PlainConf, type PlainMap, isPlainMap } from './record'

/** What was, and what the program says, of the nodes in `found` said in one way. */
export function compareWithFound(
  was: Comparable | undefined,
  now: Comparable,
  found: ReadonlyMap<string, ParsedConf>,
  digest: Digest,
): { readonly was: Comparable; readonly now: Comparable } {
  const nodes = now.nodes.map((node) =>
    found.has(node.node) ? { ...node, conf: canonicalConf(node.conf) } : node,
  )
  const before = nodes.flatMap((node) => {
    const parsed = found.get(node.node)
    return parsed === undefined ? [] : [{ ...node, conf: foundConf(parsed, node.conf, digest) }]
  })
  const others = (was?.nodes ?? []).filter(({ node }) => !found.has(node))
  return { was: { names: was?.names ?? {}, nodes: [...others, ...before] }, now: { ...now, nodes } }
}

function foundConf({ conf, variables }: ParsedConf, now: PlainMap, digest: Digest): PlainMap {
  const plain = canonicalConf(plainConf(withSecrets(conf), digest))
  return variables.reduce((map, path) => {
    const spelled = spellPath(path).map(String)
    return at(now, spelled) === undefined ? without(map, spelled) : map
  }, plain)
}

const at = (map: PlainMap, path: readonly string[]): PlainConf | undefined =>
  path.reduce<PlainConf | undefined>(
    (value, key) => (typeof value === 'object' ? new Map(Object.entries(value)).get(key) : undefined),
    map,
  )

/** An entry that is there for others to refer to is no option. */
function without(map: PlainMap, [key = '', ...rest]: readonly string[]): PlainMap {
  if (rest.length === 0) return Object.fromEntries(Object.entries(map).filter(([name]) => name !== key))
  return Object.fromEntries(
    Object.entries(map).map(([name, inner]) => [name, name === key ? inside(inner, rest) : inner]),
  )
}

function inside(value: PlainConf, path: readonly string[]): PlainConf {
  if (isPlainMap(value)) return without(value, path)
  if (typeof value !== 'object') return value
  const [position, ...rest] = path
  return value.map((element, i) => (String(i) === position ? inside(element, rest) : element))
}

/** Options that hold a secret, in any block and by any name (server/opts.go). */
const SECRETS = [
  ...[
    'password',
    'pass',
    'token',
    'key',
    'ek',
    'encryption_key',
    'prev_key',
    'prev_ek',
    'prev_encryption_key',
  ],
  ...['seed', 'encryption_password', 'srk_password'],
]
/** A seed, where a public key may stand as well. */
const SEED = /^S[A-Z2-7]{57}$/

function withSecrets(conf: ConfMap): ConfMap {
  const inside = (key: string, value: ConfValue): ConfValue => {
    if (isConfArray(value)) return value.map((element) => inside(key, element))
    if (isConfMap(value))
      return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, inside(name, inner)]))
    const text = String(value)
    return SECRETS.includes(key.toLowerCase()) || SEED.test(text) ? Secret.of(text) : value
  }
  return Object.fromEntries(Object.entries(conf).map(([key, value]) => [key, inside(key, value)]))
}
