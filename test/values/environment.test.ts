import { withoutIdentity } from '../../lib/values/environment'

it('keeps an identity of age from programs that natsmith starts', () => {
  const given = { PATH: '/bin', NATSMITH_AGE_KEY: 'AGE-SECRET-KEY-1X', NATSMITH_AGE_KEY_FILE: '/k' }
  const left = Object.entries(withoutIdentity(given)).filter(([, value]) => value !== undefined)
  expect(left).toEqual([['PATH', '/bin']])
})
