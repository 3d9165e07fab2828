import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { EXPLANATIONS } from '../../lib/rules'
import { rulesMarkdown } from '../../tools/docs'

test('docs/rules.md is what the rules say: npm run docs', () => {
  expect(readFileSync(join(__dirname, '../../docs/rules.md'), 'utf8')).toBe(rulesMarkdown())
})

test('every code is an anchor', () => {
  for (const { code } of EXPLANATIONS) expect(rulesMarkdown()).toContain(`\n## ${code}\n`)
})
