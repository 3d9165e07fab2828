// natsmith explain: what a rule demands, why it matters, and what to change. Rules that a program adds are asked of it.
import type { Command } from 'commander'
import { explain } from '../../lib/rules'
import { NatsmithError } from '../../lib/values/finding'
import { visible } from '../../lib/values/finding'
import { rulesOf } from '../added-rules'
import { say, sayJson } from '../print'

export function define(command: Command): void {
  command
    .description(
      "Explains a rule by its code: natsmith's own, or one that the program adds, such as acme/has-owner.",
    )
    .argument('<code>', 'the code in brackets of a finding')
    .option(
      '--program <file>',
      'the program that adds the rule (default: natsmith.ts or its kin in this folder)',
    )
    .option('--json', 'print one JSON document')
    .action(async (asked: string, { program, json }: { program?: string; json?: true }) => {
      const found = explain(asked, asked.includes('/') ? await rulesOf(program) : [])
      if (found === undefined)
        throw new NatsmithError('code-unknown', `no rule has the code "${asked}"`, 'natsmith rules')
      const { code, severity, title, why, change, source } = found
      if (json) sayJson('explain', { code, severity, title, why, change, source })
      else
        say(
          `${code} (${severity})`,
          `  ${visible(title)}`,
          '',
          `  why:    ${visible(why)}`,
          `  change: ${visible(change)}`,
          `  source: ${visible(source)}`,
          '',
          'Next: natsmith check',
        )
    })
}
