// The tests of all rules in one suite, since every suite loads the library anew. `-t <code>` runs those of one rule.
import { join } from 'node:path'
import { RULES } from '../../lib/rules'

describe.each(RULES.map(({ code }) => code))('%s', (code) => {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- describe cannot wait for an import
  require(join(__dirname, code))
})
