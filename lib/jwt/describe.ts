// In: a JWT that was checked, and the time. Out: all that it says, as rows for people.
import type { Account } from './account'
import type { AuthorizationRequest, AuthorizationResponse } from './authorization'
import { titleOf, type Checked } from './chain'
import type { Operator } from './operator'
import { keyOfSigner, type UserScope } from './signing-keys'
import { fromNow, rfc3339 } from './time'
import type { Activation, User } from './user'
import {
  accountLimitRows,
  exportLine,
  importLine,
  permissionRows,
  revocationLines,
  row,
  rowIf,
  userRows,
  type Row,
} from './words'

export interface Description {
  /** `user alice`. */
  readonly title: string
  readonly rows: readonly Row[]
}

/** @param now - milliseconds */
export function describeJwt({ jwt, issuedBy, scope, trust }: Checked, now: number): Description {
  const { claims, version } = jwt
  const time = (seconds = 0): readonly string[] =>
    seconds === 0 ? [] : [`${rfc3339(seconds)}, ${fromNow(seconds, Math.floor(now / 1000))}`]
  return {
    title: titleOf(jwt),
    rows: [
      ...row('subject', claims.sub),
      ...row('issuer', issuedBy === undefined ? claims.iss : `${claims.iss}, ${issuedBy}`),
      ...row('audience', claims.aud),
      ...row('issued', ...time(claims.iat)),
      ...row('valid from', ...time(claims.nbf)),
      ...row('valid until', ...(claims.exp ? time(claims.exp) : ['for ever'])),
      ...row('tags', claims.nats?.tags?.join(', ')),
      ...rowIf(version === 1, 'version', '1'),
      ...kindRows(jwt, scope),
      ...row('chain', CHAIN[trust]),
    ],
  }
}

const CHAIN: Readonly<Record<Checked['trust'], string>> = {
  verified: 'verified',
  unchecked: 'not checked: who issued it is not here; give the JWTs of its account and operator, too',
  refused: 'refused',
}

function kindRows(jwt: Checked['jwt'], scope: UserScope | undefined): readonly Row[] {
  switch (jwt.kind) {
    case 'operator':
      return operatorRows(jwt.claims.nats ?? {})
    case 'account':
      return accountRows(jwt.claims.nats ?? {})
    case 'user':
      return userClaimRows(jwt.claims.nats ?? {}, scope)
    case 'activation':
      return activationRows(jwt.claims.nats ?? {})
    case 'authorization_request':
      return requestRows(jwt.claims.nats ?? {})
    case 'authorization_response':
      return responseRows(jwt.claims.nats ?? {})
  }
}

const operatorRows = (operator: Operator): readonly Row[] => [
  ...row('signing keys', ...(operator.signing_keys ?? [])),
  ...rowIf(operator.strict_signing_key_usage, 'strict', 'only signing keys sign accounts and users'),
  ...row('system account', operator.system_account),
  ...row('account server', operator.account_server_url),
  ...row('service urls', ...(operator.operator_service_urls ?? [])),
  ...row('nats-server', operator.assert_server_version && `${operator.assert_server_version} or newer`),
]

function accountRows(account: Account): readonly Row[] {
  const { authorization = {}, trace, signing_keys: keys = [] } = account
  return [
    ...row('description', account.description),
    ...row('info url', account.info_url),
    ...accountLimitRows(account.limits ?? {}),
    ...row('exports', ...(account.exports ?? []).map(exportLine)),
    ...row('imports', ...(account.imports ?? []).map(importLine)),
    ...row(
      'mappings',
      ...Object.entries(account.mappings ?? {}).flatMap(([from, targets]) =>
        targets.map(
          ({ subject, weight, cluster }) =>
            `${from} to ${subject}, ${String(weight ?? 100)} %${cluster === undefined ? '' : ` in ${cluster}`}`,
        ),
      ),
    ),
    ...permissionRows('default ', account.default_permissions ?? {}),
    ...keys.flatMap((key) => signingKeyRows(key)),
    ...row('revoked', ...revocationLines(account.revocations)),
    ...row('auth callout', ...(authorization.auth_users ?? []).map((key) => `answered by ${key}`)),
    ...row('callout accounts', ...(authorization.allowed_accounts ?? [])),
    ...row('callout xkey', authorization.xkey),
    ...row('trace', trace && `to ${trace.dest ?? ''}, sampling ${String(trace.sampling ?? 100)} %`),
    ...row('cluster traffic', account.cluster_traffic),
  ]
}

const signingKeyRows = (key: string | UserScope): readonly Row[] =>
  typeof key === 'string'
    ? row('signing key', key)
    : [
        ...row('signing key', `${keyOfSigner(key)}, scope "${key.role ?? ''}"`, key.description),
        ...userRows('  ', key.template ?? {}),
      ]

const userClaimRows = (user: User, scope: UserScope | undefined): readonly Row[] => [
  ...row('account', user.issuer_account),
  ...(scope === undefined
    ? userRows('', user)
    : row('scope', scope.role === '' ? 'without a name' : scope.role)),
  ...(scope === undefined ? [] : userRows('  ', scope.template ?? {})),
]

const activationRows = (activation: Activation): readonly Row[] => [
  ...row('account', activation.issuer_account),
  ...row('allows', `to import ${activation.kind ?? ''} ${activation.subject ?? ''}`),
]

function requestRows({
  server_id: server,
  client_info: client,
  ...request
}: AuthorizationRequest): readonly Row[] {
  const { connect_opts: login = {}, client_tls: tls } = request
  return [
    ...row('user nkey', request.user_nkey),
    ...row('server', `${server?.name ?? ''} ${server?.id ?? ''}, ${server?.version ?? 'version not told'}`),
    ...row('server xkey', server?.xkey),
    ...row('client', `${client?.kind ?? ''} ${client?.type ?? ''} from ${client?.host ?? ''}`),
    ...row('name', client?.name ?? login.name),
    ...row('logs in with', ...loginLines(login)),
    ...row('TLS', tls && `${tls.version ?? ''} ${tls.cipher ?? ''}`),
    ...row('verified chains', tls?.verified_chains && String(tls.verified_chains.length)),
  ]
}

function loginLines(login: NonNullable<AuthorizationRequest['connect_opts']>): readonly string[] {
  const { user, nkey, pass, jwt, auth_token: token } = login
  return [
    ...(user === undefined ? [] : [`user ${user}`]),
    ...(nkey === undefined ? [] : [`nkey ${nkey}`]),
    ...(pass === undefined ? [] : ['a password']),
    ...(token === undefined ? [] : ['a token']),
    ...(jwt === undefined ? [] : ['a JWT']),
  ]
}

const responseRows = (response: AuthorizationResponse): readonly Row[] => [
  ...row('account', response.issuer_account),
  ...row(
    'answer',
    response.error === undefined ? 'let in, by the JWT of a user' : `refused: ${response.error}`,
  ),
]
