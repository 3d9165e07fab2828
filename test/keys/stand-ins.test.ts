import { commitChanges } from '../../lib/keys/commit'
import { keyedDigest } from '../../lib/keys/digest'
import { issue } from '../../lib/keys/issue'
import { readPassword } from '../../lib/keys/password'
import { confSecretOf, ledgerDigest } from '../../lib/keys/published'
import { standInSigner, withStandIns } from '../../lib/keys/stand-ins'
import type { KeyStore } from '../../lib/keys/store'
import { readCertificate } from '../../lib/x509/read'
import { issueAll, leaf, means, nkey, planOf, secretOf, SMALL } from '../support/requests'
import { codeOf } from '../support/steps'

const small = issueAll(SMALL).after
const ALICE = 'user/ORDERS/alice/nkey'

/** What a clone has of `store`. */
const publicPart = (store: KeyStore): KeyStore => ({
  ...store,
  hasSecrets: false,
  key: undefined,
  entries: new Map([...store.entries].map(([name, entry]) => [name, { ...entry, secret: undefined }])),
})

const standIns = withStandIns(publicPart(small))
const changed = [...SMALL.filter(({ kind }) => kind !== 'certificate'), leaf(undefined, { dnsNames: ['n1'] })]
const preview = (requests = changed) =>
  issue(planOf(requests, standIns), { ...means('preview'), sign: standInSigner })

describe('a store with stand-ins', () => {
  it('holds no secret, and another text for each', () => {
    const texts = [...standIns.entries.values()].map(({ secret }) => secret?.reveal())
    expect(new Set(texts).size).toBe(SMALL.length)
    for (const { identity } of SMALL) expect(texts).not.toContain(secretOf(small, identity))
  })

  it('digests what is in it as the store itself does', () => {
    const digest = keyedDigest(small)
    const hash = readPassword(small.entries.get('user/ORDERS/bob/password')?.secret ?? fail()).hash
    const real = [digest(secretOf(small, ALICE) ?? ''), digest(secretOf(small, 'jetstream/hub/nats1') ?? '')]
    const said = [ALICE, 'jetstream/hub/nats1', 'user/ORDERS/bob/password'].map((identity) => {
      const entry = standIns.entries.get(identity)
      return ledgerDigest(standIns)((entry && confSecretOf(entry))?.reveal() ?? '')
    })
    expect(said).toEqual([...real, digest(hash)])
    expect(ledgerDigest(standIns)('a secret of the program')).toBe('')
  })

  it('issues for show: a certificate on the key that is there, with what is asked for', () => {
    const { after, touched } = preview()
    expect([...touched]).toEqual(['tls/hub/nats1/client'])
    const [was, is] = [small, after].map(({ entries }) => entries.get('tls/hub/nats1/client'))
    if (was?.kind !== 'certificate' || is?.kind !== 'certificate') throw new Error('no certificate')
    expect(is.public.publicKeyFingerprint).toBe(was.public.publicKeyFingerprint)
    expect(readCertificate(is.public.certificate).fingerprint).not.toBe(was.public.fingerprint)
  })

  it('tells what is issued for show from what there is', () => {
    const { after } = preview([...SMALL, nkey('ORDERS/dave')])
    const digest = ledgerDigest(after)
    expect(digest(secretOf(after, 'user/ORDERS/dave/nkey') ?? '')).not.toBe('')
    expect(digest(secretOf(after, ALICE) ?? '')).toBe(small.entries.get(ALICE)?.digest)
  })

  it('is never committed', () => {
    expect(
      codeOf(() => {
        commitChanges('nowhere', preview())
      }),
    ).toBe('key-store-without-secrets')
  })
})

function fail(): never {
  throw new Error('no password')
}
