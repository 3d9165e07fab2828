import fc from 'fast-check'
import {
  distinguishedName,
  formatDn,
  formatGoName,
  parseDn,
  sameDn,
} from '../../lib/values/distinguished-name'
import { anyText } from '../support/text'

const name = (...attributes: readonly (readonly [string, string])[]) =>
  distinguishedName(attributes.map(([type, value]) => ({ type, value })))

const BOB = name(['CN', 'bob'], ['O', 'Acme'], ['OU', 'Eng'])

describe('a distinguished name', () => {
  it('goes from the general to the particular, and is written the other way round', () => {
    expect(BOB.map(([attribute]) => attribute?.type)).toEqual(['O', 'OU', 'CN'])
    expect(formatDn(BOB)).toBe('CN=bob,OU=Eng,O=Acme')
  })

  it.each([
    ['a,b', 'CN=a\\,b'],
    ['a=b', 'CN=a\\=b'],
    [' a ', 'CN=\\ a\\ '],
    ['#a', 'CN=\\#a'],
    ['a#', 'CN=a#'],
    ['a\\"+;<>', 'CN=a\\\\\\"\\+\\;\\<\\>'],
    ['ä 😀', 'CN=ä 😀'],
  ])('writes the value %j as %s', (value, text) => {
    expect(formatDn(name(['CN', value]))).toBe(text)
  })

  it('is the same when it was written and parsed', () => {
    const value = fc.oneof(
      anyText({ minLength: 1, maxLength: 20 }),
      fc.string({ unit: fc.constantFrom(...Array.from(' \\=,+#"a;<>')), minLength: 1, maxLength: 10 }),
    )
    const attribute = fc.record({ type: fc.constantFrom('CN', 'OU', 'O', 'DC'), value })
    fc.assert(
      fc.property(fc.array(attribute, { minLength: 1, maxLength: 5 }), (attributes) => {
        const written = distinguishedName(attributes)
        expect(parseDn(formatDn(written))).toEqual(written)
      }),
    )
  })

  it.each([
    ['CN=bob,OU=Eng,O=Acme', true],
    ['O=Acme,OU=Eng,CN=bob', true],
    ['cn=bob, ou=Eng,  o=Acme', true],
    ['CN = bob ,OU=Eng,O=Acme', true],
    ['CN=\\62ob,OU=Eng,O=Acme', true],
    ['CN=Bob,OU=Eng,O=Acme', false],
    ['CN=bob,O=Acme', false],
    ['CN=bob+OU=Eng,O=Acme', false],
    ['CN=bob,OU=Eng,O=Acme,C=DE', false],
  ])('in a conf, %s is that of bob: %s', (text, same) => {
    expect(sameDn(parseDn(text) ?? [], BOB)).toBe(same)
  })

  it.each(['bob', 'CN=#0401', 'bob,O=Acme', '=bob', 'CN=a\\zz'])('in a conf, %s is none', (text) => {
    expect(parseDn(text)).toBeUndefined()
  })

  it('is written by Go grouped by type, in Go’s order', () => {
    const subject = name(['CN', 'bob'], ['C', 'DE'], ['O', 'A,B'], ['OU', 'x'], ['OU', 'y'], ['DC', 'com'])
    expect(formatGoName(subject)).toBe('CN=bob,OU=x+OU=y,O=A\\,B,C=DE')
  })
})
