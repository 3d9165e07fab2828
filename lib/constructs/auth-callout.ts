// An auth callout: a service that decides, in the place of nats-server, who is let in.
import type { Construct } from 'constructs'
import { ValueError, show } from '../values/finding'
import { parseName } from '../values/names'
import type { Account } from './account'
import type { NatsConstructProps } from './construct'
import { NatsConstruct, finish } from './construct'
import { construct, isKind, kindOf } from './kinds'
import { boolean } from './parsers'
import { Props } from './props'
import type { User } from './user'

export interface AuthCalloutProps extends NatsConstructProps {
  /** @defaultValue the construct's id */
  readonly name?: string
  /** The account in which servers ask, and the service answers. @defaultValue the account that encloses the callout */
  readonly account?: Account
  /**
   * Who logs in as declared, without the service being asked: the user that the service itself logs in with, and others. In operator
   * mode, users of other accounts are never asked about; in config mode, everybody is.
   */
  readonly users: readonly User[]
  /**
   * Accounts into which the service may put somebody, beside that of the callout; `'*'`: all of the system, in operator mode only. In
   * config mode, which needs nats-server 2.11 for it, it also says of which accounts the declared users are asked about.
   * @defaultValue in config mode any account; in operator mode that of the callout alone
   */
  readonly allowedAccounts?: readonly Account[] | '*'
  /**
   * Servers encrypt what they ask, passwords and tokens of clients, to the service's curve key. @defaultValue true
   */
  readonly encrypted?: boolean
}

/**
 * An auth callout: servers ask a service who a client is, and what it may do. `natsmith creds` hands the service's keys to its user;
 * `natsmith/auth-callout` is what to write it with.
 * @throws FindingsError `invalid-name`, `callout-without-account`, `invalid-construct`, `invalid-list`, `invalid-choice`, `empty-list`,
 * and those of {@link NatsConstruct}
 */
export class AuthCallout extends NatsConstruct {
  readonly calloutName: string
  readonly account: Account
  readonly users: readonly User[]
  readonly allowedAccounts: readonly Account[] | '*' | undefined
  readonly encrypted: boolean

  constructor(scope: Construct, id: string, props: AuthCalloutProps) {
    const read = new Props<keyof AuthCalloutProps>(props)
    super(scope, id, 'AuthCallout', read)
    this.calloutName = read.value('name', parseName, id)
    this.account = read.value(
      'account',
      parseAccount,
      scope.node.scopes.findLast((enclosing) => isKind(enclosing, 'Account')),
    )
    if (read.raw('users') === undefined)
      read.problem('users', 'empty-list', 'is not given', 'name the user that the service logs in with')
    read.refuseEmpty('users', 'which nats-server refuses', 'name the user that the service logs in with')
    this.users = read.list('users', construct('User')) ?? []
    read.refuseEmpty('allowedAccounts', 'which nats-server reads as none given', 'name one, or leave it out')
    this.allowedAccounts =
      read.raw('allowedAccounts') === '*' ? '*' : read.list('allowedAccounts', construct('Account'))
    this.encrypted = read.value('encrypted', boolean, true)
    finish(this, read)
  }
}

function parseAccount(value: unknown): Account {
  if (isKind(value, 'Account')) return value
  throw new ValueError(
    'callout-without-account',
    value === undefined
      ? 'is not given, and no account encloses the callout'
      : `${kindOf(value) ?? show(value)} is no Account`,
    'declare the callout below the Account of its service, or set account',
  )
}
