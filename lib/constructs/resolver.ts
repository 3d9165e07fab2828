// Where the servers of an operator find the JWTs of accounts.
import type { Resolver } from '../model/model'
import { defined } from '../values/defined'
import { parseDuration, type Duration } from '../values/duration'
import { boolean, integer, oneOf, parseNodePath } from './parsers'
import type { PropsOf } from './props'

export interface ResolverProps {
  /** `memory`: the conf has all. `full`: every server keeps all, and takes pushed ones. `cache`: each keeps those it was asked for. */
  readonly type: 'memory' | 'full' | 'cache'
  /** Folder of the JWTs on the node, for `full` and `cache`. @defaultValue `'/var/lib/nats/jwt'` */
  readonly dir?: string
  /** How many JWTs it holds. @defaultValue of `full` any number, of `cache` 1,000 */
  readonly limit?: number
  /** Of `full`: how often servers compare what they have. @defaultValue 1 minute */
  readonly interval?: Duration
  /** Of `full`: whether an account may be deleted by a message of the operator. @defaultValue false */
  readonly allowDelete?: boolean
  /** Of `full`: deletes the file, instead of renaming it. @defaultValue false */
  readonly hardDelete?: boolean
  /** Of `cache`: how long a JWT is kept. @defaultValue for ever */
  readonly ttl?: Duration
  /** How long a lookup may take. @defaultValue 1.9 seconds */
  readonly timeout?: Duration
}

/** Adds the problems `invalid-choice`, `invalid-path`, `invalid-number` and `invalid-duration`. */
export function readResolver(read: PropsOf<ResolverProps>): Resolver {
  const type = read.value('type', oneOf('memory', 'full', 'cache'))
  if (type === 'memory') return { type }
  const common = {
    dir: read.value('dir', parseNodePath, '/var/lib/nats/jwt'),
    ...defined({
      limit: read.optional('limit', integer(1)),
      timeout: read.optional('timeout', parseDuration),
    }),
  }
  if (type === 'cache') return { type, ...common, ...defined({ ttl: read.optional('ttl', parseDuration) }) }
  const allowDelete = read.optional('allowDelete', boolean)
  const hardDelete = read.optional('hardDelete', boolean)
  if (hardDelete === true && allowDelete !== true)
    read.problem(
      'hardDelete',
      'invalid-choice',
      'true does nothing without allowDelete',
      'set allowDelete: true, too',
    )
  return {
    type,
    ...common,
    ...defined({ interval: read.optional('interval', parseDuration), allowDelete, hardDelete }),
  }
}
