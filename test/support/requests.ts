// Requests of a small deployment, and a key store that answers them. In: what differs. Out: plain data.
import type { CertificateRequest, Request } from '../../lib/model/request'
import { issue, type Changes, type IssueMeans } from '../../lib/keys/issue'
import { planIssue, type IssuePlan, type PlanInput } from '../../lib/keys/plan'
import { emptyStore, type KeyStore } from '../../lib/keys/store'
import type { IssueStep } from '../../lib/keys/step'
import { seededRandom } from '../../lib/testing/random'
import { deterministicSigner } from '../../lib/testing/sign'
import type { Secret } from '../../lib/values/secret'

export const NOW = Date.UTC(2026, 0, 15)
export const DAY = 86_400_000

type Of<K extends Request['kind']> = Extract<Request, { kind: K }>

export const authority = (name = 'acme', change: Partial<Of<'authority'>> = {}): Of<'authority'> => ({
  kind: 'authority',
  identity: `ca/${name}`,
  path: `prod/${name}`,
  commonName: `prod ${name}`,
  keyAlgorithm: 'P-256',
  validity: 3650 * DAY,
  issuer: undefined,
  pathLength: 0,
  ...change,
})

/** A root and an intermediate. */
export const authorities = (name = 'acme'): readonly Of<'authority'>[] => [
  authority(name, { pathLength: 1 }),
  authority(name, {
    identity: `ca/${name}/intermediate`,
    commonName: `prod ${name} intermediate`,
    validity: 1825 * DAY,
    issuer: `ca/${name}`,
  }),
]

export const leaf = (
  identity = 'tls/hub/nats1/client',
  change: Partial<CertificateRequest> = {},
): CertificateRequest => ({
  kind: 'certificate',
  identity,
  path: 'prod/hub',
  authority: 'acme',
  keyAlgorithm: 'P-256',
  csr: undefined,
  validity: 90 * DAY,
  subject: [{ type: 'CN', value: 'nats1' }],
  dnsNames: ['nats1.internal'],
  ipAddresses: ['10.0.0.1'],
  emails: [],
  uris: [],
  usages: ['serverAuth', 'clientAuth'],
  ...change,
})

export const nkey = (name = 'ORDERS/alice'): Of<'nkey'> => ({
  kind: 'nkey',
  identity: `user/${name}/nkey`,
  path: `prod/${name}`,
  role: 'U',
})

export const password = (
  source: Of<'password'>['source'] = { kind: 'generated' },
  name = 'ORDERS/bob',
): Of<'password'> => ({ kind: 'password', identity: `user/${name}/password`, path: `prod/${name}`, source })

export const encryptionKey = (node = 'hub/nats1'): Of<'encryption-key'> => ({
  kind: 'encryption-key',
  identity: `jetstream/${node}`,
  path: 'prod/hub',
})

/** One request of each kind that needs nothing given. */
export const SMALL: readonly Request[] = [...authorities(), encryptionKey(), leaf(), nkey(), password()]

export const means = (seed = 'keys'): IssueMeans => ({
  random: seededRandom(seed),
  sign: deterministicSigner,
  bcryptCost: 4,
})

type Rest = Partial<Omit<PlanInput, 'requests' | 'store'>>

export const planOf = (
  requests: readonly Request[],
  store: KeyStore = emptyStore(),
  rest: Rest = {},
): IssuePlan => planIssue({ requests, store, moves: [], now: NOW, ...rest })

/** The store that a run would leave behind. */
export function issueAll(
  requests: readonly Request[],
  store: KeyStore = emptyStore(),
  rest: Rest = {},
  seed = 'keys',
): Changes {
  return issue(planOf(requests, store, rest), means(seed))
}

/** The step for an identity: `['reissue', 'dnsNames +nats9.internal']`. */
export function stepOf(
  plan: IssuePlan,
  identity: string,
): readonly [verb: IssueStep['verb'], reason: string] {
  const step = plan.steps.find((candidate) => candidate.identity === identity)
  if (step === undefined) throw new Error(`no step for ${identity}`)
  return [step.verb, step.reason]
}

/** The secret of an entry, in clear. */
export const secretOf = (store: KeyStore, identity: string): string | undefined =>
  store.entries.get(identity)?.secret?.reveal()

export const given = (entries: Readonly<Record<string, Secret>>): ReadonlyMap<string, Secret> =>
  new Map(Object.entries(entries))
