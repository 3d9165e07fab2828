// In: an account, and its exports and imports. Out: what its JWT says of it. Source: nats-io/jwt v2 account_claims.go, imports.go,
// exports.go; server/accounts.go updateAccountClaims.
import type { Account as AccountClaims, JetStreamLimits, OperatorLimits } from '../jwt/account'
import type { Export as ExportClaims, Import as ImportClaims } from '../jwt/exports'
import type { Revocations } from '../jwt/common'
import { defined } from '../values/defined'
import { covers } from '../values/subject'
import { NANOSECONDS, permissionClaims, scopeClaims, tagsOf } from './claims-user'
import { isUserOf } from './callout'
import { mappingClaims } from './mapping-claims'
import {
  accountIdentity,
  activationIdentity,
  calloutIdentity,
  curveKeyIdentity,
  jwtIdentity,
  nkeyIdentity,
  signingIdentity,
  userIdentity,
} from './identity'
import type { KnownDocuments, RetiredJwt } from './request'
import type { Account, AccountJetStreamLimits, Export, Import, User } from './model'
import { exportOf, isPrivate } from './query'

/** -1 is no limit. */
const NONE = -1

export function accountClaims(
  account: Account,
  accountOf: (account: Import['from']) => Account | undefined,
  known: KnownDocuments,
): AccountClaims {
  const { defaultPermissions, mappings, signingKeys, description, infoUrl, trace, clusterTraffic } = account
  const imports = account.imports.map((one) => importClaims(account, one, accountOf(one.from), known))
  return defined({
    description,
    info_url: infoUrl,
    imports: unlessEmpty(imports),
    exports: unlessEmpty(account.exports.map((one) => exportClaims(account, one, known))),
    limits: limitClaims(account),
    signing_keys: unlessEmpty(
      signingKeys.map(({ name, scope, description: what }) => {
        const key = known.publicKey(signingIdentity(accountIdentity(refOf(account)), name))
        if (scope === undefined) return key
        const { role = name } = scope
        const template = scopeClaims(scope)
        return { kind: 'user_scope' as const, key, role, template, ...defined({ description: what }) }
      }),
    ),
    revocations: revocationClaims(account, known),
    default_permissions: defaultPermissions && permissionClaims(defaultPermissions),
    authorization: calloutClaims(account, known),
    trace: trace && { dest: trace.destination, sampling: trace.sampling },
    cluster_traffic: clusterTraffic,
    mappings: mappings.length === 0 ? undefined : Object.fromEntries(mappings.map(mappingClaims)),
    ...tagsOf(account),
  })
}

const refOf = ({ system, name }: Account): Import['from'] => ({ system, account: name })

const unlessEmpty = <T>(list: readonly T[]): readonly T[] | undefined =>
  list.length === 0 ? undefined : list

function limitClaims({ limits, jetstream, disabled, users, signingKeys }: Account): OperatorLimits {
  const bearer = [...users.map(({ restrictions }) => restrictions), ...signingKeys.map(({ scope }) => scope)]
  const { tiers } = jetstream ?? {}
  return {
    subs: limits.maxSubscriptions ?? NONE,
    data: limits.maxData ?? NONE,
    payload: limits.maxPayload ?? NONE,
    imports: limits.maxImports ?? NONE,
    exports: limits.maxExports ?? NONE,
    wildcards: limits.wildcardExports ?? true,
    disallow_bearer: limits.disallowBearer ?? !bearer.some((one) => one?.bearer === true),
    conn: disabled ? 0 : (limits.maxConnections ?? NONE),
    leaf: disabled ? 0 : (limits.maxLeafnodes ?? NONE),
    ...(tiers
      ? {
          tiered_limits: Object.fromEntries(
            Object.entries(tiers).map(([tier, its]) => [tier, jetstreamClaims(its)]),
          ),
        }
      : jetstream && jetstreamClaims(jetstream)),
  }
}

function jetstreamClaims(limits: AccountJetStreamLimits): JetStreamLimits {
  return {
    mem_storage: limits.maxMemory ?? NONE,
    disk_storage: limits.maxStore ?? NONE,
    streams: limits.maxStreams ?? NONE,
    consumer: limits.maxConsumers ?? NONE,
    max_ack_pending: limits.maxAckPending ?? NONE,
    mem_max_stream_bytes: limits.memoryMaxStreamBytes ?? NONE,
    disk_max_stream_bytes: limits.storeMaxStreamBytes ?? NONE,
    ...defined({ max_bytes_required: limits.maxBytesRequired }),
  }
}

const RESPONSES = { single: 'Singleton', stream: 'Stream', chunked: 'Chunked' } as const

