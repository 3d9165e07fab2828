import { keyedDigest, linkOf } from '../../lib/keys/digest'
import { emptyStore } from '../../lib/keys/store'
import { Secret } from '../../lib/values/secret'
import { codeOf } from '../support/steps'

const key = Secret.of('key')
const secret = Secret.of('hunter2')

test('a link is that of one identity, one secret and one key store', () => {
  const links = [
    linkOf(key, 'a', secret),
    linkOf(key, 'b', secret),
    linkOf(key, 'a', Secret.of('other')),
    linkOf(Secret.of('other'), 'a', secret),
  ]
  expect(new Set(links).size).toBe(4)
  expect(linkOf(key, 'a', secret)).toBe(links[0])
})

test('a digest needs the key, and is no link', () => {
  expect(keyedDigest({ key })('hunter2')).toMatch(/^[\w-]{22}$/)
  expect(codeOf(() => keyedDigest(emptyStore()))).toBe('key-store-without-secrets')
})
