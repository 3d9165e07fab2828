import { createPublicKey, X509Certificate } from 'node:crypto'
import { compareSync } from 'bcryptjs'
import { issue } from '../../lib/keys/issue'
import { bodyOf, linkOf } from '../../lib/keys/link'
import { readPassword } from '../../lib/keys/password'
import { emptyStore, type KeyStore } from '../../lib/keys/store'
import { Secret } from '../../lib/values/secret'
import { seededRandom } from '../../lib/testing/random'
import { readCertificate } from '../../lib/x509/read'
import { pairOf, requestOf } from '../support/certificates'
import {
  authorities,
  authority,
  DAY,
  encryptionKey,
  given,
  issueAll,
  leaf,
  means,
  nkey,
  NOW,
  password,
  planOf,
  secretOf,
  SMALL,
} from '../support/requests'

const LEAF = 'tls/hub/nats1/client'
const ALICE = 'user/ORDERS/alice/nkey'
const BOB = 'user/ORDERS/bob/password'

function certificateIn(store: KeyStore, identity: string) {
  const entry = store.entries.get(identity)
  if (entry?.kind !== 'certificate' && entry?.kind !== 'authority')
    throw new Error(`no certificate ${identity}`)
  return entry.public
}
const storedPassword = (store: KeyStore) => readPassword(Secret.of(secretOf(store, BOB) ?? ''))

describe('issuing', () => {
  it('gives the same store for the same seed, and another for another', () => {
    const entries = (seed: string) => [...issueAll(SMALL, emptyStore(), {}, seed).after.entries.values()]
    const plain = (seed: string) => entries(seed).map((e) => [e, e.secret?.reveal()])
    expect(plain('a')).toEqual(plain('a'))
    expect(plain('a')).not.toEqual(plain('b'))
  })

  it('touches nothing when nothing changes', () => {
    const { after } = issueAll(SMALL)
    const again = issueAll(SMALL, after)
    expect(again.touched.size).toBe(0)
    expect(again.after).toBe(after)
  })

  it('does what it can beside what it cannot', () => {
    const { after } = issueAll([leaf(), nkey()])
    expect([...after.entries.keys()]).toEqual([ALICE])
  })
})

describe('a certificate', () => {
  const { after: store } = issueAll(SMALL)

  it('chains to its root', () => {
    const [root, intermediate, last] = ['ca/acme', 'ca/acme/intermediate', LEAF].map(
      (identity) => new X509Certificate(certificateIn(store, identity).certificate),
    )
    expect(root && intermediate?.checkIssued(root) && intermediate.verify(root.publicKey)).toBe(true)
    expect(intermediate && last?.checkIssued(intermediate) && last.verify(intermediate.publicKey)).toBe(true)
  })

  it('is described as it is', () => {
    const facts = readCertificate(certificateIn(store, LEAF).certificate)
    expect(certificateIn(store, LEAF)).toEqual({
      certificate: facts.pem,
      fingerprint: facts.fingerprint,
      publicKeyFingerprint: facts.publicKeyFingerprint,
      keyAlgorithm: 'P-256',
      publicKey: expect.any(String) as string,
      notBefore: new Date(facts.notBefore).toISOString(),
      notAfter: new Date(facts.notAfter).toISOString(),
      issuer: certificateIn(store, 'ca/acme/intermediate').fingerprint,
    })
  })

  it('keeps its key when it is reissued, renewed and moved', () => {
    const key = secretOf(store, LEAF)
    const reissued = issueAll([...authorities(), leaf(LEAF, { dnsNames: ['a.x'] })], store).after
    const renewed = issueAll(SMALL, store, { now: NOW + 70 * DAY }).after
    const moved = issueAll([...authorities(), leaf('tls/hub/n1/client')], store, {
      moves: [{ from: 'node/hub/nats1', to: 'node/hub/n1' }],
    }).after
    expect([reissued, renewed].map((s) => secretOf(s, LEAF))).toEqual([key, key])
    expect(secretOf(moved, 'tls/hub/n1/client')).toBe(key)
    const fingerprints = [store, reissued, renewed].map((s) => certificateIn(s, LEAF).fingerprint)
    expect(new Set(fingerprints).size).toBe(3)
    expect(certificateIn(moved, 'tls/hub/n1/client')).toEqual(certificateIn(store, LEAF))
  })

  it('keeps its key when its authority gets another certificate', () => {
    const requests = [authority('acme', { commonName: 'acme 2' }), leaf()]
    const { after } = issueAll(requests, issueAll([authority(), leaf()]).after)
    expect(certificateIn(after, LEAF).issuer).toBe(certificateIn(after, 'ca/acme').fingerprint)
    expect(certificateIn(after, 'ca/acme').publicKeyFingerprint).toBe(
      certificateIn(issueAll([authority()]).after, 'ca/acme').publicKeyFingerprint,
    )
  })

  it('gets another key with another algorithm', () => {
    const { after } = issueAll([...authorities(), leaf(LEAF, { keyAlgorithm: 'Ed25519' })], store)
    expect(readCertificate(certificateIn(after, LEAF).certificate).keyAlgorithm).toBe('Ed25519')
    expect(secretOf(after, LEAF)).not.toBe(secretOf(store, LEAF))
  })

  it('for the owner’s request certifies its key and keeps none, but what the program says', () => {
    const pair = pairOf('Ed25519', 'owner')
    const csr = requestOf(pair, { subject: [{ type: 'CN', value: 'root' }] })
    const { after } = issueAll([...authorities(), leaf(LEAF, { csr })], store)
    const x509 = new X509Certificate(certificateIn(after, LEAF).certificate)
    expect(x509.publicKey.equals(createPublicKey({ key: pair.publicKey, format: 'der', type: 'spki' }))).toBe(
      true,
    )
    expect(x509.subject).toBe('CN=nats1')
    expect(secretOf(after, LEAF)).toBeUndefined()
  })

  it('says that it ends with its authority', () => {
    const { after } = issueAll([authority('acme', { validity: 30 * DAY }), leaf()])
    expect(certificateIn(after, LEAF)).toMatchObject({
      clamped: true,
      notAfter: certificateIn(after, 'ca/acme').notAfter,
    })
  })
})

