// Makes docs/rules.md of what the rules say about themselves; with --check, exits 1 if the file says something else.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Explanation } from '../lib/model/rule'
import { EXPLANATIONS } from '../lib/rules'

const FILE = join(__dirname, '..', 'docs', 'rules.md')

const HEAD = `# Rules

<!-- Made by "npm run docs" from lib/rules. Change the rules, not this file. -->

\`natsmith check\` judges a program by these rules, and so does every command before it writes. An error blocks; a warning
is shown. A risk that is accepted is acknowledged where it is taken, with a reason that lands in the manifest:

\`\`\`ts
acknowledge(scope, 'plaintext-listener', 'a lab without a network')
\`\`\`

\`natsmith explain CODE\` says what stands here. Rules of your own are added with \`addRules\`; their codes have a namespace,
such as \`acme/has-owner\`.
`

export function rulesMarkdown(): string {
  const rows = EXPLANATIONS.map(
    ({ code, severity, title }) => `| [\`${code}\`](#${code}) | ${severity} | ${title} |`,
  )
  const table = ['| Code | Severity | What must hold |', '| --- | --- | --- |', ...rows].join('\n')
  return [HEAD, `${table}\n`, ...EXPLANATIONS.map(section)].join('\n')
}

function section({ code, severity, title, why, change, source, example }: Required<Explanation>): string {
  return `## ${code}

What must hold: ${title}. ${why}

\`\`\`text
${severity} [${code}]  …
  ${example}
\`\`\`

- Change: ${change}
- Source: ${source}
`
}

function main(check: boolean): void {
  const wanted = rulesMarkdown()
  if (!check) {
    writeFileSync(FILE, wanted)
    return
  }
  if (readFileSync(FILE, 'utf8') === wanted) return
  console.error('docs/rules.md is not what the rules say; change: npm run docs')
  process.exitCode = 1
}

if (process.argv[1] === __filename) main(process.argv.includes('--check'))
