// A certificate authority: one that natsmith makes, or one that exists already.
import type { Construct } from 'constructs'
import type { Authority, ImportedAuthority, IssuedAuthority } from '../model/model'
import type { Duration } from '../values/duration'
import { parseDuration } from '../values/duration'
import { parseCommonName, parseName } from '../values/names'
import type { Secret } from '../values/secret'
import type { KeyAlgorithm } from '../values/tls-names'
import { KEY_ALGORITHMS } from '../values/tls-names'
import type { NatsConstructProps } from './construct'
import { NatsConstruct, finish } from './construct'
import { oneOf } from './parsers'
import { parseCertificates, parseKey } from './pem-props'
import type { PropsOf } from './props'
import { Props } from './props'

export interface CertificateAuthorityProps extends NatsConstructProps {
  /** @defaultValue the construct's id */
  readonly name?: string
  /** Common name of the root. Must differ between generations. @defaultValue `<deployment> <name>` */
  readonly commonName?: string
  /** Of the root, and of the intermediate. @defaultValue `'P-256'` */
  readonly keyAlgorithm?: KeyAlgorithm
  /** How long the root is valid. @defaultValue `'3650d'` */
  readonly validity?: Duration
  /** An intermediate that signs in the root's place; `true` for its defaults. @defaultValue none: the root signs */
  readonly intermediate?: true | IntermediateProps
  /**
   * An authority that exists already, instead of one that natsmith makes; beside it, only `name` means anything.
   * @defaultValue none
   */
  readonly imported?: ImportedProps
}

export interface IntermediateProps {
  /** @defaultValue `<common name of the root> intermediate` */
  readonly commonName?: string
  /** How long it is valid. @defaultValue `'1825d'` */
  readonly validity?: Duration
}

export interface ImportedProps {
  /** PEM: the issuing certificate, then those above it up to the root. */
  readonly certificates: string
  /** Its private key in PEM, without a passphrase. @defaultValue none: it can be trusted, but not issue */
  readonly key?: Secret
}

/** An authority as it was declared; common names that were not given are made when the tree is resolved. */
export type DeclaredAuthority =
  | ImportedAuthority
  | (Omit<IssuedAuthority, 'commonName' | 'intermediate'> & {
      readonly commonName: string | undefined
      readonly intermediate?: { readonly commonName: string | undefined; readonly validity: number }
    })

/**
 * A certificate authority. Its root, and intermediate if it has one, are made once by `natsmith issue` and kept in the
 * key store. Profile: RFC 5280; P-256, 10 years, path length as short as it can be.
 * @throws FindingsError `invalid-name`, `invalid-duration`, `invalid-choice`, `invalid-pem`, and those of {@link NatsConstruct}
 */
export class CertificateAuthority extends NatsConstruct {
  readonly authorityName: string
  readonly source: DeclaredAuthority

  constructor(scope: Construct, id: string, props: CertificateAuthorityProps = {}) {
    const read = new Props<keyof CertificateAuthorityProps>(props)
    super(scope, id, 'CertificateAuthority', read)
    this.authorityName = read.value('name', parseName, id)
    this.source = read.object('imported', readImported) ?? readIssued(read)
    finish(this, read)
  }
}

function readImported(read: PropsOf<ImportedProps>): Authority['source'] {
  const key = read.optional('key', parseKey)
  return {
    kind: 'imported',
    certificates: read.value('certificates', parseCertificates),
    ...(key && { key }),
  }
}

function readIssued(read: PropsOf<CertificateAuthorityProps>): DeclaredAuthority {
  const intermediate = read.objectOrTrue('intermediate', (inner: PropsOf<IntermediateProps>) => ({
    commonName: inner.optional('commonName', parseCommonName),
    validity: inner.value('validity', parseDuration, '1825d'),
  }))
  const commonName = read.optional('commonName', parseCommonName)
  if (commonName !== undefined && commonName === intermediate?.commonName)
    read.problem(
      'intermediate',
      'invalid-text',
      'has the common name of the root',
      'give the two different names',
    )
  return {
    kind: 'issued',
    commonName,
    keyAlgorithm: read.value('keyAlgorithm', oneOf(...KEY_ALGORITHMS), 'P-256'),
    validity: read.value('validity', parseDuration, '3650d'),
    ...(intermediate && { intermediate }),
  }
}
