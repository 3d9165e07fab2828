// In: the accounts and users of a tree, and the servers that they log in to. Out: the same as plain data.
import type { Account as AccountConstruct } from '../constructs/account'
import type { AuthCallout as AuthCalloutConstruct } from '../constructs/auth-callout'
import type { DeclaredExport, DeclaredImport } from '../constructs/exports'
import type { User as UserConstruct } from '../constructs/user'
import type { DeclaredUserCertificate } from '../constructs/user-certificate'
import { DEFAULT_CERTIFICATE } from '../constructs/user-certificate'
import { defined } from '../values/defined'
import { commonNameOf } from '../values/names'
import { sortBy } from '../values/sort'
import { accountName, userName } from './identity'
import type {
  Account,
  AuthCallout,
  Cluster,
  DistinguishedNamePart,
  Export,
  Import,
  Origin,
  User,
  UserCertificate,
} from './model'
import { issuerForClients } from './resolve-tls'
import type { Tree } from './tree'
import { operatorsIn, originOf } from './tree'

/** The accounts of every system. `clusters` in the order in which their listeners are asked who certifies users. */
export function resolveAccounts(clusters: readonly Cluster[], tree: Tree): readonly Account[] {
  const issuers = userIssuers(clusters, tree)
  return tree.accounts.map((account) => resolveAccount(account, issuers.get(account.system), tree))
}

/** Who certifies the users of a system who name nobody: the first of its client listeners that verifies and says so. */
function userIssuers(clusters: readonly Cluster[], tree: Tree): ReadonlyMap<string, string> {
  const issuers = clusters.flatMap(({ system, tls: { client } }) => {
    const issuer = client?.verify === true ? issuerForClients(client, tree) : undefined
    return issuer === undefined ? [] : [[system, issuer] as const]
  })
  return new Map(issuers.toReversed())
}

function resolveAccount(account: AccountConstruct, issuer: string | undefined, tree: Tree): Account {
  const origin = originOf(account)
  const users = tree.users.get(account) ?? []
  const isInOperatorMode = operatorsIn(tree, account.system).length > 0
  const scoped = isInOperatorMode ? account.signingKeys.filter(({ scope }) => scope !== undefined) : []
  const scopes = new Set(scoped.map(({ name }) => name))
  return {
    system: account.system,
    name: account.accountName,
    limits: account.limits,
    jetstream: account.jetstream,
    defaultPermissions: account.defaultPermissions,
    mappings: sortBy(account.mappings, (m) => m.source),
    exports: sortBy(
      account.exports.map((e) => resolveExport(e, origin)),
      asText,
    ),
    imports: sortBy(
      account.imports.map((i) => resolveImport(i, origin)),
      asText,
    ),
    users: sortBy(
      users.map((user) => resolveUser(user, issuer, scopes)),
      (u) => u.name,
    ),
    callouts: sortBy((tree.callouts.get(account) ?? []).map(resolveCallout), (c) => c.name),
    disabled: account.disabled,
    signingKeys: account.signingKeys.map((key) => ({ ...origin, ...key })),
    revocations: sortBy(account.revocations, ({ of }) => JSON.stringify(of)),
    ...origin,
    ...defined({
      publicKey: account.publicKey,
      description: account.description,
      infoUrl: account.infoUrl,
      validity: account.validity,
      trace: account.trace,
      clusterTraffic: account.clusterTraffic,
    }),
  }
}

const asText = (declared: Export | Import): string => JSON.stringify(declared)

function resolveExport(declared: DeclaredExport, origin: Origin): Export {
  const { kind, subject, accounts, revocations, ...rest } = declared
  const refs = accounts?.map(({ ref }) => ref)
  return {
    ...origin,
    kind,
    subject,
    accounts: refs && sortBy(refs, (ref) => JSON.stringify(ref)),
    ...rest,
    ...defined({ revocations: revocations && sortBy(revocations, ({ of }) => JSON.stringify(of)) }),
  }
}

