// In: a model. Out: the keys and JWTs that its systems in operator mode need.
import { accountClaims, importedSubject } from './claims-account'
import { leafUserClaims, tagsOf, userClaims } from './claims-user'
import {
  accountIdentity,
  activationIdentity,
  jwtIdentity,
  nkeyIdentity,
  operatorIdentity,
  signingIdentity,
  userIdentity,
} from './identity'
import type { Identity } from './identity'
import type { Account, AccountRef, Cluster, Import, LeafUser, Model, Operator, User } from './model'
import { accountsByIdentity, exportOf, isPrivate } from './query'
import type { JwtRequest, NkeyRequest, Request } from './request'
import { defined } from '../values/defined'
import { recall } from '../values/remember'

export function jwtRequests(model: Model): readonly Request[] {
  const accounts = accountsByIdentity(model)
  return model.systems.flatMap(({ name, operator, accounts: own }) => {
    if (operator === undefined) return []
    const find = (ref: AccountRef): Account | undefined => accounts.get(accountIdentity(ref))
    const dialled = model.clusters.filter((cluster) => cluster.system === name)
    return [
      ...operatorRequests(operator),
      ...own.flatMap((account) => accountRequests(operator, account, find)),
      ...dialled.flatMap((cluster) => leafUserRequests(cluster, find)),
    ]
  })
}

const nkey = (
  identity: Identity,
  path: string,
  role: NkeyRequest['role'],
  publicKey?: string,
): NkeyRequest => ({ kind: 'nkey', identity, path, role, ...defined({ publicKey }) })

function operatorRequests(operator: Operator): readonly Request[] {
  const { name, path, signingKeys, systemAccount, accountServerUrl, serviceUrls, validity } = operator
  const identity = operatorIdentity(operator)
  const own = nkeyIdentity(identity)
  const signing = signingKeys.map((key) => signingIdentity(identity, key))
  const jwt: JwtRequest = {
    kind: 'jwt',
    identity: jwtIdentity(identity),
    path,
    type: 'operator',
    signer: own,
    subject: { identity: own },
    validity,
    isSecret: false,
    claims: (known) => ({
      name,
      nats: {
        ...defined({
          signing_keys: signing.length === 0 ? undefined : signing.map((key) => known.publicKey(key)),
          account_server_url: accountServerUrl,
          operator_service_urls: serviceUrls.length === 0 ? undefined : serviceUrls,
          system_account: systemAccount && known.publicKey(nkeyIdentity(accountIdentity(systemAccount))),
          assert_server_version: operator.assertServerVersion,
          strict_signing_key_usage: operator.strictSigningKeys ? true : undefined,
        }),
        ...tagsOf(operator),
      },
    }),
  }
  return [nkey(own, path, 'O', operator.publicKey), ...signing.map((key) => nkey(key, path, 'O')), jwt]
}

type Find = (ref: AccountRef) => Account | undefined

function accountRequests(operator: Operator, account: Account, find: Find): readonly Request[] {
  const { name, path, signingKeys, validity } = account
  const identity = accountIdentity(refOf(account))
  const own = nkeyIdentity(identity)
  const [signing] = operator.signingKeys
  const vouching = operatorIdentity(operator)
  const jwt: JwtRequest = {
    kind: 'jwt',
    identity: jwtIdentity(identity),
    path,
    type: 'account',
    signer: signing === undefined ? nkeyIdentity(vouching) : signingIdentity(vouching, signing),
    subject: { identity: own },
    validity,
    isSecret: false,
    claims: (known) => ({ name, nats: accountClaims(account, find, known) }),
  }
  return [
    nkey(own, path, 'A', account.publicKey),
    ...signingKeys.map((key) => nkey(signingIdentity(identity, key.name), path, 'A')),
    ...account.imports.flatMap((given) => activationRequests(account, given, find)),
    jwt,
    ...userRequests(account, own),
  ]
}

const refOf = ({ system, name }: Account): AccountRef => ({ system, account: name })

/** Who signs in the name of an account: its identity key, or the first of its signing keys that has no scope. */
export function signerOf(
  account: Account,
  key?: string,
): { readonly signer: Identity; readonly isScoped: boolean } {
  const identity = accountIdentity(refOf(account))
  const named = account.signingKeys.find(({ name, scope }) =>
    key === undefined ? scope === undefined : name === key,
  )
  if (named === undefined) return { signer: nkeyIdentity(identity), isScoped: false }
  return { signer: signingIdentity(identity, named.name), isScoped: named.scope !== undefined }
}

