// Accounts and users of random stacks as constructs. In: what random data says of them, and what there is in their system.
import type {
  Account,
  AccountProps,
  ExportProps,
  ImportProps,
  MappingProps,
  Password,
  UserCertificateProps,
  UserProps,
} from '../../../lib/index'
import { Secret, User } from '../../../lib/index'
import { defined } from '../../../lib/values/defined'
import { parsePlaceholder } from '../../../lib/values/mapping-functions'
import { encodePublic } from '../../../lib/values/nkey'
import type { Since } from '../../../lib/values/server-version'
import type { MAPPING_STYLES } from './spec-accounts'
import { isPlain } from './spec-accounts'
import type { AccountSpec, PasswordSpec, Stack, SystemSpec, TlsSpec, UserSpec } from './spec'

/** A thing to declare, with a name that nothing else has. */
export interface Numbered<Spec> {
  readonly id: string
  readonly name: string
  readonly spec: Spec
}

export function numbered<Spec extends { readonly name: string }>(
  prefix: string,
  specs: readonly Spec[],
): readonly Numbered<Spec>[] {
  return specs.map((spec, i) => {
    const id = `${prefix}${String(i)}`
    return { id, name: `${spec.name}-${id}`, spec }
  })
}

/** Declares things in any order; what comes of them is in their own. */
export type Each = <T, R>(things: readonly T[], declareOne: (thing: T, position: number) => R) => readonly R[]

/** The thing that a number of a spec stands for; undefined where there are none. */
export const pick = <T>(things: readonly T[], which: number): T | undefined => things[which % things.length]

export interface DeclaredAccount extends Numbered<AccountSpec> {
  readonly construct: Account
}

export function passwordOf(spec: PasswordSpec): Password {
  if ('text' in spec) return Secret.of(spec.text)
  if ('hash' in spec) return { bcrypt: Secret.of(spec.hash) }
  return spec.bcryptCost === undefined ? 'generated' : { from: 'generated', bcryptCost: spec.bcryptCost }
}

// ------------------------------------------------------------------------------------------------------------- subjects

/** What an account says of itself alone; a system account has no JetStream, and a mapping what all its servers know. */
export function accountProps(
  { name, spec }: Numbered<AccountSpec>,
  clusters: readonly string[],
  isSystem: boolean,
  knows: (since: Since) => boolean,
): AccountProps {
  const { limits, jetstream, defaultPermissions } = spec
  return {
    name,
    mappings: mappingsOf(spec, clusters, knows),
    ...defined({ limits, jetstream: isSystem ? undefined : jetstream, defaultPermissions }),
  }
}

type MappingStyle = (typeof MAPPING_STYLES)[number]

/** Every mapping with the wildcards that its source has, and with destinations that differ. */
function mappingsOf(
  { mappings }: AccountSpec,
  clusters: readonly string[],
  knows: (since: Since) => boolean,
): Record<string, MappingProps> {
  const entries = mappings.map(({ source, to }): [string, MappingProps] => {
    const destinations = to.map(({ prefix, style, weight, cluster }) => ({
      destination: [prefix, ...placeholders(source, style, knows)].join('.'),
      weight: Math.floor(weight / to.length),
      ...defined({ cluster: cluster === undefined ? undefined : pick(clusters, cluster) }),
    }))
    const different = [...new Map(destinations.map((one) => [one.destination, one])).values()]
    const [first] = different
    return [source, different.length === 1 && first ? first.destination : different]
  })
  return Object.fromEntries(entries)
}

