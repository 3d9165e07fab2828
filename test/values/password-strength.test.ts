import { isGuessable } from '../../lib/values/password-strength'

it.each([
  'a',
  'hunter2',
  'T0pS3cr3t',
  'Passw0rd2026',
  'aaaaaaaaaaaaaaaaaaaaaaaa',
  'abcdefghijklmnopqrstuvwx',
  '1234567890',
  '98765432109876',
  'qwerty123456',
  'correct horse battery staple',
  'changeme-nats',
])('%s is guessable', (password) => {
  expect(isGuessable(password)).toBe(true)
})

it.each(['7vKqz9LmXt2w', 'gravel-otter-nylon-42', 'kjwqzxmvbtrs', '4f1d0c9be2a7', 'пароль-длинный-72'])(
  '%s is not',
  (password) => {
    expect(isGuessable(password)).toBe(false)
  },
)

it('counts the name of its owner as nothing', () => {
  expect(isGuessable('bartholomew19', ['Bartholomew'])).toBe(true)
  expect(isGuessable('bartholomew19')).toBe(false)
})
