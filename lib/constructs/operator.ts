// The operator of a system: with it, accounts and users are JWTs that it vouches for, and no longer stand in confs.
import type { Construct } from 'constructs'
import { ValueError, show } from '../values/finding'
import type { Duration } from '../values/duration'
import { parseDuration } from '../values/duration'
import { parseName } from '../values/names'
import type { Account } from './account'
import type { NatsConstructProps } from './construct'
import { NatsConstruct, finish } from './construct'
import { construct } from './kinds'
import { systemOf } from './nats-system'
import { readNkey } from './nkeys'
import { boolean } from './parsers'
import { Props } from './props'
import { parseUrl } from './urls'

export interface OperatorProps extends NatsConstructProps {
  /** @defaultValue the construct's id */
  readonly name?: string
  /**
   * False: config mode, as if it were not declared; its keys stay in the key store. One word switches a program between the modes.
   * @defaultValue true
   */
  readonly inUse?: boolean
  /**
   * Its identity key: `'generated'`, or the public key `O…` whose seed its owner keeps elsewhere. What only that seed can sign, its own
   * JWT and, without signing keys, accounts, comes from the owner: `natsmith keys import`. @defaultValue `'generated'`
   */
  readonly nkey?: string
  /**
   * Names of its signing keys. The first signs accounts; servers trust all. Without any its identity key signs.
   * @defaultValue `['main']`
   */
  readonly signingKeys?: readonly string[]
  /**
   * Servers trust nothing that identity keys have signed: accounts are signed by a signing key of the operator, users by one of their
   * account. @defaultValue false
   */
  readonly strictSigningKeys?: boolean
  /** @defaultValue that of the system's servers */
  readonly systemAccount?: Account
  /** Where `nsc` pushes accounts: `'nats://hub.internal:4222'`. @defaultValue none */
  readonly accountServerUrl?: string
  /** Where `nsc` connects to. @defaultValue none */
  readonly serviceUrls?: readonly string[]
  /** Servers older than this refuse to start: `'2.12.0'`. @defaultValue any may */
  readonly assertServerVersion?: string
  /** How long its JWT is valid, for nsc and for people: servers start with one that has ended, too. @defaultValue for ever */
  readonly validity?: Duration
}

/**
 * A NATS operator. Declared in a system, it puts that system into operator mode.
 * @throws FindingsError `invalid-name`, `invalid-nkey`, `invalid-choice`, `invalid-url`, `invalid-server-version`, `invalid-duration`,
 * `invalid-construct`, and those of {@link NatsConstruct}
 */
export class Operator extends NatsConstruct {
  readonly operatorName: string
  readonly system: string
  readonly inUse: boolean
  readonly publicKey: string | undefined
  readonly signingKeys: readonly string[]
  readonly strictSigningKeys: boolean
  readonly systemAccount: Account | undefined
  readonly accountServerUrl: string | undefined
  readonly serviceUrls: readonly string[]
  readonly assertServerVersion: string | undefined
  readonly validity: number | undefined

  constructor(scope: Construct, id: string, props: OperatorProps = {}) {
    const read = new Props<keyof OperatorProps>(props)
    super(scope, id, 'Operator', read)
    this.operatorName = read.value('name', parseName, id)
    this.system = systemOf(this)
    this.inUse = read.value('inUse', boolean, true)
    this.publicKey = readNkey(read, 'O')
    this.signingKeys = read.list('signingKeys', parseName) ?? ['main']
    this.strictSigningKeys = read.value('strictSigningKeys', boolean, false)
    this.systemAccount = read.optional('systemAccount', construct('Account'))
    this.accountServerUrl = read.optional(
      'accountServerUrl',
      parseUrl('nats', 'tls', 'ws', 'wss', 'http', 'https'),
    )
    this.serviceUrls = read.list('serviceUrls', parseUrl('nats', 'tls', 'ws', 'wss')) ?? []
    this.assertServerVersion = read.optional('assertServerVersion', parseRelease)
    this.validity = read.optional('validity', parseDuration)
    finish(this, read)
  }
}

function parseRelease(value: unknown): string {
  if (typeof value === 'string' && /^\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(value)) return value
  throw new ValueError('invalid-server-version', `${show(value)} is no release`, "give one such as '2.12.0'")
}