const STYLES: Readonly<Record<MappingStyle, (star: string) => string>> = {
  $: (star) => `$${star}`,
  wildcard: (star) => `{{wildcard(${star})}}`,
  split: (star) => `{{ split(${star},-) }}`,
  SplitFromLeft: (star) => `{{SplitFromLeft(${star}, 2)}}`,
  splitfromright: (star) => `{{splitfromright(${star},2)}}`,
  sliceFromLeft: (star) => `{{sliceFromLeft(${star},3)}}`,
  sliceFromRight: (star) => `{{sliceFromRight( ${star} , 3 )}}`,
  left: (star) => `{{left(${star},1)}}`,
  right: (star) => `{{Right(${star},1)}}`,
  partition: (star) => `{{partition(3,${star})}}`,
  'partition of all': () => '{{partition(3)}}',
  random: () => '{{random(5)}}',
}

function placeholders(
  source: string,
  style: MappingStyle,
  knows: (since: Since) => boolean,
): readonly string[] {
  const form = STYLES[style]
  const since = parsePlaceholder(form('1'))?.since
  const write = since === undefined || knows(since) ? form : STYLES.$
  const stars = starsOf(source)
  const without = stars.length === 0 && write('1') === write('2') ? [write('1')] : []
  return [...without, ...stars.map(write), ...restOf(source)]
}

/** The numbers of the wildcards of a subject, and its `>`. */
const starsOf = (subject: string): readonly string[] =>
  subject
    .split('.')
    .filter((token) => token === '*')
    .map((_, i) => String(i + 1))
const restOf = (subject: string): readonly string[] => (subject.split('.').at(-1) === '>' ? ['>'] : [])

type ExportSpec = AccountSpec['exports'][number]

/** Where the `*` for the importing account stands, if the export is by token. */
const tokenPosition = ({ byToken, subject }: ExportSpec): number | undefined =>
  byToken && subject.split('.').includes('*') ? subject.split('.').indexOf('*') + 1 : undefined

export function exportOf(spec: ExportSpec, accounts: readonly DeclaredAccount[]): ExportProps {
  const accountTokenPosition = tokenPosition(spec)
  const importers = spec.to?.flatMap((which) => pick(accounts, which)?.construct ?? [])
  const common = defined({
    accountTokenPosition,
    accounts: importers && [...new Set(importers)],
  })
  return spec.kind === 'stream'
    ? { stream: spec.subject, ...common }
    : {
        service: spec.subject,
        ...common,
        ...defined({ response: spec.response, responseThreshold: spec.responseThreshold }),
      }
}

/**
 * The imports that the exports of earlier accounts allow, which makes no circle: each stream, and each local name of a
 * service, once.
 */
export function importsOf(
  account: DeclaredAccount,
  accounts: readonly DeclaredAccount[],
): readonly ImportProps[] {
  const imports = account.spec.imports.flatMap(({ from: exporter, export: which, local, share }, i) => {
    const from = pick(accounts.slice(0, accounts.indexOf(account)), exporter)
    const exported = from && pick(from.spec.exports, which)
    if (from === undefined || exported === undefined) return []
    const position = tokenPosition(exported)
    const importers = exported.to?.map((w) => pick(accounts, w))
    if (position === undefined && importers?.includes(account) === false) return []
    const tokens = exported.subject.split('.')
    const subject = tokens.map((token, at) => (at + 1 === position ? account.name : token)).join('.')
    const name = `${account.id}.${String(i)}`
    const renamed = isPlain(subject) ? local : 'as is'
    const to = renamed === 'to' || renamed === 'reversed' ? localOf(name, subject, renamed) : undefined
    const prefix = renamed === 'prefix' ? name : undefined
    const given: ImportProps =
      exported.kind === 'service'
        ? { from: from.construct, service: subject, share, ...defined({ to }) }
        : { from: from.construct, stream: subject, ...defined({ to, prefix }) }
    const key = exported.kind === 'service' ? (to ?? subject) : `${from.id} ${subject}`
    return [[`${exported.kind} ${key}`, given] as const]
  })
  return [...new Map(imports).values()]
}

/** A local subject with every wildcard of the imported one, in its place or the last one first. */
const localOf = (name: string, subject: string, order: 'to' | 'reversed'): string =>
  [
    name,
    ...(order === 'to'
      ? starsOf(subject).map(() => '*')
      : [...starsOf(subject)].reverse().map((n) => `$${n}`)),
    ...restOf(subject),
  ].join('.')

