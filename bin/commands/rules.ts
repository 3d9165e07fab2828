// natsmith rules: lists the rules, those that a program adds included.
import type { Command } from 'commander'
import { RULES } from '../../lib/rules'
import { count } from '../../lib/values/words'
import { rulesOf } from '../added-rules'
import { say, sayJson, table } from '../print'
import { programHere } from '../program'

export function define(command: Command): void {
  command
    .description("Lists natsmith's own rules, and those that the program adds, with the severity of each.")
    .option(
      '--program <file>',
      'the program (default: natsmith.ts or its kin in this folder, if there is one)',
    )
    .option('--json', 'print one JSON document')
    .action(async ({ program = programHere(), json }: { program?: string; json?: true }) => {
      const added = program === undefined ? [] : await rulesOf(program)
      const rules = [...RULES, ...added].map(({ code, severity, title }) => ({ code, severity, title }))
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
