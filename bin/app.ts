// natsmith issue --app: a program of an engine as the declaration of its deployments. In: the command that runs it. Out: what
// was issued for each. The program is run twice, so that nothing is issued while anything blocks.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ISSUE_REQUEST, type IssueReport, type IssueRequest } from '../lib/targets/host'
import { blocks, FindingsError, NatsmithError } from '../lib/values/finding'

export interface AppIssue {
  /** The command that runs it. */
  readonly app: string
  /** Of the one deployment that is asked for. @defaultValue all */
  readonly name: string | undefined
  readonly replaceLost: true | undefined
  /** What somebody has given. */
  readonly password: { readonly of: string; readonly text: string } | undefined
  /** Why there may be only one deployment. @defaultValue there may be several */
  readonly whyOne: string | undefined
}

/**
 * Issues what the deployments need that an app declares.
 * @throws FindingsError what blocks, of all of them; NatsmithError `app-failed`, `app-declares-nothing`, `deployment-unknown`
 */
export function issueInApp(issue: AppIssue): readonly IssueReport[] {
  const { app, name, whyOne } = issue
  const reports = run(issue, 'preview')
  if (reports.length === 0)
    throw new NatsmithError(
      'app-declares-nothing',
      `${app}: declares no deployment${name === undefined ? '' : ` "${name}"`}`,
      'run the command of cdktf.json, with a NatsStack in its app, which app.synth() synthesizes',
    )
  const names = reports.map(({ deployment }) => deployment)
  const twice = names.find((one, i) => names.indexOf(one) !== i)
  if (twice !== undefined)
    throw new NatsmithError(
      'same-key-store',
      `${app}: declares two deployments of the name "${twice}", which would share a key store`,
      'give one of them another name',
    )
  if (reports.length > 1 && whyOne !== undefined)
    throw new NatsmithError(
      'deployment-unknown',
      `${app}: declares several deployments, and ${whyOne}`,
      `name one of: ${names.join(', ')}`,
    )
  refuse(reports)
  const issued = run(issue, 'commit')
  refuse(issued)
  return issued
}

function refuse(reports: readonly IssueReport[]): void {
  const findings = reports.flatMap((report) => report.findings)
  if (findings.some(blocks)) throw new FindingsError(findings)
}

/** What the app prints goes to stderr, and what it synthesizes nowhere. A password is on its stdin, as it was on ours. */
function run(
  { app, name, replaceLost, password }: AppIssue,
  act: IssueRequest['act'],
): readonly IssueReport[] {
  const folder = mkdtempSync(join(tmpdir(), 'natsmith-app-'))
  try {
    const report = join(folder, 'report')
    writeFileSync(report, '')
    const request: IssueRequest = {
      ...{ act, report, app },
      ...(name !== undefined && { deployment: name }),
      ...(replaceLost && { replaceLost }),
      ...(password && { passwordOf: password.of }),
    }
    const env = {
      ...process.env,
      [ISSUE_REQUEST]: JSON.stringify(request),
      CDKTF_OUTDIR: join(folder, 'out'),
    }
    const stdin = password ? ({ input: password.text } as const) : undefined
    const { status, error } = spawnSync(app, {
      shell: true,
      env,
      stdio: [stdin ? 'pipe' : 'inherit', 2, 2],
      ...stdin,
    })
    if (status !== 0)
      throw new NatsmithError(
        'app-failed',
        `${app}: ${error?.message ?? `ended with exit code ${String(status)}`}`,
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
