import { createPrivateKey, X509Certificate } from 'node:crypto'
import { issuedView } from '../../lib/keys/issued-view'
import { materialsOf } from '../../lib/keys/materials'
import { emptyStore, type KeyStore } from '../../lib/keys/store'
import { decodePublic } from '../../lib/values/nkey'
import { Secret } from '../../lib/values/secret'
import { privateKeyPem } from '../../lib/x509/key-pair'
import { readCertificate, readCertificates } from '../../lib/x509/read'
import { intermediateOf, pairOf, requestOf, rootOf } from '../support/certificates'
import { authorities, authority, DAY, issueAll, leaf, nkey, NOW, password, SMALL } from '../support/requests'

const LEAF = 'tls/hub/nats1/client'
const { after: STORE } = issueAll(SMALL)
const fingerprints = (pem: string) => readCertificates(pem).map((c) => c.fingerprint)
const fingerprintIn = (store: KeyStore, identity: string) => {
  const entry = store.entries.get(identity)
  return entry !== undefined && 'fingerprint' in entry.public ? entry.public.fingerprint : undefined
}

describe('materials', () => {
  const { materials, complete } = materialsOf(STORE, SMALL)

  it('are complete when everything is issued', () => {
    expect(complete).toBe(true)
  })

  it('chain a leaf to its root, without the root, with a key that fits', () => {
    const { chain, key, fingerprint } = materials.certificate(LEAF)
    expect(fingerprints(chain)).toEqual([fingerprint, fingerprintIn(STORE, 'ca/acme/intermediate')])
    const own = createPrivateKey(key?.reveal() ?? '')
    expect(new X509Certificate(chain).checkPrivateKey(own)).toBe(true)
    expect(key?.reveal()).toMatch(/^-----BEGIN PRIVATE KEY-----\n/)
    expect(chain + String(key?.reveal())).not.toContain('\r')
  })

  it('give those who trust an authority its root, then its intermediate', () => {
    const { bundle, notAfter } = materials.authority('acme')
    expect(fingerprints(bundle)).toEqual(
      ['ca/acme', 'ca/acme/intermediate'].map((i) => fingerprintIn(STORE, i)),
    )
    expect(notAfter).toBe(NOW + 1825 * DAY)
  })

  it('have no chain below a root that signs by itself', () => {
    const requests = [authority(), leaf()]
    const { chain } = materialsOf(issueAll(requests).after, requests).materials.certificate(LEAF)
    expect(readCertificates(chain)).toHaveLength(1)
  })

  it('follow an authority that was moved', () => {
    const requests = [
      ...authorities('corp').map((a, i) => ({ ...a, commonName: authorities()[i]?.commonName ?? '' })),
    ]
    const asked = [...requests, leaf(LEAF, { authority: 'corp' })]
    const { after } = issueAll(asked, STORE, { moves: [{ from: 'ca/acme', to: 'ca/corp' }] })
    const moved = materialsOf(after, asked).materials
    expect(moved.certificate(LEAF)).toEqual(materials.certificate(LEAF))
    expect(moved.authority('corp')).toEqual(materials.authority('acme'))
  })

  it('of an imported authority are its certificates, the root first', () => {
    const root = rootOf('P-384', 1)
    const intermediate = intermediateOf('P-256', root.issuer)
    const imported = {
      kind: 'imported-authority' as const,
      identity: 'ca/acme',
      path: 'prod/acme',
      certificates: intermediate.certificate.pem + root.certificate.pem,
      key: Secret.of(privateKeyPem(pairOf('P-256', 'intermediate'))),
    }
    const asked = [imported, leaf()]
    const { after } = issueAll(asked)
    const given = materialsOf(after, asked)
    const [below, above] = fingerprints(imported.certificates)
    expect(given.complete).toBe(true)
    expect(fingerprints(given.materials.authority('acme').bundle)).toEqual([above, below])
    expect(fingerprints(given.materials.certificate(LEAF).chain)).toEqual([fingerprintIn(after, LEAF), below])
    expect(after.entries.get('ca/acme')?.secret).toBeUndefined()
  })

  it('have no key where the owner keeps it', () => {
    const asked = [...authorities(), leaf(LEAF, { csr: requestOf(pairOf('P-256', 'owner')) })]
    const { materials: owned, complete: all } = materialsOf(issueAll(asked).after, asked)
    expect(owned.certificate(LEAF).key).toBeUndefined()
    expect(all).toBe(true)
  })

  it('have the text of a generated password only', () => {
    const text = [password({ kind: 'text', text: Secret.of('known') })]
    expect(materials.password('user/ORDERS/bob/password').text).toBeDefined()
    expect(
      materialsOf(issueAll(text).after, text).materials.password('user/ORDERS/bob/password').text,
    ).toBeUndefined()
  })
})

