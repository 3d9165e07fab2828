// What is done about the JWT of an account, by what servers keep.
import { encodeJwt } from '../../lib/jwt/encode'
import { actionFor } from '../../lib/push/compare'
import { NOW, signerOf } from '../support/jwt'

const issued = (now: number): string =>
  encodeJwt('account', { name: 'ORDERS', sub: signerOf('A', 1).publicKey, nats: {} }, signerOf('O', 2), now)
const [older, own, newer] = [issued(NOW - 1000), issued(NOW), issued(NOW + 1000)]

test.each([
  ['every server keeps it', [own, own], 'keep'],
  ['one keeps an older one', [own, older], 'push'],
  ['one has none', [own, ''], 'push'],
  ['one does not say', [own, undefined], 'push'],
  ['one keeps what is no JWT', [own, 'damaged'], 'push'],
  ['one keeps a newer one', [older, newer], 'newer'],
] as const)('%s', (_, kept, action) => {
  expect(actionFor({ account: 'ORDERS', publicKey: '', token: own }, kept)).toBe(action)
})
