// natsmith keys: what is in a deployment's key store, a new key in the place of one, keys taken elsewhere, and who can open the store.
import { randomBytes } from 'node:crypto'
import type { Command } from 'commander'
import { commitChanges } from '../../lib/keys/commit'
import { lifetimeOf, rfc3339 } from '../../lib/keys/entry'
import { changeRecipients } from '../../lib/keys/recipients'
import { issueSteps, type IssueStep } from '../../lib/keys/step'
import type { Request } from '../../lib/model/request'
import type { Synthesis } from '../../lib/synth'
import { blocks, FindingsError, NatsmithError } from '../../lib/values/finding'
import { Secret } from '../../lib/values/secret'
import { count, few } from '../../lib/values/words'
import { issueFindings } from '../../lib/workspace/obstacles'
import { findingLines } from '../finding-text'
import { readInput } from '../input'
import { issuedTotals, issueLines } from '../plan-text'
import { say, sayJson, shownPath, table } from '../print'
import { common, type CommonFlags, type Session } from '../session'
import { openSession, synthesizeSession } from '../synthesis'
import { defineExport, defineImport } from './keys-transfer'

export function define(command: Command): void {
  command.description(
    'The key store of a deployment: what it holds, a new key in the place of one that others may know, keys to and from elsewhere, and to whom it is encrypted.',
  )
  common(command.command('list'))
    .description(
      'Lists everything in the key store, until when it is valid, and what the next issue does with it.',
    )
    .action(async (name: string | undefined, flags: CommonFlags) => {
      const session = await openSession(name, flags, 'if-there')
      list(session, synthesizeSession(session, 'preview'), flags)
    })
  common(command.command('rotate').argument('<identity>', 'as natsmith keys list says it'))
    .description(
      'Issues a new key in the place of one that others may know. Deploy, then hand it out to whoever uses it. With --key it is one that ' +
        'is in use already, such as that of a server that was set up by hand.',
    )
    .option(
      '--key <file>',
      'the seed of an nkey, a private key as PEM, or the key of a JetStream; - for stdin',
    )
    .action(async (identity: string, name: string | undefined, flags: RotateFlags) => {
      rotate(await openSession(name, flags), identity, flags)
    })
  defineExport(command.command('export'))
  defineImport(command.command('import'))
  common(command.command('recipients'))
    .description(
      'Says to whom the key store is encrypted, by age, so that it can be committed. Without a recipient it is in clear, and kept out of git.',
    )
    .option('--add <recipient...>', 'encrypt it to this public key, too: age1…, as age-keygen prints it')
    .option('--remove <recipient...>', 'encrypt it anew, under another data key, without this one')
    .action((name: string | undefined, flags: RecipientFlags) => recipients(name, flags))
}

// ---------------------------------------------------------------------------------------------------------------- list

function list({ deployment, keys, store }: Session, { plan }: Synthesis, { json }: CommonFlags): void {
  const rows = plan.steps.map(rowOf)
  const { recipients: encryptedTo } = store
  if (json) {
    sayJson('keys-list', {
      deployment: deployment.name,
      store: keys,
      recipients: encryptedTo,
      keys: rows,
    })
    return
  }
  const cells = rows.map(({ identity, kind, notAfter = '', next, reason }) => [
    identity,
    kind,
    notAfter.slice(0, 10),
    next === 'keep' ? '' : `${next}: ${reason}`,
  ])
  const to =
    encryptedTo.length > 0 ? `encrypted to ${few(encryptedTo, 3, ', ')}` : 'in clear, kept out of git'
  say(
    ...table([['identity', 'kind', 'until', 'next issue'], ...cells]),
    '',
    `${count(rows.length, 'key')} in ${shownPath(keys)}, ${to}`,
  )
}

interface Row {
  readonly identity: string
  readonly kind: string
  readonly issuedAt?: string
  readonly notAfter?: string
  readonly next: IssueStep['verb']
  readonly reason: string
}

