// In: a folder with confs of servers that natsmith did not make, or the one conf of the only server. Out: what is in them, by
// node; nothing is written.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseConf, type ParsedConf } from '../render/conf/parse'
import { NatsmithError } from '../values/finding'

/**
 * @param from - a folder in which each node has `<node>.conf`, or `<node>/nats-server.conf` with what it includes; or a conf
 * @throws NatsmithError `no-conf-found`, `conf-unreadable`
 */
export function readFound(
  from: string,
  nodes: readonly string[],
  environment: NodeJS.ProcessEnv,
): ReadonlyMap<string, ParsedConf> {
  const path = resolve(from)
  const confs = nodes.flatMap((node) => {
    const file = placesOf(path, node, nodes).find(isFile)
    return file === undefined
      ? []
      : [[node, parseConf(readFileSync(file, 'utf8'), file, { read, environment })] as const]
  })
  if (confs.length > 0) return new Map(confs)
  throw new NatsmithError(
    'no-conf-found',
    `${from}: has no conf of ${nodes.join(', ')}`,
    `give a folder with ${nodes[0] ?? 'NODE'}.conf or ${join(nodes[0] ?? 'NODE', 'nats-server.conf')}, for each node that runs already`,
  )
}

const placesOf = (path: string, node: string, nodes: readonly string[]): readonly string[] => [
  join(path, `${node}.conf`),
  join(path, node, 'nats-server.conf'),
  ...(nodes.length === 1 ? [path] : []),
]

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile()

const read = (path: string): string | undefined => (isFile(path) ? readFileSync(path, 'utf8') : undefined)
