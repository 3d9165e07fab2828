// In: a user, what was issued for it, and the folder that its files will be in. Out: everything its owner needs to connect:
// credentials, settings for any NATS client, and a context for the nats command. None of it belongs on a server.
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { accountIdentity, jwtIdentity, tokenIdentity, userIdentity, userName } from '../model/identity'
import { calloutServedBy } from '../model/callout'
import type { Materials } from '../model/materials'
import type { Cluster, Model, User } from '../model/model'
import { accountsByIdentity, connectionTypesOf, operatorOf, usersOf } from '../model/query'
import { defined } from '../values/defined'
import { NatsmithError, show } from '../values/finding'
import { formatHostPort } from '../values/hosts'
import { SURFACES } from '../values/surfaces'
import { calloutSettings } from './callout'
import { serverAuthorities } from './client-authorities'
import { credentialsText } from './credentials'

export interface ClientFile {
  /** Below the folder, with `/` between its parts. */
  readonly name: string
  /** File mode, `0o600`. */
  readonly mode: number
  readonly sensitive: boolean
  readonly content: string
}

/** What `client.json` holds: the words of nats.js for its `connect`, and `nkeyFile`; paths are absolute. */
export interface ClientSettings {
  /** The user, as people name it. */
  readonly name: string
  /** Where to connect: every client listener of the user's system. */
  readonly servers: readonly string[]
  readonly tls?: {
    /** PEM of the authorities that certified the servers; without it, those that the system trusts. */
    readonly caFile?: string
    /** PEM of the user's certificate and its chain. */
    readonly certFile?: string
    readonly keyFile?: string
    /** The servers begin with TLS, not with INFO. */
    readonly handshakeFirst?: true
  }
  /** File with the seed to log in with. */
  readonly nkeyFile?: string
  /** In operator mode: file with the JWT and the seed to log in with. */
  readonly credsFile?: string
  readonly user?: string
  /** Left out where only the owner knows it. */
  readonly pass?: string
  /** In the place of a user, where a token lets everybody in. */
  readonly token?: string
  readonly inboxPrefix?: string
}

/**
 * The files of `user`, for the absolute folder `dir`; `XDG_CONFIG_HOME=<dir> nats --context <name>` finds the context. A key
 * or a seed that its owner keeps is named in the settings, and the owner puts it there. A user that is no ordinary client
 * gets its credentials only.
 * @throws NatsmithError `folder-not-representable`
 */
export function clientFiles(
  model: Model,
  user: User,
  materials: Materials,
  dir: string,
): readonly ClientFile[] {
  refuseVariable(dir)
  const name = contextName(model, user)
  const clusters = isClient(model, user) ? serversFor(model, user) : []
  const credentials = credentialFiles(model, user, clusters, materials)
  const settings = settingsOf(model, user, clusters, materials, join(dir, name))
  return [
    ...credentials.map((file) => ({ ...file, name: `${name}/${file.name}` })),
    ...(clusters.length === 0 ? [] : settingsFiles(name, settings)),
  ]
}

const isClient = (model: Model, user: User): boolean => {
  const account = accountsByIdentity(model).get(accountIdentity(user.account))
  return account !== undefined && connectionTypesOf(model, account, user).includes('STANDARD')
}

/** The servers that let a user in; one who has nothing but a certificate, those that map it. */
function serversFor(model: Model, { account, login }: User): readonly Cluster[] {
  const servers = model.clusters.filter((cluster) => cluster.system === account.system)
  const mapping = servers.filter(({ tls }) => tls.client?.verifyAndMap === true)
  // Where none does, an override may, which only the conf knows.
  return login.kind === 'certificate' && mapping.length > 0 ? mapping : servers
}

/** As {@link clientFiles}, for everybody who has the token of `cluster`. */
export function tokenFiles(
  model: Model,
  cluster: Cluster,
  materials: Materials,
  dir: string,
): readonly ClientFile[] {
  refuseVariable(dir)
  const name = tokenContextName(model, cluster)
  const folder = join(dir, name)
  const ca = serverAuthorities([cluster], materials)
  const settings: ClientSettings = {
    name: tokenIdentity(cluster),
    ...serversOf([cluster], ca, folder),
    ...defined({ token: materials.password(tokenIdentity(cluster)).text?.reveal() }),
  }
  return [...(ca === undefined ? [] : [open(`${name}/${FILES.ca}`, ca)]), ...settingsFiles(name, settings)]
}

/** The name of the context that {@link tokenFiles} makes: `prod-token-hub`. */
export const tokenContextName = (model: Model, { name }: Cluster): string =>
  `${model.deployment}-token-${name}`.replaceAll('/', '-').replaceAll('$', '')

/** github.com/nats-io/jsm.go natscontext expands variables in paths, and knows no escape. */
function refuseVariable(dir: string): void {
  if (dir.includes('$'))
    throw new NatsmithError(
      'folder-not-representable',
      `${show(dir)} has a "$", which the nats command takes for a variable`,
      'give a folder without "$" in its path',
    )
}

const settingsFiles = (name: string, settings: ClientSettings): readonly ClientFile[] => [
  secretJson(`${name}/client.json`, settings),
  secretJson(`nats/context/${name}.json`, contextOf(settings)),
]

/** What only the owner of `user` has, and where it goes: in words, to be said when the files are handed out. */
export function ownersPart(model: Model, user: User): readonly string[] {
  const name = contextName(model, user)
  const { login, certificate } = user
  return [
    ...(certificate?.csr === undefined ? [] : [`put the key of the certificate into ${name}/${FILES.key}`]),
    ...(login.kind === 'nkey' && login.publicKey !== undefined
      ? [
          hasJwt(model, user)
            ? `add the seed of the nkey to ${name}/${FILES.creds}: nsc and nk say how`
            : `put the seed of the nkey into ${name}/${FILES.nkey}`,
        ]
      : []),
    ...(login.kind === 'password' && login.password.kind !== 'generated'
      ? ['add the password, which natsmith does not keep']
      : []),
  ]
}

