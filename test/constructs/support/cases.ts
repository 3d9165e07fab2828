// Every construct with every prop it has, and for each prop values that it never takes, with the problem that each is.
// Tests of constructors go over these: one at a time, all at once, and against the documentation.
import { CertificateAuthority } from '../../../lib/constructs/certificate-authority'
import { NatsSystem } from '../../../lib/constructs/nats-system'
import { Secret } from '../../../lib/values/secret'
import { account } from './account-cases'
import type { AnyProps, Case } from './around'
import { CERTIFICATE, KEY, make } from './around'
import { authCallout } from './callout-cases'
import { operator } from './operator-cases'
import { cluster, leafNode, leafRemote } from './servers-cases'
import { tlsSurface } from './tls-cases'
import { user } from './user-cases'

export type { AnyProps, Case, Surroundings } from './around'
export { BCRYPT, CERTIFICATE, CSR, KEY, PUBLIC_KEY, surroundings } from './around'

const natsSystem: Case = {
  kind: 'NatsSystem',
  make: make(NatsSystem),
  full: () => ({ tags: { owner: 'edge' }, name: 'edge' }),
  refused: [
    [{ name: 'a/b' }, 'invalid-name', 'name'],
    [{ name: null }, 'invalid-name', 'name'],
    [{ nam: 'x' }, 'unknown-prop', 'nam'],
  ],
}

const certificateAuthority: Case = {
  kind: 'CertificateAuthority',
  make: make(CertificateAuthority),
  full: () => ({
    tags: { owner: 'security' },
    name: 'acme',
    commonName: 'Acme NATS',
    keyAlgorithm: 'RSA-3072',
    validity: '1000d',
    intermediate: { commonName: 'Acme NATS 1', validity: '500d' },
  }),
  refused: [
    [{ name: '..' }, 'invalid-name', 'name'],
    [{ commonName: 'x'.repeat(65) }, 'invalid-text', 'commonName'],
    [{ keyAlgorithm: 'DSA' }, 'invalid-choice', 'keyAlgorithm'],
    [{ validity: '10y' }, 'invalid-duration', 'validity'],
    [{ intermediate: 'x' }, 'invalid-object', 'intermediate'],
    [{ intermediate: { commonName: '' } }, 'invalid-text', 'intermediate.commonName'],
    [{ commonName: 'Acme', intermediate: { commonName: 'Acme' } }, 'invalid-text', 'intermediate'],
    [{ intermediate: { validity: 5 } }, 'invalid-duration', 'intermediate.validity'],
    [{ ...imported({ certificates: 'x' }) }, 'invalid-pem', 'imported.certificates'],
    [{ ...imported({ certificates: CERTIFICATE, key: KEY.reveal() }) }, 'invalid-pem', 'imported.key'],
    [{ ...imported({ certificates: CERTIFICATE, key: Secret.of('x') }) }, 'invalid-pem', 'imported.key'],
    [{ ...imported({ certificates: CERTIFICATE }), validity: '1d' }, 'unknown-prop', 'validity'],
  ],
}

function imported(given: unknown): AnyProps {
  return {
    imported: given,
    commonName: undefined,
    keyAlgorithm: undefined,
    validity: undefined,
    intermediate: undefined,
  }
}

export const CASES: readonly Case[] = [
  natsSystem,
  operator,
  certificateAuthority,
  account,
  user,
  authCallout,
  tlsSurface,
  cluster,
  leafNode,
  leafRemote,
]
