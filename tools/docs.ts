// Makes the documents that say what the code says: docs/rules.md of the rules, docs/schemas/ of the manifests, and in
// docs/guides/engines.md the table of what the conformance suite proves. With --check, exits 1 if one of them says something else.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { manifestSchema, nodeManifestSchema } from '../lib/assembly/manifest-schema'
import type { Schema } from '../lib/assembly/schema'
import type { Explanation } from '../lib/model/rule'
import { EXPLANATIONS } from '../lib/rules'
import { CHANGES, DAMAGES, ENGINE_KINDS, type EngineKind } from '../test/e2e/support/engines/sight'

const HEAD = `# Rules

<!-- Made by "npm run docs" from lib/rules. Change the rules, not this file. -->

\`natsmith check\` judges a program by these rules, and so does every command before it writes. An error blocks; a warning
is shown. A risk that is accepted is acknowledged where it is taken, with a reason that lands in the manifest:

\`\`\`ts
acknowledge(scope, 'plaintext-listener', 'a lab without a network')
\`\`\`

\`natsmith explain CODE\` says what stands here. [Rules of your own](guides/rules.md) are added with \`addRules\`; their codes have a
namespace, such as \`acme/has-owner\`.
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

const DOCS = join(__dirname, '../docs')

const schemaText = (title: string, schema: Schema): string =>
  `${JSON.stringify({ $schema: 'https://json-schema.org/draft/2020-12/schema', title, ...schema }, null, 2)}\n`

const SIGHT = /(?<=<!-- Made by "npm run docs" .*-->\n\n)[^]*?(?=\n\n<!-- end -->)/

/** The guide, with its table as the suite has it. */
function enginesMarkdown(): string {
  const kinds = Object.keys(ENGINE_KINDS) as EngineKind[]
  const sights = Object.entries({ ...DAMAGES, ...CHANGES })
  const rows = [
    ['What happens', ...kinds.map((kind) => ENGINE_KINDS[kind])],
    ...sights.map(([what, sight]) => [what, ...kinds.map((kind) => sight[kind])]),
  ]
  return readFileSync(join(DOCS, 'guides/engines.md'), 'utf8').replace(SIGHT, padded(rows))
}

/** A table with a head, in columns. */
function padded(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)))
  const [head = '', ...others] = rows.map(
    (row) => `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`,
  )
  return [head, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...others].join('\n')
}

/** Every document that is made, by its name below docs/. */
export const documents = (): Readonly<Record<string, string>> => ({
  'rules.md': rulesMarkdown(),
  'guides/engines.md': enginesMarkdown(),
  'schemas/manifest.json': schemaText('manifest.json of an assembly', manifestSchema),
  'schemas/node-manifest.json': schemaText(
    "natsmith-manifest.json in a node's configDir",
    nodeManifestSchema,
  ),
})

function main(check: boolean): void {
  for (const [name, wanted] of Object.entries(documents())) {
    const file = join(DOCS, name)
    if (!check) writeFileSync(file, wanted)
    else if (readFileSync(file, 'utf8') !== wanted) {
      console.error(`docs/${name} is not what the code says; change: npm run docs`)
      process.exitCode = 1
    }
  }
}

if (process.argv[1] === __filename) main(process.argv.includes('--check'))
