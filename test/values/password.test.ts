import { isPassword } from '../../lib/values/password'

test.each<[string, boolean]>([
  ['x', true],
  ['x'.repeat(72), true],
  ['ü'.repeat(36), true],
  ['', false],
  ['x'.repeat(73), false],
  ['ü'.repeat(37), false],
  ['a\0b', false],
  ['$2a$', false],
  ['$2z$', true],
])('%j: %s', (text, expected) => {
  expect(isPassword(text)).toBe(expected)
})
