// natsmith rules: lists the rules.
import type { Command } from 'commander'
import { RULES } from '../../lib/rules'
import { count } from '../../lib/values/words'
import { say, sayJson, table } from '../print'

export function define(command: Command): void {
  command
    .description("Lists natsmith's own rules, with the severity of each.")
    .option('--json', 'print one JSON document')
    .action(({ json }: { json?: true }) => {
      const rules = RULES.map(({ code, severity, title }) => ({ code, severity, title }))
      if (json) sayJson('rules', { rules })
      else
        say(
          ...table(rules.map((rule) => [rule.severity, rule.code, rule.title])),
          count(rules.length, 'rule'),
          '',
          'Next: natsmith explain CODE',
        )
    })
}
