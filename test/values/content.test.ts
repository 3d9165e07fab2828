import { contentOf, digestOf } from '../../lib/values/content'

const BLOCK = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'

it('digests and measures bytes, of text as UTF-8', () => {
  const known = 'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
  expect(digestOf('abc')).toBe(known)
  expect(contentOf('grüße')).toEqual(contentOf(Buffer.from('grüße')))
  expect(contentOf('grüße').size).toBe(7)
})

it.each([
  ['', 0],
  [BLOCK, 1],
  [BLOCK + BLOCK, 2],
  [BLOCK.replaceAll('\n', '\r\n'), 1],
  [BLOCK + BLOCK.slice(0, -2), 1],
  [`text ${BLOCK.replace(/^.*\n/, '').replace('\n', ' ')}`, 0],
])('counts the complete PEM blocks of %j', (text, blocks) => {
  expect(contentOf(text).pemBlocks).toBe(blocks)
})
