import type { Entry } from '../../lib/keys/entry'
import { bodyOf, linkOf, withLink, withoutLink } from '../../lib/keys/link'
import { canonicalJson, type Json } from '../../lib/values/canonical-json'
import { Secret } from '../../lib/values/secret'

const key = Secret.of('key')
const secret = Secret.of('hunter2')
const line: Entry = {
  identity: 'user/ORDERS/alice/nkey',
  kind: 'nkey',
  request: {},
  issuedAt: '2026-01-01T00:00:00.000Z',
  public: { publicKey: 'U' },
  secret,
}

test('a link is that of one line, one secret and one key store', () => {
  const body = bodyOf(line)
  const links = [
    linkOf(key, body, secret),
    linkOf(key, bodyOf({ ...line, identity: 'user/ORDERS/bob/nkey' }), secret),
    linkOf(key, bodyOf({ ...line, public: { publicKey: 'X' } }), secret),
    linkOf(key, body, Secret.of('other')),
    linkOf(key, body, undefined),
    linkOf(Secret.of('other'), body, secret),
  ]
  expect(new Set(links).size).toBe(6)
  for (const link of links) expect(link).toMatch(/^[\w-]{22}$/)
})

test.each<[string, Partial<Entry>]>([
  ['plain', {}],
  ['with all there is', { digest: 'd', retiredAt: '2026-02-01T00:00:00.000Z' }],
  ['with what looks like the marks', { identity: 'a","link":"x","public":', digest: ',"public":' }],
  ['with links and publics inside', { request: { link: 'x', public: { link: 'y' } } }],
])('a line has its link where names are sorted, and is the same without it: %s', (_, more) => {
  const entry = { ...line, ...more, secret: undefined } as Entry
  const body = bodyOf(entry)
  const json = withLink(body, 'LINK-_9')
  expect(json).toBe(canonicalJson({ ...entry, link: 'LINK-_9' } as unknown as Json))
  expect(withoutLink(json)).toEqual({ body, link: 'LINK-_9' })
  expect(withoutLink(body)).toEqual({ body, link: undefined })
})
