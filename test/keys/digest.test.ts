import { keyedDigest, linkOf } from '../../lib/keys/digest'
import { emptyStore } from '../../lib/keys/store'
import type { Entry } from '../../lib/keys/entry'
import { Secret } from '../../lib/values/secret'
import { codeOf } from '../support/steps'

const key = Secret.of('key')
const secret = Secret.of('hunter2')

test('a link is that of one line, one secret and one key store', () => {
  const line: Entry = {
    identity: 'user/ORDERS/alice/nkey',
    kind: 'nkey',
    request: {},
    issuedAt: '2026-01-01T00:00:00.000Z',
    public: { publicKey: 'U' },
    secret,
  }
  const links = [
    linkOf(key, line),
    linkOf(key, { ...line, identity: 'user/ORDERS/bob/nkey' }),
    linkOf(key, { ...line, public: { publicKey: 'X' } }),
    linkOf(key, { ...line, secret: Secret.of('other') }),
    linkOf(Secret.of('other'), line),
  ]
  expect(new Set(links).size).toBe(5)
  expect(linkOf(key, { ...line, link: links[0] })).toBe(links[0])
})

test('a digest needs the key, and is no link', () => {
  expect(keyedDigest({ key })('hunter2')).toMatch(/^[\w-]{22}$/)
  expect(codeOf(() => keyedDigest(emptyStore()))).toBe('key-store-without-secrets')
})