// ----------------------------------------------------------------------------------------------------------------- users

/** What users of a system meet at its listeners. */
export interface Listeners {
  /** Some client listener verifies against an authority of the deployment. */
  readonly verify: boolean
  /** Such a one maps certificates to users. */
  readonly map: boolean
  /** Some listener anywhere maps; leaf nodes have what their hubs have. */
  readonly mayMap: boolean
  /** All servers know the connection type. */
  readonly inProcess: boolean
}

export function listenersOf(system: SystemSpec, { systems }: Stack): Listeners {
  const servers = systems.flatMap(({ clusters, leafNodes }) => [...clusters, ...leafNodes])
  const maps = ({ tls }: { readonly tls: TlsSpec }): boolean => tls.fields.verifyAndMap === true
  const known = system.clusters.filter(({ plaintext, tls }) => !plaintext && tls.trust !== 'on-node')
  return {
    verify: known.some((cluster) => cluster.tls.fields.verify !== false || maps(cluster)),
    map: known.some(maps),
    mayMap: servers.some(maps),
    inProcess: servers.every(({ version }) => !version.startsWith('2.10')),
  }
}

/** Without any user of the system, anybody would get in. */
export function declareUsers(
  accounts: readonly DeclaredAccount[],
  listeners: Listeners,
  each: Each,
): readonly User[] {
  const declared = each(accounts, ({ id, construct, spec: { users } }) =>
    each(numbered(`${id}u`, users), (user) => declareUser(construct, user, listeners)),
  ).flat()
  const [first] = accounts
  return declared.length > 0 || first === undefined ? declared : [new User(first.construct, 'somebody')]
}

function declareUser(account: Account, { id, name, spec }: Numbered<UserSpec>, listeners: Listeners): User {
  const byCertificate = spec.login.kind === 'certificate' && listeners.map
  const certificate = byCertificate ? certificateOf(spec, id) : otherCertificate(spec, id, name, listeners)
  const types = spec.props.connectionTypes?.filter((type) => type !== 'IN_PROCESS' || listeners.inProcess)
  return new User(account, id, {
    ...spec.props,
    name,
    ...(byCertificate ? {} : loginOf(spec)),
    ...defined({ certificate, connectionTypes: types }),
  })
}

/** By nkey where no listener maps certificates. */
function loginOf({ login }: UserSpec): Pick<UserProps, 'nkey' | 'password'> {
  if ('password' in login) return { password: passwordOf(login.password) }
  if ('key' in login) return { nkey: encodePublic('U', login.key) }
  return { nkey: 'generated' }
}

/** The certificate of somebody who does not log in by it alone. */
function otherCertificate(
  spec: UserSpec,
  id: string,
  name: string,
  { verify, mayMap }: Listeners,
): UserProps['certificate'] {
  // Where listeners map, it must not map to anybody else.
  if (mayMap && spec.login.kind === 'password')
    return verify && /^[a-z0-9-]+$/.test(name) ? { dnsNames: [name] } : 'none'
  if (spec.certificate === 'none') return 'none'
  return verify && spec.certificate !== undefined ? certificateOf(spec, id) : undefined
}

/** Names that no other certificate has. */
function certificateOf({ certificate }: UserSpec, id: string): UserCertificateProps {
  if (certificate === undefined || certificate === 'none') return {}
  const { subject, emails, dnsNames, uris, keyAlgorithm } = certificate
  return defined({
    keyAlgorithm,
    subject: subject && { ...subject, CN: `${subject.CN ?? ''}${id}` },
    emails: emails?.map((email) => `${id}.${email}`),
    dnsNames: dnsNames?.map((dnsName) => `${id}.${dnsName}`),
    uris: uris?.map((uri) => `${uri}/${id}`),
  })
}
