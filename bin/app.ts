// natsmith issue --app: a program of an engine as the declaration of its deployments. In: the command that runs it. Out: what
// was issued for each. The program is run twice, so that nothing is issued while anything blocks.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ISSUE_REQUEST, type IssueReport, type IssueRequest } from '../lib/targets/host'
import { blocks, FindingsError, NatsmithError } from '../lib/values/finding'

/**
 * Issues what the deployments need that `command` declares: the one called `name`, or all.
 * @param most - how many there may be
 * @throws FindingsError what blocks, of all of them; NatsmithError `app-failed`, `app-declares-nothing`, `deployment-unknown`
 */
export function issueInApp(
  command: string,
  name: string | undefined,
  most = Infinity,
): readonly IssueReport[] {
  const reports = run(command, 'preview', name)
  if (reports.length === 0)
    throw new NatsmithError(
      'app-declares-nothing',
      `${command}: declares no deployment${name === undefined ? '' : ` "${name}"`}`,
      'run the command of cdktf.json, with a NatsStack in its app, which app.synth() synthesizes',
    )
  const findings = reports.flatMap((report) => report.findings)
  if (findings.some(blocks)) throw new FindingsError(findings)
  if (reports.length > most)
    throw new NatsmithError(
      'deployment-unknown',
      `${command}: declares several deployments, and JSON is of one`,
      `name one of: ${reports.map(({ deployment }) => deployment).join(', ')}`,
    )
  return run(command, 'commit', name)
}

/** What the app prints goes to stderr, and what it synthesizes nowhere. */
function run(command: string, act: IssueRequest['act'], name: string | undefined): readonly IssueReport[] {
  const folder = mkdtempSync(join(tmpdir(), 'natsmith-app-'))
  try {
    const report = join(folder, 'report')
    writeFileSync(report, '')
    const request: IssueRequest = { act, report, ...(name !== undefined && { deployment: name }) }
    const env = {
      ...process.env,
      [ISSUE_REQUEST]: JSON.stringify(request),
      CDKTF_OUTDIR: join(folder, 'out'),
    }
    const { status, error } = spawnSync(command, { shell: true, env, stdio: ['inherit', 2, 2] })
    if (status !== 0)
      throw new NatsmithError(
        'app-failed',
        `${command}: ${error?.message ?? `ended with exit code ${String(status)}`}`,
        'mend the app, then run the same command again',
      )
    return readFileSync(report, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as IssueReport)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
