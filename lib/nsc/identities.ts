// In: a store of nsc, and the model of the program that asks for the same. Out: which key and which JWT it asks for under which identity.
import { decodeJwt } from '../jwt/decode'
import {
  accountIdentity,
  activationIdentity,
  calloutIdentity,
  curveKeyIdentity,
  jwtIdentity,
  nkeyIdentity,
  operatorIdentity,
  signingIdentity,
  userIdentity,
  type Identity,
} from '../model/identity'
import type { Account, Model } from '../model/model'
import { accountsOf } from '../model/query'
import type { Finding } from '../values/finding'
import { namedSubject } from './export-words'
import { attempt } from './findings'
import { accountKeys, CALLOUT, operatorKeys, type Names } from './names'
import type { NscStore, Stored, StoredAccount } from './read'

export type AnyStored = { readonly [K in 'operator' | 'account' | 'user' | 'activation']: Stored<K> }[
  'operator' | 'account' | 'user' | 'activation']

export interface Identities {
  /** Public keys. */
  readonly keys: ReadonlyMap<Identity, string>
  readonly tokens: ReadonlyMap<Identity, AnyStored>
}

export function identitiesOf(model: Model, store: NscStore, findings: Finding[]): Identities {
  const keys = new Map<Identity, string>()
  const tokens = new Map<Identity, AnyStored>()
  const add = (identity: Identity, stored: AnyStored, signingKeys: Names): void => {
    tokens.set(jwtIdentity(identity), stored)
    keys.set(nkeyIdentity(identity), stored.claims.sub)
    for (const [key, name] of signingKeys) keys.set(signingIdentity(identity, name), key)
  }
  add(operatorIdentity({ system: '', name: store.operator.name }), store.operator, operatorKeys(store))
  for (const account of store.accounts) {
    const ref = { system: '', account: account.name }
    add(accountIdentity(ref), account, accountKeys(account))
    const xkey = account.claims.nats?.authorization?.xkey ?? ''
    if (xkey !== '') keys.set(curveKeyIdentity(calloutIdentity({ account: ref, name: CALLOUT })), xkey)
    for (const user of account.users) add(userIdentity({ account: ref, name: user.name }), user, new Map())
  }
  const byName = new Map(store.accounts.map((account) => [account.name, account]))
  for (const account of accountsOf(model))
    for (const [identity, activation] of activationsOf(account, byName, findings))
      tokens.set(identity, activation)
  return { keys, tokens }
}

/** Those that are written into the imports of an account. */
function activationsOf(
  { name, system, imports }: Account,
  accounts: ReadonlyMap<string, StoredAccount>,
  findings: Finding[],
): readonly (readonly [Identity, Stored<'activation'>])[] {
  const importer = accounts.get(name)
  return imports.flatMap((declared) => {
    const from = accounts.get(declared.from.account)?.claims.sub
    const one = importer?.claims.nats?.imports?.find(
      ({ account, type, ...rest }) =>
        account === from && type === declared.kind && namedSubject(rest, importer) === declared.subject,
    )
    const { token = '' } = one ?? {}
    if (importer === undefined || token === '') return []
    const { file } = importer
    const jwt = attempt(findings, file, () => decodeJwt(token))
    if (jwt?.kind !== 'activation') return []
    const identity = jwtIdentity(activationIdentity({ system, account: name }, declared))
    return [[identity, { name: declared.subject, file, token, claims: jwt.claims, jwt }] as const]
  })
}
