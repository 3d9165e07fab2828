// In: a file that holds something else than was deployed, and its text where that is no secret. Out: what is wrong with it, as
// far as its content tells. Pure; the clock is an argument.
import type { Difference } from '../assembly/difference'
import type { ManifestFile } from '../assembly/manifest'
import type { Observed } from '../files/observe'
import { formatDn } from '../values/distinguished-name'
import { ValueError } from '../values/finding'
import type { Surface } from '../values/surfaces'
import { SURFACES } from '../values/surfaces'
import { splitCertificates } from '../x509/pem'
import type { CertificateFacts } from '../x509/read'
import { readCertificates, relationTo } from '../x509/read'

/**
 * `truncated`: certificates are gone from the end of a bundle. `encoding`: an editor changed the ends of lines, or set a byte
 * order mark, and nothing else. `expired`, `not-yet-valid`: so is a certificate, by the clock of whoever looks. `key`: it is
 * not that of the key beside it. `issuer`: somebody else signed it, under the name of an authority that is trusted here.
 * `usages`: it may not be used for what it is there for. `chain`: the certificates do not follow from each other, or end in a
 * root. `serial`: its serial number is none (RFC 5280 4.1.2.2).
 */
export type ContentCause =
  | 'content'
  | 'truncated'
  | 'encoding'
  | 'expired'
  | 'not-yet-valid'
  | 'key'
  | 'issuer'
  | 'usages'
  | 'chain'
  | 'serial'

export interface Fault {
  readonly cause: ContentCause
  readonly wanted: string
  readonly found: string
}

/** What is known beside the facts of files. */
export interface Around {
  /** The text of a file that is no secret, by its path on the node; undefined where it is not known. */
  readonly textOf: (path: string) => string | undefined
  /** What an editor did to a file, by its path on the node, where it did nothing else. */
  readonly editedBy: (path: string) => string | undefined
  /** The files of the node. */
  readonly files: readonly ManifestFile[]
  /** Milliseconds since 1970. */
  readonly now: number
}

/** Why the content of `file` differs: at least one cause. */
export function contentFaults(
  file: ManifestFile,
  found: Observed,
  difference: Difference & { readonly cause: 'content' },
  around: Around,
): readonly Fault[] {
  const edited = around.editedBy(file.path)
  if (edited !== undefined) return [fault('encoding', 'lines that end in LF, no byte order mark', edited)]
  const { purpose, pemBlocks: blocks = 0 } = file
  if (purpose !== 'ca' && purpose !== 'certificate') return [difference]
  const left = found.content?.pemBlocks ?? 0
  if (left < blocks) {
    const certificates = `${String(blocks)} certificates`
    return [fault('truncated', certificates, `${String(left)} of ${certificates}`)]
  }
  const certificates = read(around.textOf(file.path))
  const faults = [
    ...certificates.flatMap((certificate) => dateFaults(certificate, around.now)),
    ...certificates.flatMap(serialFaults),
    ...(purpose === 'certificate' ? leafFaults(file, certificates, around) : []),
  ]
  return faults.length > 0 ? faults : [difference]
}

const fault = (cause: ContentCause, wanted: string, found: string): Fault => ({ cause, wanted, found })

function read(text: string | undefined): readonly CertificateFacts[] {
  try {
    return readCertificates(text ?? '')
  } catch (error) {
    if (error instanceof ValueError) return []
    throw error
  }
}

/** Of a certificate, or of what a manifest says of a file. */
export function dateFaults(
  { notBefore = 0, notAfter = Infinity }: Partial<Lifetime>,
  now: number,
  wanted = 'a valid certificate',
): readonly Fault[] {
  const rfc3339 = (time: number): string => new Date(time).toISOString()
  if (notAfter <= now) return [fault('expired', wanted, `expired ${rfc3339(notAfter)}`)]
  if (notBefore <= now) return []
  return [fault('not-yet-valid', wanted, `begins ${rfc3339(notBefore)}, and it is ${rfc3339(now)} here`)]
}

type Lifetime = Pick<CertificateFacts, 'notBefore' | 'notAfter'>

/** Positive, of at most 20 octets. */
function serialFaults({ serialNumber }: CertificateFacts): readonly Fault[] {
  if (/^(?!0+$)[0-9A-F]{1,40}$/i.test(serialNumber)) return []
  return [fault('serial', 'a positive number of at most 20 octets', serialNumber)]
}

function leafFaults(
  { detail }: ManifestFile,
  chain: readonly CertificateFacts[],
  { textOf, files }: Around,
): readonly Fault[] {
  const [leaf, top] = [chain[0], chain.at(-1)]
  if (leaf === undefined || top === undefined) return []
  const keys = files.filter((file) => file.purpose === 'key' && file.detail === detail)
  const isKeyHere = keys.some(({ path }) => path.includes(leaf.publicKeyFingerprint.slice(0, 16)))
  const bundles = files.filter(({ purpose }) => purpose === 'ca').map(({ path }) => textOf(path) ?? '')
  const isForged = relationTo(top.pem, bundles.flatMap(splitCertificates)) === 'namesake'
  const usages = surfaceOf(detail)?.usages ?? []
  const { extendedKeyUsages: allowed = usages } = leaf
  const disorder = disorderOf(chain)
  return [
    ...(keys.length > 0 && !isKeyHere
      ? [
          fault(
            'key',
            'the certificate of the key beside it',
            `that of another key, ${formatDn(leaf.subject)}`,
          ),
        ]
      : []),
    ...(isForged
      ? [
          fault(
            'issuer',
            'signed by the authority that is trusted here',
            'signed by another one of that name',
          ),
        ]
      : []),
    ...(usages.every((usage) => allowed.includes(usage))
      ? []
      : [fault('usages', usages.join(', '), allowed.join(', ') || 'none')]),
    ...(disorder === undefined ? [] : [fault('chain', 'each certified by the next, and no root', disorder)]),
  ]
}

/** The surface that the first word of a file's `detail` names. */
function surfaceOf(detail: string): Surface | undefined {
  const surfaces: Readonly<Record<string, Surface>> = SURFACES
  return surfaces[detail.split(' ', 1).join()]
}

function disorderOf(chain: readonly CertificateFacts[]): string | undefined {
  if (chain[0]?.isAuthority === true) return 'an authority first'
  if (chain.some(({ isSelfSigned }) => isSelfSigned)) return 'a root among them'
  const breaks = chain.some(
    ({ pem }, i) => chain[i + 1] !== undefined && relationTo(pem, [chain[i + 1]?.pem ?? '']) !== 'issued',
  )
  return breaks ? 'one that the next did not certify' : undefined
}
