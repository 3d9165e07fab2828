// In: a model in operator mode, and what was issued. Out: the confs of its servers as records have them: with the accounts that a
// conf has in config mode, and beside them what only JWTs say. No JWT is in them.
import { tagsOf } from '../model/claims-user'
import { accountIdentity, jwtIdentity, nkeyIdentity, signingIdentity, userIdentity } from '../model/identity'
import type { JwtMaterial, Materials } from '../model/materials'
import type { Account, Cluster, Model, SigningKey, User, UserRestrictions } from '../model/model'
import { accountsOf, operatorOf } from '../model/query'
import { accountsBlocks, jetstreamLimits } from '../render/conf/accounts'
import { block, blockUnlessEmpty } from '../render/conf/block'
import { doorsOf } from '../render/conf/doors'
import { permissionsBlock } from '../render/conf/permissions'
import { isConfArray, isConfMap, type ConfMap, type ConfValue } from '../values/conf'
import { formatDuration } from '../values/duration'
import { groupBy } from '../values/group'
import { remember } from '../values/remember'
import { jwtFingerprint, operatorWords } from './jwt-operator'

/** What the record has of a node's conf; in config mode, that is the conf. */
export function recordedConfs(
  model: Model,
  materials: Materials,
): (cluster: Cluster, conf: ConfMap) => ConfMap {
  const bySystem = groupBy(accountsOf(model), ({ system }) => system)
  const blocks = accountsBlocks(bySystem, materials)
  const words = remember((accounts: readonly Account[]) =>
    remember((made: ConfMap) =>
      Object.fromEntries(
        accounts.map((account) => [account.name, accountWords(account, made[account.name], materials)]),
      ),
    ),
  )
  const operators = remember(operatorWords(materials))
  return (cluster, conf) => {
    const operator = operatorOf(model, cluster)
    if (operator === undefined) return conf
    // The account of leaf nodes that log in as nobody is in no JWT.
    const { made = NO_ACCOUNTS } = blocks({ ...cluster, leafnodes: undefined }, doorsOf(conf))
    const accounts = words(bySystem.get(cluster.system) ?? [])(made)
    const options = Object.entries(conf).filter(([key]) => key !== 'resolver_preload')
    return { ...Object.fromEntries(options), operator: operators(operator), accounts }
  }
}

const NO_ACCOUNTS: ConfMap = {}

function accountWords(account: Account, made: ConfValue | undefined, materials: Materials): ConfMap {
  const { name, system, disabled, description, infoUrl, validity, signingKeys, limits, jetstream } = account
  const identity = accountIdentity({ system, account: name })
  const { token, revocations, exportRevocations } = materials.jwt(jwtIdentity(identity))
  const conf = made !== undefined && isConfMap(made) ? made : {}
  const users = new Map(account.users.map((user) => [publicKeyOf(user, materials), user]))
  const { limits: common, users: entries = [], exports } = conf
  return block({
    ...conf,
    nkey: materials.nkey(nkeyIdentity(identity)).publicKey,
    jwt: jwtFingerprint(token),
    disabled: disabled ? true : undefined,
    description,
    info_url: infoUrl,
    validity: validity === undefined ? undefined : formatDuration(validity),
    ...tagsOf(account),
    limits: blockUnlessEmpty({
      ...(common !== undefined && isConfMap(common) && common),
      max_data: limits.maxData,
      max_imports: limits.maxImports,
      max_exports: limits.maxExports,
      wildcard_exports: limits.wildcardExports,
      disallow_bearer: limits.disallowBearer,
    }),
    jetstream: jetstream?.tiers
      ? block(
          Object.fromEntries(
            Object.entries(jetstream.tiers).map(([tier, its]) => [tier, jetstreamLimits(its) ?? true]),
          ),
        )
      : conf['jetstream'],
    signing_keys: blockUnlessEmpty(
      Object.fromEntries(
        signingKeys.map((key) => {
          const { publicKey } = materials.nkey(signingIdentity(identity, key.name))
          return [key.name, signingKeyWords(key, publicKey)]
        }),
      ),
    ),
    revocations: revocationWords(revocations),
    exports:
      exports && isConfArray(exports) ? exports.map((one) => exportWords(one, exportRevocations)) : undefined,
    users:
      isConfArray(entries) && entries.length > 0
        ? entries.map((entry) => userWords(entry, users, account))
        : undefined,
  })
}

function exportWords(entry: ConfValue, revocations: JwtMaterial['exportRevocations']): ConfValue {
  if (!isConfMap(entry)) return entry
  const name = (['stream', 'service'] as const).flatMap((kind) => {
    const subject = entry[kind]
    return typeof subject === 'string' ? `${kind} ${subject}` : []
  })
  return block({ ...entry, revocations: revocationWords(revocations[name.join()] ?? {}) })
}

const revocationWords = (revocations: JwtMaterial['revocations']): ConfMap | undefined =>
  blockUnlessEmpty(Object.fromEntries(Object.entries(revocations).map(([key, at]) => [key, timeOf(at)])))

const publicKeyOf = (user: User, materials: Materials): string => {
  const given = user.login.kind === 'nkey' ? user.login.publicKey : undefined
  return given ?? materials.nkey(nkeyIdentity(userIdentity(user))).publicKey
}

/** An entry of the `users` of a conf with what else the user's JWT says; those of leaf remotes say no more. */
function userWords(entry: ConfValue, users: ReadonlyMap<string, User>, { signingKeys }: Account): ConfValue {
  const nkey = isConfMap(entry) ? entry['nkey'] : undefined
  const user = typeof nkey === 'string' ? users.get(nkey) : undefined
  if (user === undefined || !isConfMap(entry)) return entry
  const { signingKey, validity, notBefore, restrictions } = user
  const isScoped = signingKeys.some(({ name, scope }) => name === signingKey && scope !== undefined)
  return block({
    // What the scope of its key says, the account has.
    ...(isScoped ? { nkey } : { ...entry, ...restrictionWords(restrictions) }),
    signing_key: signingKey,
    validity: validity === undefined ? undefined : formatDuration(validity),
    not_before: notBefore === undefined ? undefined : timeOf(notBefore),
    ...tagsOf(user),
  })
}

function signingKeyWords({ scope, description }: SigningKey, nkey: string): ConfMap {
  return block({
    nkey,
    description,
    ...(scope && {
      role: scope.role,
      permissions: scope.permissions && permissionsBlock(scope.permissions),
      allowed_connection_types: scope.connectionTypes,
      ...restrictionWords(scope),
    }),
  })
}

const restrictionWords = (given: UserRestrictions): Readonly<Record<string, ConfValue | undefined>> => ({
  bearer: given.bearer,
  max_subscriptions: given.maxSubscriptions,
  max_payload: given.maxPayload,
  max_data: given.maxData,
  sources: given.sources,
  times: given.times?.map(({ start, end }) => `${start}-${end}`),
  time_zone: given.timeZone,
  proxy_required: given.proxyRequired,
})

/** RFC 3339 of seconds since 1970. */
const timeOf = (seconds: number): string => new Date(seconds * 1000).toISOString()
