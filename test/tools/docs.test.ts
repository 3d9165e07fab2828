import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { documents } from '../../tools/docs'

test.each(Object.entries(documents()))('docs/%s is what the code says: npm run docs', (name, wanted) => {
  expect(readFileSync(join(__dirname, '../../docs', name), 'utf8')).toBe(wanted)
})
