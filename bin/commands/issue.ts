// natsmith issue: issues what is missing, changed or due, and commits it to the key store. The explicit act.
import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { commitChanges } from '../../lib/keys/commit'
import { NatsmithError } from '../../lib/values/finding'
import { Secret } from '../../lib/values/secret'
import { issueLines, issueSteps, issueTotals } from '../plan-text'
import { findingLines, say, sayJson } from '../print'
import type { CommonFlags } from '../session'
import { common, openSession, synthesizeSession, unblocked } from '../session'

export function define(command: Command): void {
  common(command)
    .option(
      '--password-stdin <whose>',
      'read the password of a user (ORDERS/alice) or a token (token/hub) from stdin',
    )
    .action(async (name: string | undefined, flags: CommonFlags & { passwordStdin?: string }) => {
      const session = await openSession(name, flags)
      const synthesis = synthesizeSession(session, 'deploy', given(flags.passwordStdin))
      const { changes } = unblocked(synthesis)
      commitChanges(session.keys, changes)
      const steps = issueSteps(synthesis.plan)
      const deployment = session.deployment.name
      if (flags.json)
        sayJson('issue', {
          deployment,
          store: session.keys,
          issued: steps.map(({ identity, verb, reason }) => ({ identity, verb, reason })),
        })
      else {
        say(...findingLines(synthesis.findings), ...issueLines(synthesis.plan))
        say(
          steps.length > 0 ? `done: ${issueTotals(synthesis.plan)}, in ${session.keys}` : 'nothing to issue',
        )
        say('', `Next: natsmith deploy ${deployment}`)
      }
    })
}

/** The identity that the password is for, and its text: everything on stdin but a final line end. */
function given(whose: string | undefined): ReadonlyMap<string, Secret> {
  if (whose === undefined) return new Map()
  if (process.stdin.isTTY)
    throw new NatsmithError(
      'stdin-needed',
      'stdin is a terminal',
      'pipe the password in: natsmith issue --password-stdin … < file',
    )
  const text = readFileSync(0, 'utf8').replace(/\r?\n$/, '')
  return new Map([[whose.startsWith('token/') ? whose : `user/${whose}/password`, Secret.of(text)]])
}