describe('other secrets', () => {
  it('an nkey is a seed and its public key', () => {
    const { after } = issueAll([nkey()])
    expect(secretOf(after, ALICE)).toMatch(/^SU[A-Z2-7]{56}$/)
    // The pair that the NATS documentation shows.
    const raw = Buffer.from('29497ba00f41dd45936b4cc4bda1decb67c128e69fb3d490ee820daf7c318c0a', 'hex')
    const { after: known } = issue(planOf([nkey()]), {
      ...means(),
      random: (n) => (n === 32 ? raw : Buffer.alloc(n)),
    })
    expect(secretOf(known, ALICE)).toBe('SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY')
    expect(known.entries.get(ALICE)?.public).toEqual({
      publicKey: 'UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4',
    })
  })

  it('an encryption key is 256 random bits', () => {
    const { after } = issueAll([encryptionKey()])
    expect(secretOf(after, 'jetstream/hub/nats1')).toMatch(/^[\w-]{43}$/)
  })

  it('a generated password is 128 random bits with its hash', () => {
    const { text = '', hash, given: digest } = storedPassword(issueAll([password()]).after)
    expect(text).toMatch(/^[\w-]{22}$/)
    expect(hash).toMatch(/^\$2a\$04\$/)
    expect(compareSync(text, hash)).toBe(true)
    expect(digest).toBeUndefined()
  })

  it('a password that was given is kept as a hash alone', () => {
    const text = Secret.of('correct horse')
    for (const { after } of [
      issueAll([password({ kind: 'text', text })]),
      issueAll([password({ kind: 'stdin' })], emptyStore(), { given: given({ [BOB]: text }) }),
    ]) {
      expect(compareSync('correct horse', storedPassword(after).hash)).toBe(true)
      expect(secretOf(after, BOB)).not.toContain('correct horse')
    }
  })

  it('a password of another cost is the same one with another hash', () => {
    const at = (bcryptCost: number, store?: KeyStore, source: 'generated' | 'stdin' = 'generated') =>
      issue(planOf([password({ kind: source, bcryptCost })], store, { given: given(GIVEN[source]) }), {
        random: seededRandom(String(bcryptCost)),
      }).after
    const GIVEN = { generated: {}, stdin: { [BOB]: Secret.of('correct horse') } }
    for (const source of ['generated', 'stdin'] as const) {
      const first = storedPassword(at(5, undefined, source))
      const second = storedPassword(at(6, at(5, undefined, source), source))
      expect([first.hash.slice(0, 7), second.hash.slice(0, 7)]).toEqual(['$2a$05$', '$2a$06$'])
      expect(second.text).toBe(first.text)
      const text = source === 'stdin' ? 'correct horse' : (first.text ?? '')
      expect(compareSync(text, second.hash)).toBe(true)
    }
  })

  it('a password that is rotated is another one', () => {
    const before = issueAll([password()]).after
    const { after } = issueAll([password()], before, { rotate: new Set([BOB]) }, 'other')
    expect(storedPassword(after).text).not.toBe(storedPassword(before).text)
  })

  it('a hash that was given is used as it is', () => {
    const hash = Secret.of(`$2y$12$${'a'.repeat(53)}`)
    expect(storedPassword(issueAll([password({ kind: 'bcrypt', hash })]).after).hash).toBe(hash.reveal())
  })

  it('equal passwords cannot be told from what is public', () => {
    const same = ['ORDERS/bob', 'ORDERS/carol'].map((name) =>
      password({ kind: 'text', text: Secret.of('same') }, name),
    )
    const { entries, key = Secret.of('') } = issueAll(same).after
    const links = [...entries.values()].map((entry) => linkOf(key, bodyOf(entry), entry.secret))
    expect(new Set(links).size).toBe(2)
  })

  it('are made by the thousand without hanging', () => {
    const requests = Array.from({ length: 1_000 }, (_, i) => nkey(`ORDERS/u${String(i)}`))
    const { after } = issue(planOf(requests), { random: seededRandom('many') })
    expect(new Set([...after.entries.values()].map((e) => JSON.stringify(e.public))).size).toBe(1_000)
  })
})

describe('no secret', () => {
  it('shows in what is printed of a store', () => {
    const { after } = issueAll(SMALL)
    const shown = JSON.stringify(after) + JSON.stringify([...after.entries.values()])
    for (const entry of after.entries.values())
      if (entry.secret) expect(shown).not.toContain(entry.secret.reveal())
  })
})