function rowOf({ identity, request, entry, verb, reason }: IssueStep): Row {
  const notAfter = entry && lifetimeOf(entry)?.notAfter
  return {
    identity,
    kind: request?.kind ?? entry?.kind ?? '',
    ...(entry && { issuedAt: entry.issuedAt }),
    ...(notAfter !== undefined && { notAfter: rfc3339(notAfter) }),
    next: verb,
    reason,
  }
}

// -------------------------------------------------------------------------------------------------------------- rotate

interface RotateFlags extends CommonFlags {
  readonly key?: string
}

function rotate(session: Session, identity: string, { json, key }: RotateFlags): void {
  const synthesis = synthesizeSession(session, 'issue', {
    rotate: new Set([identity]),
    ...(key !== undefined && { given: new Map([[identity, Secret.of(readInput(key).trim())]]) }),
  })
  const { plan, changes } = synthesis
  refuseToRotate(plan.steps, identity, session, key !== undefined)
  const findings = issueFindings(session.name, session.next, synthesis)
  if (findings.some(blocks)) throw new FindingsError(findings)
  commitChanges(session.keys, changes)
  if (json)
    sayJson('keys-rotate', {
      deployment: session.deployment.name,
      store: session.keys,
      findings,
      issued: issueSteps(plan),
      warnings: plan.warnings,
    })
  else
    say(
      ...findingLines(findings),
      ...issueLines(plan),
      `${issuedTotals(plan)} in ${shownPath(session.keys)}`,
      '',
      `Next: ${session.next('deploy')}, then hand out what is new`,
    )
}

/** Throws NatsmithError for what natsmith cannot make anew by itself. */
function refuseToRotate(
  steps: readonly IssueStep[],
  identity: string,
  { next }: Session,
  isGiven: boolean,
): void {
  const request = steps.find((step) => step.identity === identity)?.request
  if (request === undefined)
    throw new NatsmithError(
      'unknown-identity',
      `the program asks for no "${identity}"`,
      `name it as this does: ${next('keys', 'list')}`,
    )
  if (request.kind === 'authority' || request.kind === 'imported-authority')
    throw new NatsmithError(
      'authority-not-rotated',
      `"${identity}" is an authority: in one step, whoever trusts the old one would refuse the new certificates`,
      'declare a second authority and trust both; deploy; issue from the second; deploy; then remove the first',
    )
  if (!isOurs(request, steps))
    throw new NatsmithError(
      'not-ours-to-rotate',
      `"${identity}" is not made by natsmith`,
      'have its owner make another one, and give that to the program, or natsmith keys import',
    )
  if (isGiven && request.kind === 'password')
    throw new NatsmithError(
      'not-a-key',
      `"${identity}" is a password`,
      "declare it with password: 'stdin', and pipe it in: natsmith issue --password-stdin",
    )
}

function isOurs(request: Request, steps: readonly IssueStep[]): boolean {
  switch (request.kind) {
    case 'password':
      return request.source.kind === 'generated'
    case 'certificate':
      return request.csr === undefined
    case 'nkey':
      return request.publicKey === undefined
    case 'jwt': {
      const signer = steps.find(({ identity }) => identity === request.signer)?.request
      return signer === undefined || isOurs(signer, steps)
    }
    case 'authority':
    case 'imported-authority':
    case 'encryption-key':
      return true
  }
}

// ---------------------------------------------------------------------------------------------------------- recipients

interface RecipientFlags extends CommonFlags {
  readonly add?: readonly string[]
  readonly remove?: readonly string[]
}

async function recipients(name: string | undefined, flags: RecipientFlags): Promise<void> {
  const { add = [], remove = [], json } = flags
  const session = await openSession(name, flags, add.length + remove.length > 0 ? 'needed' : 'if-there')
  const { keys, deployment } = session
  const changes = changeRecipients(session.store, { add, remove }, randomBytes)
  commitChanges(keys, changes)
  const { recipients: now } = changes.after
  if (json) {
    sayJson('keys-recipients', { deployment: deployment.name, store: keys, recipients: now })
    return
  }
  say(
    ...(now.length > 0 ? now : ['none: the secret part is in clear, and kept out of git']),
    ...(remove.length > 0
      ? [
          '',
          'Who was removed may have read what was in it until now: rotate what they must not know any more',
        ]
      : []),
  )
}
