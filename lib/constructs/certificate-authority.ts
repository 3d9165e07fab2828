// A certificate authority: one that natsmith makes, or one that exists already.
import type { Construct } from 'constructs'
import type { Authority } from '../model/model'
import type { Duration } from '../values/duration'
import { parseDuration } from '../values/duration'
import { ValueError } from '../values/finding'
import { parseName, parseText } from '../values/names'
import type { Secret } from '../values/secret'
import type { KeyAlgorithm } from '../values/tls-names'
import { KEY_ALGORITHMS } from '../values/tls-names'
import type { NatsConstructProps } from './construct'
import { NatsConstruct } from './construct'
import { Props, oneOf } from './props'
import { parseCertificates, parseKey } from './pem-props'

export interface CertificateAuthorityProps extends NatsConstructProps {
  /** @defaultValue the construct's id */
  readonly name?: string
  /** Common name of the root. Must differ between generations. @defaultValue `<deployment> <name>` */
  readonly commonName?: string
  /** @defaultValue `'P-256'` */
  readonly keyAlgorithm?: KeyAlgorithm
  /** How long the root is valid. @defaultValue `'3650d'` */
  readonly validity?: Duration
  /**
   * An intermediate that signs in the root's place; `true` for its defaults.
   * @defaultValue none: the root signs
   */
  readonly intermediate?: true | { readonly commonName?: string; readonly validity?: Duration }
  /**
   * An authority that exists already, instead of one that natsmith makes. `certificates` is PEM: the issuing certificate,
   * then those above it up to the root. Without `key` it can be trusted, but not issue.
   */
  readonly imported?: { readonly certificates: string; readonly key?: Secret }
}

/**
 * A certificate authority. Its root, and intermediate if it has one, are made once by `natsmith issue` and kept in the
 * key store. Profile: RFC 5280; P-256, 10 years, path length as short as it can be.
 * @throws FindingsError `invalid-name`, `invalid-duration`, `invalid-choice`, `invalid-pem`
 */
export class CertificateAuthority extends NatsConstruct {
  readonly authorityName: string
  readonly source: Authority['source']

  constructor(scope: Construct, id: string, props: CertificateAuthorityProps = {}) {
    super(scope, id, 'CertificateAuthority', props)
    const read = new Props(this.node.path)
    this.authorityName = read.read('name', props.name ?? id, parseName)
    this.source = props.imported === undefined ? this.#issued(read, props) : imported(read, props.imported)
    read.done()
  }

  #issued(read: Props, props: CertificateAuthorityProps): Authority['source'] {
    const deployment = this.node.root.node.id
    const commonName = read.read(
      'commonName',
      props.commonName ?? `${deployment} ${this.authorityName}`.trim(),
      parseCommonName,
    )
    const intermediate = props.intermediate === true ? {} : props.intermediate
    return {
      kind: 'issued',
      commonName,
      keyAlgorithm: read.read('keyAlgorithm', props.keyAlgorithm ?? 'P-256', oneOf(...KEY_ALGORITHMS)),
      validity: read.read('validity', props.validity ?? '3650d', parseDuration),
      ...(intermediate && {
        intermediate: {
          commonName: read.read(
            'intermediate.commonName',
            intermediate.commonName ?? `${commonName} intermediate`.slice(0, 64),
            parseCommonName,
          ),
          validity: read.read('intermediate.validity', intermediate.validity ?? '1825d', parseDuration),
        },
      }),
    }
  }
}

function imported(
  read: Props,
  given: NonNullable<CertificateAuthorityProps['imported']>,
): Authority['source'] {
  const key = read.optional('imported.key', given.key, parseKey)
  return {
    kind: 'imported',
    certificates: read.read('imported.certificates', given.certificates, parseCertificates),
    ...(key && { key }),
  }
}

/** A common name: at most 64 characters (RFC 5280 ub-common-name). */
export function parseCommonName(value: unknown): string {
  const name = parseText(value)
  if (name.length > 64)
    throw new ValueError(
      'invalid-name',
      'is longer than the 64 characters of a common name',
      'give a shorter common name',
    )
  return name
}
