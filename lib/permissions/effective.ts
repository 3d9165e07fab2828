// In: a user of a model. Out: what servers let it do, with public keys filled in, and where the program says so.
import { accountIdentity, nkeyIdentity, userIdentity, userName, type Identity } from '../model/identity'
import type { Account, Model, Permissions, User } from '../model/model'
import { accountsByIdentity, permissionsOf, scopeOf, usersOf } from '../model/query'
import { filledIn, templatesIn } from '../model/template'
import { NatsmithError, show } from '../values/finding'
import { few } from '../values/words'

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

export function effectiveOf(model: Model, user: User, keys: PublicKeys = () => undefined): Effective {
  const account = accountOf(model, user)
  const scope = scopeOf(model, account, user)
  const fill = (permissions: Permissions | undefined): Permissions | undefined =>
    permissions && mapEntries(permissions, (entry) => withKeys(entry, account, user, keys))
  const permissions = fill(permissionsOf(model, account, user))
  if (scope?.permissions === undefined)
    return { permissions, source: sourceOf(account, user, permissions), written: (entry) => entry }
  const written = new Map(
    entriesOf(scope.permissions).flatMap((entry) => {
      if (templatesIn(entry).length === 0) return []
      const alone = fill(filledIn({ publish: { deny: [entry] } }, account, user))
      return entriesOf(alone ?? {}).map((made) => [made, entry] as const)
    }),
  )
  const prop = `signingKeys.${String(user.signingKey)}.scope.permissions`
  return {
    permissions,
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

function withKeys(entry: string, account: Account, user: User, keys: PublicKeys): string {
  return templatesIn(entry).reduce((text, template) => {
    const identity = template.kind === 'subject' ? userIdentity(user) : accountIdentity(user.account)
    if (template.kind !== 'subject' && template.kind !== 'account-subject') return text
    const own = user.login.kind === 'nkey' ? user.login.publicKey : undefined
    const key = (template.kind === 'subject' ? own : undefined) ?? keys(nkeyIdentity(identity))
    return key === undefined ? text : text.replaceAll(template.text, key)
  }, entry)
}

const entriesOf = ({ publish, subscribe }: Permissions): readonly string[] =>
  [publish, subscribe].flatMap((side) => [...(side?.allow ?? []), ...(side?.deny ?? [])])

function mapEntries(permissions: Permissions, map: (entry: string) => string): Permissions {
  const side = (lists: Permissions['publish']): Permissions['publish'] =>
    lists && {
      ...(lists.allow && { allow: lists.allow.map(map) }),
      ...(lists.deny && { deny: lists.deny.map(map) }),
    }
  const { publish, subscribe, ...others } = permissions
  return {
    ...others,
    ...(publish && { publish: side(publish) ?? {} }),
    ...(subscribe && { subscribe: side(subscribe) ?? {} }),
  }
}
