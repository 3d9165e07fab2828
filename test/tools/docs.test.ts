import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { documents } from '../../tools/docs'

test.each(Object.entries(documents()))('docs/%s is what the code says: npm run docs', (name, wanted) => {
  expect(readFileSync(join(__dirname, '../../docs', name), 'utf8')).toBe(wanted)
})

test('the guide to cdktf shows the example as it is', () => {
  const read = (name: string): string => readFileSync(join(__dirname, '../..', name), 'utf8')
  const blocks = [...read('docs/guides/cdktf.md').matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code)
  const example = read('examples/cdktf/main.ts')
  expect(blocks.length).toBeGreaterThan(0)
  expect(blocks.filter((code) => !example.includes(code ?? ''))).toEqual([])
})
