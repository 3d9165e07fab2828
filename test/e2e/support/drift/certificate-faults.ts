// Faults of certificates on a node, each a file that somebody put in the place of another.
import { createPublicKey, X509Certificate } from 'node:crypto'
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { distinguishedName } from '../../../../lib/values/distinguished-name'
import { issueAuthority } from '../../../../lib/x509/certificate'
import { decodePem, encodePem } from '../../../../lib/x509/pem'
import { issuerOf } from '../../../../lib/x509/read'
import { nodeSigner } from '../../../../lib/x509/sign'
import { leafOf, pairOf, random, rootOf } from '../../../support/certificates'
import type { Fault, Files } from './faults'

const now = Date.now()
const OTHER = rootOf('P-256', 0, undefined, now).issuer

/** A certificate of the node's own key, signed by somebody of the same name as its issuer. */
function forged({ certificate, key }: Files): string {
  const name = /^CN=(.*)$/m.exec(new X509Certificate(readFileSync(certificate)).issuer)?.[1] ?? ''
  const pair = pairOf('P-256', 'forger')
  const subject = distinguishedName([{ type: 'CN', value: name }])
  const sign = nodeSigner(pair)
  const authority = issueAuthority(
    { subject, key: pair, pathLength: 0, validity: 1e10 },
    { sign },
    { now, random },
  )
  return leafOf(issuerOf(authority.pem, sign), { publicKey: publicKeyOf(key) }, now).pem
}

const publicKeyOf = (key: string): Buffer =>
  createPublicKey(readFileSync(key)).export({ type: 'spki', format: 'der' })

/** The serial number follows the version, which is 3; with its first bit it is negative. */
function negativeSerial(pem: string): string {
  const der = decodePem(pem)
  const version = Buffer.of(0xa0, 0x03, 0x02, 0x01, 0x02)
  der[der.indexOf(version) + version.length + 2] = 0x80
  return encodePem('CERTIFICATE', der)
}

const own =
  (change: Parameters<typeof leafOf>[1]) =>
  (files: Files): void => {
    writeFileSync(files.certificate, leafOf(OTHER, { publicKey: publicKeyOf(files.key), ...change }, now).pem)
  }

/** By the ids of the list of faults that the project holds itself to. */
export const CERTIFICATE_FAULTS: Readonly<Record<string, Fault>> = {
  C5: {
    does: 'a certificate is from another authority of the same name',
    inflict: (files) => {
      writeFileSync(files.certificate, forged(files))
    },
    told: [
      [
        'certificate',
        'changed',
        'issuer',
        /^signed by the authority that is trusted here$/,
        /^signed by another one/,
      ],
    ],
  },
  C7: {
    does: "a route's certificate is not for clientAuth",
    inflict: own({ usages: ['serverAuth'] }),
    told: [['certificate', 'changed', 'usages', /^serverAuth, clientAuth$/, /^serverAuth$/]],
  },
  C8: {
    does: 'a certificate is of another key',
    inflict: own({ publicKey: pairOf('P-256', 'stranger').publicKey }),
    told: [['certificate', 'changed', 'key', /the key beside it$/, /^that of another key, CN=/]],
  },
  'C9 root': {
    does: 'a chain has a root in it',
    inflict: ({ certificate, ca }) => {
      appendFileSync(certificate, readFileSync(ca))
    },
    told: [['certificate', 'changed', 'chain', /no root$/, /^a root among them$/]],
  },
  'C9 order': {
    does: 'an authority comes first',
    inflict: ({ certificate, ca }) => {
      writeFileSync(certificate, Buffer.concat([readFileSync(ca), readFileSync(certificate)]))
    },
    told: [
      ['certificate', 'changed', 'key', /beside/, /another key/],
      ['certificate', 'changed', 'chain', /no root$/, /^an authority first$/],
    ],
  },
  'C9 stranger': {
    does: 'a chain goes on with a stranger',
    inflict: ({ certificate }) => {
      appendFileSync(certificate, leafOf(OTHER, {}, now).pem)
    },
    told: [['certificate', 'changed', 'chain', /no root$/, /^one that the next did not certify$/]],
  },
  C11: {
    does: 'a serial number is negative',
    inflict: ({ certificate }) => {
      writeFileSync(certificate, negativeSerial(readFileSync(certificate, 'utf8')))
    },
    told: [
      ['certificate', 'changed', 'serial', /^a positive number/, /^-/],
      ['certificate', 'changed', 'issuer', /trusted here$/, /of that name$/],
    ],
  },
}
