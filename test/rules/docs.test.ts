import { EXPLANATIONS } from '../../lib/rules'
import { rulesMarkdown } from '../../tools/docs'

test('every code is an anchor', () => {
  for (const { code } of EXPLANATIONS) expect(rulesMarkdown()).toContain(`\n## ${code}\n`)
})
