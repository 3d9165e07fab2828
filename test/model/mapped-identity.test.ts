import { identityOf, mappedIdentities, mappedUser, namesOf } from '../../lib/model/mapped-identity'
import type { UserCertificate } from '../../lib/model/model'

const certificate = (change: Partial<UserCertificate>): UserCertificate => ({
  authority: 'acme',
  keyAlgorithm: 'P-256',
  validity: 1,
  subject: [],
  emails: [],
  dnsNames: [],
  uris: [],
  csr: undefined,
  ...change,
})
const SUBJECT = [
  { type: 'O', value: 'Acme' },
  { type: 'CN', value: 'bob' },
] as const

describe('the user that a conf must name', () => {
  it.each([
    [
      'its first e-mail',
      { emails: ['b@x', 'a@x'], dnsNames: ['d.x'], uris: ['spiffe://x/b'], subject: SUBJECT },
      'b@x',
    ],
    ['its first DNS name', { dnsNames: ['d.x', 'c.x'], uris: ['spiffe://x/b'], subject: SUBJECT }, 'd.x'],
    ['its first URI', { uris: ['SPIFFE://x/B'], subject: SUBJECT }, 'spiffe://x/B'],
    ['its subject', { subject: SUBJECT }, 'CN=bob,O=Acme'],
  ])('is %s', (_what, change, user) => {
    expect(identityOf(certificate(change))).toBe(user)
    expect(mappedUser(namesOf(certificate(change)), ['other', user])).toBe(user)
  })

  it('is the first that the server finds, not the first in the conf', () => {
    const names = namesOf(certificate({ emails: ['a@x', 'b@x'], dnsNames: ['d.x'] }))
    expect(mappedUser(names, ['d.x', 'b@x', 'a@x'])).toBe('a@x')
    expect(mappedUser(names, ['d.x'])).toBe('d.x')
    expect(mappedUser(names, ['A@x', 'x'])).toBeUndefined()
  })

  it('is never a part of a subject', () => {
    const names = namesOf(certificate({ subject: SUBJECT }))
    expect(mappedUser(names, ['bob', 'CN=bob', 'Acme'])).toBeUndefined()
    expect(mappedUser(names, ['O=Acme,CN=bob'])).toBe('O=Acme,CN=bob')
  })

  it('is compared as text alone where the subject says something that the server has no name for', () => {
    const subject = [[{ type: '1.2.840.113549.1.9.1', value: 'b@x' }], [{ type: 'CN', value: 'bob' }]]
    const names = { emails: [], dnsNames: [], uris: [], subject }
    expect(mappedIdentities(names)).toEqual([{ kind: 'text', text: 'CN=bob' }])
  })

  it('may leave domain components out or have them last', () => {
    const subject = [
      [{ type: 'DC', value: 'com' }],
      [{ type: 'DC', value: 'acme' }],
      [{ type: 'CN', value: 'bob' }],
    ]
    const names = { emails: [], dnsNames: [], uris: [], subject }
    expect(mappedIdentities(names).flatMap((i) => (i.kind === 'text' ? [i.text] : []))).toEqual([
      'CN=bob,DC=com,DC=acme',
      'CN=bob',
    ])
  })
})
