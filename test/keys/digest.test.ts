import { keyedDigest } from '../../lib/keys/digest'
import { emptyStore } from '../../lib/keys/store'
import { Secret } from '../../lib/values/secret'
import { codeOf } from '../support/steps'

const key = Secret.of('key')

test('a digest needs the key, and is no link', () => {
  expect(keyedDigest({ key })('hunter2')).toMatch(/^[\w-]{22}$/)
  expect(codeOf(() => keyedDigest(emptyStore()))).toBe('key-store-without-secrets')
})