/** The name of a user's context: `prod-ORDERS-alice`, and more where two users would have the same. */
export function contextName(model: Model, user: User): string {
  const plain = (other: User): string =>
    `${model.deployment}-${userName(other)}`.replaceAll('/', '-').replaceAll('$', '')
  const name = plain(user)
  const alone = usersOf(model).filter((other) => plain(other) === name).length <= 1
  return alone ? name : `${name}-${createHash('sha256').update(userName(user)).digest('hex').slice(0, 8)}`
}

const FILES = {
  ca: 'ca.crt',
  certificate: 'user.crt',
  key: 'user.key',
  nkey: 'user.nk',
  creds: 'user.creds',
  callout: 'callout.json',
}

function credentialFiles(
  model: Model,
  user: User,
  clusters: readonly Cluster[],
  materials: Materials,
): readonly ClientFile[] {
  const identity = userIdentity(user)
  const certificate = user.certificate && materials.certificate(`${identity}/certificate`)
  const ca = serverAuthorities(clusters, materials)
  const ownNkey = user.login.kind === 'nkey' && user.login.publicKey === undefined
  const seed = ownNkey ? materials.nkey(`${identity}/nkey`).seed : undefined
  const token = hasJwt(model, user) ? materials.jwt(jwtIdentity(identity)).token : undefined
  // With the JWT alone, the owner adds the seed that natsmith does not know, or, of a bearer, none is needed.
  const creds = token === undefined ? undefined : credentialsText(token, seed)
  const callout = calloutServedBy(model, user)
  return [
    ...(ca === undefined ? [] : [open(FILES.ca, ca)]),
    ...(certificate ? [open(FILES.certificate, certificate.chain)] : []),
    ...(certificate?.key ? [secret(FILES.key, certificate.key.reveal())] : []),
    // Nothing but the seed: nats.js takes no line end.
    ...(seed && creds === undefined ? [secret(FILES.nkey, seed.reveal())] : []),
    ...(creds === undefined ? [] : [secret(FILES.creds, creds)]),
    ...(callout ? [secretJson(FILES.callout, calloutSettings(model, callout, materials))] : []),
  ]
}

/** In operator mode, users log in with a JWT. */
const hasJwt = (model: Model, { login, account }: User): boolean =>
  login.kind === 'nkey' && operatorOf(model, account) !== undefined

const open = (name: string, content: string): ClientFile => ({ name, mode: 0o644, sensitive: false, content })
const secret = (name: string, content: string): ClientFile => ({
  name,
  mode: 0o600,
  sensitive: true,
  content,
})
const secretJson = (name: string, value: object): ClientFile =>
  secret(name, `${JSON.stringify(value, null, 2)}\n`)

function settingsOf(
  model: Model,
  user: User,
  clusters: readonly Cluster[],
  materials: Materials,
  folder: string,
): ClientSettings {
  const { login } = user
  const ca = serverAuthorities(clusters, materials)
  const own = user.certificate && {
    certFile: join(folder, FILES.certificate),
    keyFile: join(folder, FILES.key),
  }
  const password =
    login.kind === 'password' ? materials.password(`${userIdentity(user)}/password`).text : undefined
  return {
    name: userName(user),
    ...serversOf(clusters, ca, folder, own),
    ...defined({
      nkeyFile: login.kind === 'nkey' && !hasJwt(model, user) ? join(folder, FILES.nkey) : undefined,
      credsFile: hasJwt(model, user) ? join(folder, FILES.creds) : undefined,
      user: login.kind === 'password' ? user.name : undefined,
      pass: password?.reveal(),
      inboxPrefix: user.inboxPrefix,
    }),
  }
}

/** Where to connect, and how. */
function serversOf(
  clusters: readonly Cluster[],
  ca: string | undefined,
  folder: string,
  own: ClientSettings['tls'] = {},
): Pick<ClientSettings, 'servers' | 'tls'> {
  const listeners = clusters.flatMap(({ tls }) => tls.client ?? [])
  const tls = defined({
    caFile: ca === undefined ? undefined : join(folder, FILES.ca),
    ...own,
    handshakeFirst: listeners.some((t) => t.handshakeFirst === true) ? (true as const) : undefined,
  })
  return { servers: [...new Set(clusters.flatMap(urlsOf))], ...(Object.keys(tls).length > 0 && { tls }) }
}

/** Where clients connect to the servers of a cluster. */
export function urlsOf({ nodes, tls }: Cluster): readonly string[] {
  const scheme = tls.client ? SURFACES.client.scheme : 'nats'
  return nodes.map((node) => `${scheme}://${formatHostPort(node.advertise.client)}`)
}

/** Fields: github.com/nats-io/jsm.go natscontext, settings. */
function contextOf({
  name,
  servers,
  tls,
  nkeyFile,
  credsFile,
  user,
  pass,
  token,
  inboxPrefix,
}: ClientSettings): object {
  return defined({
    description: name,
    url: servers.join(','),
    ca: tls?.caFile,
    cert: tls?.certFile,
    key: tls?.keyFile,
    tls_first: tls?.handshakeFirst,
    nkey: nkeyFile,
    creds: credsFile,
    user,
    password: pass,
    token,
    inbox_prefix: inboxPrefix,
  })
}
