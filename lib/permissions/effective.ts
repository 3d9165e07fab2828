// In: a user of a model. Out: what servers let it do, with public keys filled in, and where the program says so.
import { accountIdentity, nkeyIdentity, userIdentity, userName, type Identity } from '../model/identity'
import type { Account, Model, Permissions, User } from '../model/model'
import { accountsByIdentity, permissionsOf, scopeOf, usersOf } from '../model/query'
import { filledIn, templatesIn } from '../model/template'
import { NatsmithError, show } from '../values/finding'
import { few } from '../values/words'
import type { Behaviour } from './behaviour'

/** Public keys by the identity of their nkey, as far as they are issued. */
export type PublicKeys = (identity: Identity) => string | undefined

export interface Effective {
  readonly permissions: Permissions | undefined
  /** The construct that declares them, and its prop; undefined: nothing does. */
  readonly source: { readonly path: string; readonly prop: string } | undefined
  /** An entry as it was before its templates were filled in; itself without one. */
  readonly written: (entry: string) => string
}

/** @throws TypeError for a user of no account of the model */
export function accountOf(model: Model, { account }: User): Account {
  const found = accountsByIdentity(model).get(accountIdentity(account))
  if (found === undefined) throw new TypeError(`no account ${account.account}`)
  return found
}

/** The user `ACCOUNT/USER`, or `SYSTEM/ACCOUNT/USER`. @throws NatsmithError `user-unknown` */
export function userNamed(model: Model, name: string): User {
  const users = usersOf(model)
  const found = users.find((user) => userName(user) === name)
  if (found !== undefined) return found
  throw new NatsmithError(
    'user-unknown',
    `there is no user ${show(name)}`,
    users.length > 0 ? `name one of: ${few(users.map(userName), 20, ', ')}` : 'declare a User in the program',
  )
}

/**
 * @param keys - public keys for templates @defaultValue those templates stay as they are
 * @param behaviour - of the servers @defaultValue those of the newest line
 */
export function effectiveOf(
  model: Model,
  user: User,
  keys: PublicKeys = () => undefined,
  behaviour?: Behaviour,
): Effective {
  const account = accountOf(model, user)
  const scoped = scopeOf(model, account, user)?.permissions
  if (scoped === undefined) {
    const permissions = permissionsOf(model, account, user)
    return { permissions, source: sourceOf(account, user, permissions), written: (entry) => entry }
  }
  const publicKey = (identity: Identity): string | undefined => keys(nkeyIdentity(identity))
  const own = user.login.kind === 'nkey' ? user.login.publicKey : undefined
  const asUser = { ...user, publicKey: own ?? publicKey(userIdentity(user)) }
  const asAccount = { ...account, publicKey: publicKey(accountIdentity(user.account)) }
  const fill = (permissions: Permissions): Permissions =>
    filledIn(permissions, asAccount, asUser, behaviour?.fillsWholeTokens)
  const written = new Map(
    entriesOf(scoped)
      .filter((entry) => templatesIn(entry).length > 0)
      .flatMap((entry) =>
        entriesOf(fill({ publish: { deny: [entry] } })).map((made) => [made, entry] as const),
      ),
  )
  const prop = `signingKeys.${String(user.signingKey)}.scope.permissions`
  return {
    permissions: fill(scoped),
    source: { path: account.path, prop },
    written: (entry) => written.get(entry) ?? entry,
  }
}

function sourceOf(account: Account, user: User, permissions: Permissions | undefined): Effective['source'] {
  if (permissions === undefined) return undefined
  return user.permissions === undefined
    ? { path: account.path, prop: 'defaultPermissions' }
    : { path: user.path, prop: 'permissions' }
}

const entriesOf = ({ publish, subscribe }: Permissions): readonly string[] =>
  [publish, subscribe].flatMap((side) => [...(side?.allow ?? []), ...(side?.deny ?? [])])
