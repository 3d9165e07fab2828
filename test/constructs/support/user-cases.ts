// Users, and the passwords that they and servers have.
import { User } from '../../../lib/constructs/user'
import { Secret } from '../../../lib/values/secret'
import { permissions, permissionsRefused } from './account-cases'
import type { AnyProps, Case } from './around'
import { restrictions, restrictionsRefused } from './operator-cases'
import { CSR, PUBLIC_KEY, bcrypt, make } from './around'

export const passwordRefused = (prop: string, wrap: (password: unknown) => AnyProps): Case['refused'] => [
  [wrap('hunter2'), 'invalid-password', prop],
  [wrap(Secret.of('')), 'invalid-password', prop],
  [wrap(Secret.of('x'.repeat(73))), 'invalid-password', prop],
  [wrap(Secret.of('ä'.repeat(37))), 'invalid-password', prop],
  [wrap(Secret.of('a\0b')), 'invalid-password', prop],
  [wrap(bcrypt), 'invalid-password', prop],
  [wrap({ bcrypt: bcrypt.reveal() }), 'invalid-password', `${prop}.bcrypt`],
  [wrap({ bcrypt: Secret.of('$2a$11$short') }), 'invalid-password', `${prop}.bcrypt`],
  ...['03', '32', '99'].map((cost) => {
    const hash = Secret.of(bcrypt.reveal().replace(/\$\d\d\$/, `$${cost}$`))
    return [wrap({ bcrypt: hash }), 'invalid-password', `${prop}.bcrypt`] as const
  }),
  [wrap({ from: 'hunter2' }), 'invalid-password', `${prop}.from`],
  [wrap({ from: undefined, bcryptCost: 12 }), 'invalid-password', `${prop}.from`],
  [wrap({ bcryptCost: 12 }), 'invalid-password', `${prop}.bcrypt`],
  [wrap({ from: 'generated', bcrypt }), 'unknown-prop', `${prop}.bcrypt`],
  ...[3, 17, 4.5, '12'].map(
    (cost) =>
      [wrap({ from: 'generated', bcryptCost: cost }), 'invalid-number', `${prop}.bcryptCost`] as const,
  ),
  [wrap(Secret.of('${TfToken[TOKEN.1]}')), 'engine-value', prop],
]

/** A user certificate with this field, and the account's user around it. */
const certificate = (fields: AnyProps): AnyProps => ({ certificate: fields })

export const user: Case = {
  kind: 'User',
  make: make(User, ({ account }) => account),
  full: ({ ca, account }) => ({
    tags: { owner: 'bob' },
    name: 'bob',
    account,
    nkey: PUBLIC_KEY,
    certificate: {
      issuer: ca,
      subject: { CN: 'bob', OU: ['Eng', 'Ops'], O: 'Acme', L: 'Berlin', ST: 'Berlin', C: 'DE' },
      emails: ['bob@acme.example'],
      dnsNames: ['bob.acme.example'],
      uris: ['spiffe://acme/bob'],
      keyAlgorithm: 'Ed25519',
      validity: '1d',
    },
    permissions,
    inboxPrefix: '_INBOX_bob',
    connectionTypes: ['STANDARD', 'WEBSOCKET'],
    signingKey: 'main',
    validity: '30d',
    notBefore: '2026-01-01T00:00:00Z',
    ...restrictions,
  }),
  refused: [
    [{ signingKey: 'a/b' }, 'invalid-name', 'signingKey'],
    [{ validity: 30 }, 'invalid-duration', 'validity'],
    [{ notBefore: '2026-01-01' }, 'invalid-time', 'notBefore'],
    ...restrictionsRefused((given) => given),
    [{ name: 'a b' }, 'invalid-name', 'name'],
    [{ account: 'ORDERS' }, 'user-without-account', 'account'],
    [({ hub }) => ({ account: hub }), 'user-without-account', 'account'],
    [{ password: 'generated' }, 'two-logins', 'nkey, password'],
    [{ nkey: `U${'A'.repeat(55)}` }, 'invalid-nkey', 'nkey'],
    [{ nkey: 5 }, 'invalid-nkey', 'nkey'],
    ...passwordRefused('password', (password) => ({ nkey: undefined, password })),
    [certificate({ issuer: 'ca' }), 'invalid-construct', 'certificate.issuer'],
    [{ certificate: 'some' }, 'invalid-object', 'certificate'],
    [certificate({ csr: 'x' }), 'invalid-pem', 'certificate.csr'],
    [certificate({ csr: CSR, keyAlgorithm: 'P-256' }), 'unknown-prop', 'certificate.keyAlgorithm'],
    [certificate({ subject: { CN: 'x'.repeat(65) } }), 'invalid-text', 'certificate.subject.CN'],
    [certificate({ subject: { C: 'Germany' } }), 'invalid-text', 'certificate.subject.C'],
    [certificate({ subject: { OU: [] } }), 'empty-list', 'certificate.subject.OU'],
    [certificate({ subject: { OU: ['a', ''] } }), 'invalid-text', 'certificate.subject.OU[1]'],
    [certificate({ subject: { UID: 'bob' } }), 'invalid-choice', 'certificate.subject.UID'],
    [certificate({ subject: 'CN=bob' }), 'invalid-object', 'certificate.subject'],
    [certificate({ emails: ['bob'] }), 'invalid-text', 'certificate.emails[0]'],
    [certificate({ emails: ['böb@acme.example'] }), 'invalid-text', 'certificate.emails[0]'],
    [certificate({ dnsNames: ['a..b'] }), 'invalid-host', 'certificate.dnsNames[0]'],
    [certificate({ uris: ['acme/bob'] }), 'invalid-text', 'certificate.uris[0]'],
    [certificate({ uris: ['spiffe://acme/{bob}'] }), 'invalid-text', 'certificate.uris[0]'],
    [certificate({ uris: ['spiffe://a%20b/bob'] }), 'invalid-text', 'certificate.uris[0]'],
    [certificate({ uris: ['spiffe://acme/bob#x'] }), 'invalid-text', 'certificate.uris[0]'],
    [certificate({ keyAlgorithm: 'RSA' }), 'invalid-choice', 'certificate.keyAlgorithm'],
    [certificate({ validity: '0d' }), 'invalid-duration', 'certificate.validity'],
    ...permissionsRefused('permissions'),
    [{ inboxPrefix: '_INBOX.>' }, 'invalid-subject', 'inboxPrefix'],
    [{ connectionTypes: [] }, 'empty-list', 'connectionTypes'],
    [{ connectionTypes: 'all' }, 'invalid-list', 'connectionTypes'],
    [{ connectionTypes: ['standard'] }, 'invalid-choice', 'connectionTypes[0]'],
    // Misspelt, it would be a user who may do everything.
    [{ permisions: { publish: ['a'] } }, 'unknown-prop', 'permisions'],
  ],
}
