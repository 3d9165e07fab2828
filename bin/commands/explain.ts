// natsmith explain: what a code means, why it matters, and what to change.
import type { Command } from 'commander'
import { explain } from '../../lib/rules'
import { NatsmithError } from '../../lib/values/finding'
import { say, sayJson } from '../print'

export function define(command: Command): void {
  command
    .argument('<code>', 'the code in brackets of a finding')
    .option('--json', 'print one JSON document')
    .action((code: string, { json }: { json?: true }) => {
      const found = explain(code)
      if (found === undefined)
        throw new NatsmithError('code-unknown', `nothing is known of "${code}"`, 'natsmith rules')
      if (json) sayJson('explain', { ...found })
      else
        say(
          `${found.code} (${found.severity})`,
          `  ${found.title}`,
          '',
          `  why:    ${found.why}`,
          `  change: ${found.change}`,
          `  source: ${found.source}`,
          '',
          `Next: natsmith check`,
        )
    })
}
