// Asks before anything is written. In: what the flags allow. Out: nothing, or an error that says why nothing was written.
import { createInterface } from 'node:readline/promises'
import { NatsmithError } from '../lib/values/finding'

export interface Consent {
  readonly yes?: true
  readonly issue?: true
  readonly json?: true
}

/**
 * @param issues - whether new documents are to be issued, which `--yes` alone does not allow
 * @param again - the command with the flags that it was given
 * Throws NatsmithError `keys-not-issued`, `confirmation-needed`, `declined`.
 */
export async function confirm({ yes, issue, json }: Consent, issues: boolean, again: string): Promise<void> {
  if (yes) {
    if (!issues || issue) return
    throw new NatsmithError(
      'keys-not-issued',
      'there is something to issue, and --yes alone issues nothing',
      `add --issue: ${again} --yes --issue`,
    )
  }
  if (json || !process.stdin.isTTY || !process.stderr.isTTY)
    throw new NatsmithError(
      'confirmation-needed',
      json ? 'nobody is asked with --json' : 'nobody can be asked: stdin or stderr is not a terminal',
      `${again} --yes${issues ? ' --issue' : ''}`,
    )
  if ((await ask('Go ahead? Only "yes" will do: ')) !== 'yes')
    throw new NatsmithError('declined', 'nothing written', `when you are ready: ${again}`)
}

/** What is typed; empty for Ctrl-C and Ctrl-D. */
async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return (await terminal.question(question)).trim()
  } catch (error) {
    if (!(error instanceof Error && error.name === 'AbortError')) throw error
    process.stderr.write('\n')
    return ''
  } finally {
    terminal.close()
  }
}
