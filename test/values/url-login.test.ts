import { hasLogin, withoutLogin } from '../../lib/values/url-login'

it.each([
  ['nats://u:secret@b:7222', 'nats://[login]@b:7222'],
  ['tls://token@b', 'tls://[login]@b'],
  ['URL(http://u:secret@h/jwt/)', 'URL(http://[login]@h/jwt/)'],
  ['nats://a:secret@b:1,nats://c:other@d:2', 'nats://[login]@b:1,nats://[login]@d:2'],
])('finds the login in %s', (text, without) => {
  expect(hasLogin(text)).toBe(true)
  expect(withoutLogin(text)).toBe(without)
})

it('reads a long text once', () => {
  const long = `${'a'.repeat(2_000_000)}://${':'.repeat(2_000_000)}`
  expect(hasLogin(long)).toBe(false)
  expect(hasLogin(`${long}@`)).toBe(true)
})

it.each(['nats://b:7222', 'http://h/path@1', 'alice@acme.com', '', 'wss://[::1]:443'])(
  'finds none in %j',
  (text) => {
    expect(hasLogin(text)).toBe(false)
    expect(withoutLogin(text)).toBe(text)
  },
)