function exportClaims(account: Account, given: Export, known: KnownDocuments): ExportClaims {
  const { kind, subject, response, responseThreshold, accountTokenPosition } = given
  const { name, description, infoUrl, advertise, latency, allowTrace } = given
  return {
    subject,
    type: kind,
    ...defined({
      token_req: isPrivate(given) ? true : undefined,
      response_type: response && RESPONSES[response],
      response_threshold: responseThreshold === undefined ? undefined : responseThreshold * NANOSECONDS,
      account_token_position: accountTokenPosition,
      name,
      description,
      info_url: infoUrl,
      advertise,
      service_latency: latency && { results: latency.subject, sampling: latency.sampling },
      allow_trace: allowTrace,
      revocations: activationRevocations(account, given, known),
    }),
  }
}

/** Those that are declared, and the accounts that had leave and may not import it any more. */
function activationRevocations(
  account: Account,
  given: Export,
  known: KnownDocuments,
): ExportClaims['revocations'] {
  if (given.accounts === undefined) return undefined
  const keyOf = (ref: Import['from']): string => known.publicKey(nkeyIdentity(accountIdentity(ref)))
  const importers = new Set(given.accounts.map(keyOf))
  const gone = known
    .retired(nkeyIdentity(accountIdentity(refOf(account))))
    .filter(
      (one) =>
        one.type === 'activation' &&
        one.kind === given.kind &&
        covers(given.subject, one.subject) &&
        !importers.has(one.publicKey),
    )
  const declared = (given.revocations ?? []).map(({ of, at }) => ({
    publicKey: 'key' in of ? of.key : keyOf(of.account),
    at,
  }))
  return latest([...gone, ...declared])
}

function importClaims(
  account: Account,
  given: Import,
  exporter: Account | undefined,
  known: KnownDocuments,
): ImportClaims {
  const { kind, from, share } = given
  const exported = exporter && exportOf(exporter, given)
  const subject = importedSubject(account, given, exported, known)
  const local = localSubjectOf(given) ?? (subject === given.subject ? undefined : given.subject)
  return {
    subject,
    type: kind,
    account: known.publicKey(nkeyIdentity(accountIdentity(from))),
    ...defined({
      name: given.name,
      local_subject: local,
      share,
      allow_trace: given.allowTrace,
      token:
        exported && isPrivate(exported)
          ? known.token(jwtIdentity(activationIdentity(refOf(account), given)))
          : undefined,
    }),
  }
}

/** With the key of the importing account where a conf has its name. */
export function importedSubject(
  importer: Account,
  { subject }: Import,
  exported: Export | undefined,
  known: KnownDocuments,
): string {
  const position = exported?.accountTokenPosition
  if (position === undefined) return subject
  const key = known.publicKey(nkeyIdentity(accountIdentity(refOf(importer))))
  return subject
    .split('.')
    .map((token, i) => (i === position - 1 ? key : token))
    .join('.')
}

/** What the importing account calls it, with `$1` for the first `*` and so on; undefined: as the exporter does. */
function localSubjectOf({ subject, to, prefix }: Import): string | undefined {
  const local = to ?? (prefix === undefined ? undefined : `${prefix}.${subject}`)
  if (local === undefined) return undefined
  let position = 0
  return local
    .split('.')
    .map((token) => (token === '*' ? `$${String((position += 1))}` : token))
    .join('.')
}

function calloutClaims(account: Account, known: KnownDocuments): AccountClaims['authorization'] {
  const [callout] = account.callouts
  if (callout === undefined) return undefined
  const { allowedAccounts, encrypted } = callout
  return {
    auth_users: account.users.filter((user) => isUserOf(callout, user)).map((user) => keyOfUser(user, known)),
    ...defined({
      allowed_accounts:
        allowedAccounts === '*'
          ? ['*']
          : allowedAccounts?.map((allowed) => known.publicKey(nkeyIdentity(accountIdentity(allowed)))),
      xkey: encrypted ? known.publicKey(curveKeyIdentity(calloutIdentity(callout))) : undefined,
    }),
  }
}

const keyOfUser = (user: User, known: KnownDocuments): string =>
  (user.login.kind === 'nkey' ? user.login.publicKey : undefined) ??
  known.publicKey(nkeyIdentity(userIdentity(user)))

/** Those that are declared, and the users that the program no longer has. */
function revocationClaims(account: Account, known: KnownDocuments): AccountClaims['revocations'] {
  const identity = accountIdentity(refOf(account))
  const declared = account.revocations.map(({ of, at }) => {
    if ('key' in of) return { publicKey: of.key, at }
    const user = account.users.find(({ name }) => name === of.user)
    if (user !== undefined) return { publicKey: keyOfUser(user, known), at }
    const gone = userIdentity({ account: refOf(account), name: of.user })
    return { publicKey: known.publicKey(nkeyIdentity(gone)), at }
  })
  const gone = known.retired(nkeyIdentity(identity)).filter(({ type }) => type === 'user')
  return latest([...gone, ...declared])
}

/** By public key, the latest time up to which it is revoked. */
function latest(all: readonly Pick<RetiredJwt, 'publicKey' | 'at'>[]): Revocations | undefined {
  const times = new Map<string, number>()
  for (const { publicKey, at } of all) times.set(publicKey, Math.max(at, times.get(publicKey) ?? 0))
  return times.size === 0 ? undefined : Object.fromEntries(times)
}