function resolveImport({ kind, subject, from, ...rest }: DeclaredImport, origin: Origin): Import {
  return { ...origin, kind, subject, from: from.ref, ...rest }
}

function resolveCallout(callout: AuthCalloutConstruct): AuthCallout {
  const { calloutName: name, account, users, allowedAccounts, encrypted } = callout
  const refs = users.map((user) => ({ account: user.account.ref, name: user.userName }))
  return {
    name,
    account: account.ref,
    users: sortBy(refs, (ref) => userName(ref)),
    allowedAccounts:
      allowedAccounts === '*'
        ? allowedAccounts
        : allowedAccounts &&
          sortBy(
            allowedAccounts.map(({ ref }) => ref),
            (ref) => accountName(ref),
          ),
    encrypted,
    ...originOf(callout),
  }
}

function resolveUser(user: UserConstruct, issuer: string | undefined, scopes: ReadonlySet<string>): User {
  return {
    account: user.account.ref,
    name: user.userName,
    login: user.login,
    certificate: resolveCertificate(user, issuer),
    permissions: scopes.has(user.signingKey ?? '') ? user.permissions : permissionsOf(user),
    inboxPrefix: user.inboxPrefix,
    connectionTypes: sortedOnce(user.connectionTypes),
    restrictions: user.restrictions,
    signingKey: user.signingKey,
    ...originOf(user),
    ...defined({ validity: user.validity, notBefore: user.notBefore }),
  }
}

/** A list of one, as most users have it, stays the one that they share. */
const sortedOnce = (types: User['connectionTypes']): User['connectionTypes'] =>
  types.length === 1 ? types : sortBy(new Set(types), (type) => type)

function resolveCertificate(user: UserConstruct, issuer: string | undefined): UserCertificate | undefined {
  if (user.certificate === 'none') return undefined
  if (user.certificate === 'default')
    return issuer === undefined ? undefined : certificateOf(user, DEFAULT_CERTIFICATE, issuer)
  // A certificate without an issuer is what rule certificate-without-issuer reports.
  return certificateOf(user, user.certificate, user.certificate.issuer?.authorityName ?? issuer ?? '')
}

function certificateOf(
  user: UserConstruct,
  declared: DeclaredUserCertificate,
  authority: string,
): UserCertificate {
  const { csr, keyAlgorithm, validity, subject, emails, dnsNames, uris } = declared
  // Lines before 2.12.9 and 2.14.1 map no certificate without a subject, whatever else it says.
  const named = subject.length === 0 ? [nameOf(user)] : subject
  return { authority, keyAlgorithm, validity, subject: named, emails, dnsNames, uris, csr }
}

/** With the name of the system, if it has one: users of two systems may have certificates of one authority. */
const nameOf = (user: UserConstruct): DistinguishedNamePart => ({
  type: 'CN',
  value: commonNameOf(userName({ account: user.account.ref, name: user.userName })),
})

/**
 * Beside a scope a user says nothing. Else an inbox prefix is granted where the user's subscriptions are listed; without a list it is
 * allowed anyway, unless everything is denied, which then allows the inbox alone. nats-server gives the account's default permissions only
 * to a user without any (server/opts.go), so these are taken along.
 */
function permissionsOf({ permissions, inboxPrefix, account }: UserConstruct): User['permissions'] {
  const { publish, subscribe, allowResponses } = permissions ?? account.defaultPermissions ?? {}
  const { allow, deny } = subscribe ?? {}
  if (inboxPrefix === undefined) return permissions
  const inbox = `${inboxPrefix}.>`
  if (allow === undefined && deny?.includes('>') !== true) return permissions
  if (allow?.includes(inbox) === true) return permissions
  const withInbox = allow === undefined ? { allow: [inbox] } : defined({ allow: [...allow, inbox], deny })
  return defined({ publish, subscribe: withInbox, allowResponses })
}
