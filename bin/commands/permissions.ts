// natsmith permissions: what every user can do with every subject that the program names. Writes nothing but the page that is asked for.
import { dirname, resolve } from 'node:path'
import type { Command } from 'commander'
import { writeFileAtomic } from '../../lib/files/atomic'
import { makeFolder } from '../../lib/files/folders'
import { accountName, userName } from '../../lib/model/identity'
import { userNamed } from '../../lib/permissions/effective'
import { matricesOf, type Matrix } from '../../lib/permissions/matrix'
import { arrivalDocument } from '../arrival-document'
import { matrixPage } from '../matrix-page'
import { matrixLines, userLines } from '../matrix-text'
import { LEGEND } from '../matrix-words'
import { say, sayJson, shownPath } from '../print'
import { common, type CommonFlags } from '../session'
import { openSession } from '../synthesis'
import { simulate } from '../simulated'

interface Flags extends CommonFlags {
  readonly user?: string
  readonly html?: string
}

export function define(command: Command): void {
  common(command)
    .description(
      'Says for each account what its users can publish and receive, of the subjects that the program names there: in permissions, ' +
        'exports, imports and mappings; and which users of other accounts get it. Nothing is deployed or issued for it.',
    )
    .option('--user <name>', 'only what ACCOUNT/USER, or SYSTEM/ACCOUNT/USER, can do, and why')
    .option('--html <file>', 'write it as a page, with the reasons')
    .action(async (name: string | undefined, { user: whose, html, json, ...flags }: Flags) => {
      const session = await openSession(name, flags, 'if-there')
      const { model, keys } = simulate(session)
      const user = whose === undefined ? undefined : userNamed(model, whose)
      const matrices = matricesOf(model, keys, user)
      const deployment = session.deployment.name
      const file = html === undefined ? undefined : resolve(html)
      if (file !== undefined) {
        makeFolder(dirname(file), 0o700)
        writeFileAtomic(file, matrixPage(deployment, matrices), { mode: 0o644 })
      }
      if (json)
        sayJson('permissions', {
          deployment,
          ...(file !== undefined && { html: file }),
          accounts: matrices.map(documentOf),
        })
      else if (file !== undefined) say(`wrote ${shownPath(file)}`)
      else if (matrices.length === 0) say('the program has no users')
      else say(...(user === undefined ? overview(matrices) : matrices.flatMap(userLines)))
    })
}

/** For whoever has no terminal. */
const USUAL_WIDTH = 80

function overview(matrices: readonly Matrix[]): readonly string[] {
  const width = process.stdout.isTTY ? process.stdout.columns : USUAL_WIDTH
  return [LEGEND, ...matrices.flatMap((matrix) => ['', ...matrixLines(matrix, width)])]
}

const documentOf = ({ account, disabled, columns, rows }: Matrix) => ({
  account: accountName(account),
  disabled,
  subjects: columns.map(({ subject, example, arrivals }) => ({
    subject,
    example,
    arrivals: arrivals.map(arrivalDocument),
  })),
  users: rows.map(({ user, source, answers, cells }) => ({
    user: userName(user),
    source,
    answers,
    cells: cells.flatMap((cell, i) =>
      cell.publish.allowed === 'no' && cell.subscribe.allowed === 'no'
        ? []
        : [{ subject: columns[i]?.subject, ...cell }],
    ),
  })),
})