/** Named where a signing key has signed: whoever verifies looks the account up by it. */
const issuerAccount = (account: Account, signer: Identity): Identity | undefined => {
  const own = nkeyIdentity(accountIdentity(refOf(account)))
  return signer === own ? undefined : own
}

function activationRequests(importer: Account, given: Import, find: Find): readonly Request[] {
  const exporter = find(given.from)
  const exported = exporter && exportOf(exporter, given)
  if (exporter === undefined || exported === undefined || !isPrivate(exported)) return []
  const { signer } = signerOf(exporter)
  const issuer = issuerAccount(exporter, signer)
  return [
    {
      kind: 'jwt',
      identity: jwtIdentity(activationIdentity(refOf(importer), given)),
      path: importer.path,
      type: 'activation',
      signer,
      subject: { identity: nkeyIdentity(accountIdentity(refOf(importer))) },
      account: nkeyIdentity(accountIdentity(refOf(exporter))),
      validity: undefined,
      isSecret: false,
      claims: (known) => ({
        name: given.subject,
        nats: {
          subject: importedSubject(importer, given, exported, known),
          kind: given.kind,
          ...defined({ issuer_account: issuer && known.publicKey(issuer) }),
        },
      }),
    },
  ]
}

/** Of users with an nkey: others cannot log in (rule `config-mode-only`). */
function userRequests(account: Account, own: Identity): readonly Request[] {
  const vouching = new Map<string | undefined, Vouching>()
  return account.users.flatMap((user) => {
    const { login, signingKey } = user
    return login.kind === 'nkey'
      ? [
          userRequest(
            user,
            login,
            own,
            recall(vouching, signingKey, () => vouchingFor(account, signingKey)),
          ),
        ]
      : []
  })
}

/** Who signs for users with the same signing key, and how. */
interface Vouching {
  readonly signer: Identity
  readonly issuer: Identity | undefined
  readonly isScoped: boolean
  readonly isBearer: boolean
}

function vouchingFor(account: Account, signingKey: string | undefined): Vouching {
  const { signer, isScoped } = signerOf(account, signingKey)
  const scope = account.signingKeys.find((key) => key.name === signingKey)?.scope
  return { signer, isScoped, issuer: issuerAccount(account, signer), isBearer: scope?.bearer === true }
}

function userRequest(
  user: User,
  { publicKey }: Extract<User['login'], { kind: 'nkey' }>,
  account: Identity,
  { signer, issuer, isScoped, isBearer }: Vouching,
): JwtRequest {
  const { name, path, validity, notBefore } = user
  const identity = userIdentity(user)
  return {
    kind: 'jwt',
    identity: jwtIdentity(identity),
    path,
    type: 'user',
    signer,
    subject: publicKey === undefined ? { identity: nkeyIdentity(identity) } : { publicKey },
    account,
    validity,
    isSecret: user.restrictions.bearer === true || isBearer,
    claims: (known) => ({
      name,
      ...defined({ nbf: notBefore }),
      nats: {
        ...userClaims(user, isScoped),
        ...defined({ issuer_account: issuer && known.publicKey(issuer) }),
      },
    }),
  }
}

/** The logins of leaf remotes, on the hub that they dial. */
function leafUserRequests({ leafUsers }: Cluster, find: Find): readonly Request[] {
  return leafUsers.flatMap((user: LeafUser) => {
    const account = find(user.account)
    if (account === undefined) return []
    const { signer } = signerOf(account)
    const issuer = issuerAccount(account, signer)
    const request: JwtRequest = {
      kind: 'jwt',
      identity: jwtIdentity(user.identity),
      path: user.path,
      type: 'user',
      signer,
      // The nkey stands under the remote itself, since config mode.
      subject: { identity: user.identity },
      account: nkeyIdentity(accountIdentity(refOf(account))),
      validity: undefined,
      isSecret: false,
      claims: (known) => ({
        name: user.identity.replace(/^leaf\//, ''),
        nats: { ...leafUserClaims(user), ...defined({ issuer_account: issuer && known.publicKey(issuer) }) },
      }),
    }
    return [request]
  })
}
