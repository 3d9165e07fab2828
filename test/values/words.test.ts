import { commandLine, count, few } from '../../lib/values/words'

it('counts, and cuts long lists', () => {
  expect([count(1, 'error'), count(1234, 'error')]).toEqual(['1 error', '1,234 errors'])
  expect(few(['a', 'b'])).toBe('a b')
  expect(few(['a', 'b', 'c', 'd'], 2, ', ')).toBe('a, b and 2 more')
})

it('quotes words for a shell', () => {
  expect(commandLine('natsmith', 'check', '--program', "it's here.ts", '')).toBe(
    "natsmith check --program 'it'\\''s here.ts' ''",
  )
})
