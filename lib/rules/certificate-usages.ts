// Finds certificates that were given, and that say of themselves that they are for something else.
import type { Model } from '../model/model'
import { requestsOf } from '../model/requests'
import type { BuiltInRule } from '../model/rule'
import { formatDn } from '../values/distinguished-name'
import { show } from '../values/finding'
import { groupBy } from '../values/group'
import { SURFACES } from '../values/surfaces'
import type { Usage } from '../x509/certificate'
import type { CertificateFacts } from '../x509/read'
import type { GivenCertificates } from './support/given-certificates'
import { givenCertificates } from './support/given-certificates'
import { isFor } from './support/usages'

const change = 'give a certificate with these usages, or let natsmith issue one'

export const certificateUsages: BuiltInRule = {
  code: 'certificate-usages',
  severity: 'error',
  title: 'a certificate that is given may be used for what it is given for',
  why: 'The other end refuses it; a node whose certificate is for servers only is refused when it dials a route, so that it works until the other one restarts.',
  change,
  source: 'RFC 5280 4.2.1.3, 4.2.1.9, 4.2.1.12; Go crypto/x509 Certificate.Verify, CheckSignatureFrom',
  example: 'certificate: "CN=nats1" is not for clientAuth, which the cluster surface needs',
  check: ({ model }) => {
    const issued = usagesByAuthority(model)
    return givenCertificates(model).flatMap((given) =>
      problems(given, issued).map(({ subject, problem }) => {
        const message = `${given.prop}: ${show(formatDn(subject))} ${problem}`
        return { path: given.path, message, change }
      }),
    )
  },
}

interface Problem extends Pick<CertificateFacts, 'subject'> {
  readonly problem: string
}

type UsagesByAuthority = ReadonlyMap<string, ReadonlySet<Usage>>

/** What is issued by each authority. */
function usagesByAuthority(model: Model): UsagesByAuthority {
  const requests = requestsOf(model).flatMap((request) => (request.kind === 'certificate' ? [request] : []))
  const groups = [...groupBy(requests, ({ authority }) => authority)]
  return new Map(groups.map(([name, all]) => [name, new Set(all.flatMap(({ usages }) => usages))]))
}

function problems(given: GivenCertificates, issued: UsagesByAuthority): readonly Problem[] {
  const { certificates } = given
  if (given.role === 'trusted') return []
  if (given.role === 'authority')
    return [
      ...certificates.flatMap(notSigning),
      ...lacking(certificates, [...(issued.get(given.name) ?? [])], 'which what it issues needs'),
    ]
  const { surface } = given.tls
  return [
    ...certificates.slice(1).flatMap(notSigning),
    ...lacking(certificates, SURFACES[surface].usages, `which the ${surface} surface needs`),
  ]
}

function notSigning({ subject, isAuthority, keyUsages }: CertificateFacts): readonly Problem[] {
  if (!isAuthority)
    return [{ subject, problem: 'is no authority (basicConstraints), so nothing that it signed is taken' }]
  return keyUsages?.includes('keyCertSign') === false
    ? [{ subject, problem: 'is not for keyCertSign, so nothing that it signed is taken' }]
    : []
}

/** What a certificate of a chain is not for, nothing below it is for. */
function lacking(
  certificates: readonly CertificateFacts[],
  wanted: readonly Usage[],
  why: string,
): readonly Problem[] {
  return certificates.flatMap((certificate) => {
    const missing = wanted.filter((usage) => !isFor(certificate, usage))
    const { subject } = certificate
    return missing.length === 0 ? [] : [{ subject, problem: `is not for ${missing.join(' and ')}, ${why}` }]
  })
}
