// In: what an account exports and imports, as its JWT has it. Out: the props that ask for the same.
import type { Export, Import } from '../jwt/exports'
import { NANOSECONDS } from '../model/claims-user'
import { covers } from '../values/subject'
import { Ref, type Addition, type Words } from './declaration'
import type { Names } from './names'
import type { NscStore, StoredAccount } from './read'
import { durationWord, revocationWords, unlessNone, urlWord } from './words'

/** An export or import, and the accounts that it names, by their public keys. */
export interface Shared {
  readonly call: Addition['call']
  readonly words: Words
  readonly accounts: readonly string[]
}

const RESPONSES = { Singleton: undefined, Stream: 'stream', Chunked: 'chunked' } as const

export function exportWords(one: Export, exporter: StoredAccount, store: NscStore, variables: Names): Shared {
  const { subject = '', type = 'stream', token_req: isPrivate = false, service_latency: latency } = one
  const accounts = isPrivate ? importersOf(one, exporter, store) : []
  const words = {
    [type]: subject,
    name: unlessText(one.name),
    description: unlessText(one.description),
    infoUrl: urlWord(one.info_url),
    accounts: isPrivate ? accounts.map((key) => new Ref(variables.get(key) ?? '')) : undefined,
    accountTokenPosition: one.account_token_position === 0 ? undefined : one.account_token_position,
    response: one.response_type && RESPONSES[one.response_type],
    responseThreshold: durationWord((one.response_threshold ?? 0) / NANOSECONDS),
    latency: latency && { subject: latency.results, sampling: latency.sampling },
    advertise: one.advertise === true ? true : undefined,
    allowTrace: one.allow_trace === true ? true : undefined,
    revocations: revocationWords('account', one.revocations),
  }
  return { call: 'addExport', words, accounts }
}

/** @param exporter - the variable of the account that exports it */
export function importWords(one: Import, importer: StoredAccount, exporter: string): Shared {
  const { subject = '', type = 'stream', account = '', local_subject: local = '' } = one
  const named = namedSubject(one, importer)
  const words = {
    from: new Ref(exporter),
    [type]: named,
    name: unlessText(one.name),
    to: local === '' || (named !== subject && local === named) ? undefined : local,
    share: one.share === true ? true : undefined,
    allowTrace: one.allow_trace === true ? true : undefined,
  }
  return { call: 'addImport', words, accounts: [account] }
}

/** A program has the importing account by name where JWTs have its key. */
export const namedSubject = ({ subject = '' }: Import, { name, claims }: StoredAccount): string =>
  subject
    .split('.')
    .map((token) => (token === claims.sub ? name : token))
    .join('.')

/** Accounts of the store that import what is exported, by their public keys. */
const importersOf = (
  { subject = '', type }: Export,
  exporter: StoredAccount,
  { accounts }: NscStore,
): readonly string[] =>
  accounts
    .filter(({ claims }) =>
      unlessNone(claims.nats?.imports)?.some(
        (one) =>
          one.account === exporter.claims.sub && one.type === type && covers(subject, one.subject ?? ''),
      ),
    )
    .map(({ claims }) => claims.sub)

const unlessText = (text: string | undefined): string | undefined => (text === '' ? undefined : text)
