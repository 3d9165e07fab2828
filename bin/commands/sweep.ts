// natsmith sweep: removes staged files that no synthesis has asked for in a while. Nothing else ever does.
import type { Command } from 'commander'
import { DEFAULT_STAGING, sweepStaged } from '../../lib/targets/staging'
import { count } from '../../lib/values/words'
import { durationFlag } from '../duration-flag'
import { say, sayJson } from '../print'

interface Flags {
  readonly staging: string
  readonly olderThan: string
  readonly json?: true
}

export function define(command: Command): void {
  command
    .description(
      'Removes staged files, from which cdktf and Pulumi place the files of nodes. A saved plan, or a state that is kept ' +
        'elsewhere, may need one long after: choose an age beyond which no plan of yours is applied.',
    )
    .option('--staging <dir>', 'folder of staged files', DEFAULT_STAGING)
    .option('--older-than <duration>', 'those that no synthesis asked for in that time', '720h')
    .option('--json', 'print one JSON document')
    .action(({ staging, olderThan, json }: Flags) => {
      const swept = sweepStaged(staging, Date.now() - durationFlag('older-than', olderThan))
      if (json) sayJson('sweep', { staging, ...swept })
      else
        say(
          `${count(swept.removed, 'staged file')} removed, ${swept.kept.toLocaleString('en-US')} kept in ${staging}`,
        )
    })
}