describe('materials that are missing', () => {
  const { materials, complete } = materialsOf(emptyStore(), SMALL)

  it('are placeholders, each its own where files are named after it', () => {
    expect(complete).toBe(false)
    expect(readCertificates(materials.certificate(LEAF).chain)).toEqual([])
    expect(readCertificates(materials.authority('acme').bundle)).toEqual([])
    expect(materials.certificate('a').fingerprint).toMatch(/^[0-9a-f]{64}$/)
    expect(materials.certificate('a').fingerprint).not.toBe(materials.certificate('b').fingerprint)
    expect(() => decodePublic('U', materials.nkey('a').publicKey)).not.toThrow()
    expect(materials.nkey('a').publicKey).not.toBe(materials.nkey('b').publicKey)
    expect(materials.password('a').hash.reveal()).toMatch(/^\$2a\$11\$[./]{53}$/)
    expect(materials.encryptionKey('a').reveal()).toBe('not-issued-yet')
  })

  it('are those of what is retired, too', () => {
    const { after } = issueAll([], STORE)
    expect(materialsOf(after, SMALL).complete).toBe(false)
    expect(materialsOf(after, SMALL).materials.nkey('user/ORDERS/alice/nkey').seed.reveal()).toBe(
      'not-issued-yet',
    )
  })

  it('are only the secrets where the public part alone was read', () => {
    const entries = new Map(
      [...STORE.entries].map(([identity, entry]) => [identity, { ...entry, secret: undefined }]),
    )
    const half = materialsOf({ ...STORE, entries, hasSecrets: false }, SMALL)
    expect(half.complete).toBe(false)
    const full = materialsOf(STORE, SMALL).materials
    expect(half.materials.authority('acme')).toEqual(full.authority('acme'))
    expect(half.materials.certificate(LEAF)).toEqual({
      ...full.certificate(LEAF),
      key: expect.anything() as Secret,
    })
    expect(half.materials.certificate(LEAF).key?.reveal()).toBe('not-issued-yet')
    expect(half.materials.nkey('user/ORDERS/alice/nkey').publicKey).toBe(
      full.nkey('user/ORDERS/alice/nkey').publicKey,
    )
  })
})

describe('what rules may know', () => {
  it('is what there is now, and each document as it will be', () => {
    const requests = [...SMALL.filter(({ kind }) => kind !== 'nkey'), nkey('ORDERS/carol')]
    const next = issueAll(requests, STORE, { now: NOW + 70 * DAY }).after
    const view = issuedView(STORE, next)
    expect([...view.identities].sort()).toEqual(SMALL.map(({ identity }) => identity).sort())
    expect(view.document(LEAF)).toMatchObject({ notAfter: NOW + 160 * DAY, clamped: false })
    expect(view.document('user/ORDERS/carol/nkey')).toEqual({ identity: 'user/ORDERS/carol/nkey' })
    expect(view.document('user/ORDERS/alice/nkey')).toBeUndefined()
  })

  it('says what is in a certificate', () => {
    const { certificate = '', names } = issuedView(STORE, STORE).document(LEAF) ?? {}
    expect(names?.dnsNames).not.toHaveLength(0)
    expect(readCertificate(certificate)).toMatchObject({ ...names })
  })

  it('holds no secret', () => {
    const view = issuedView(STORE, STORE)
    const shown = JSON.stringify(SMALL.map(({ identity }) => view.document(identity)))
    for (const { secret } of STORE.entries.values()) if (secret) expect(shown).not.toContain(secret.reveal())
  })
})
