// natsmith push: sends the JWTs of accounts to servers that keep them in a folder, where these have others.
import type { Command } from 'commander'
import { isRetired } from '../../lib/keys/entry'
import type { KeyStore } from '../../lib/keys/store'
import type { Materials } from '../../lib/model/materials'
import type { Jwt } from '../../lib/push/compare'
import { withServers, type Ask } from '../../lib/push/connect'
import { deletionOf, pushTargets, pusherName, type PushTarget } from '../../lib/push/plan'
import { carryOutPush, isPending, isSkipped, planPush, type Answer, type PushPlan } from '../../lib/push/push'
import { parseUrl } from '../../lib/constructs/urls'
import { NatsmithError, ValueError } from '../../lib/values/finding'
import { count, few } from '../../lib/values/words'
import { confirm } from '../confirm'
import { activityMeanwhile, say, sayJson, table } from '../print'
import type { CommonFlags, Session } from '../session'
import { common } from '../session'
import { openSession, synthesizeSession, unblocked } from '../synthesis'

interface Flags extends CommonFlags {
  readonly server?: readonly string[]
  readonly deleteGone?: true
  readonly dryRun?: true
  readonly yes?: true
}

/** What was found of a cluster, and done there. */
interface Pushed {
  readonly target: PushTarget
  readonly plan: PushPlan
  readonly answers: readonly Answer[]
}

export function define(command: Command): void {
  common(command)
    .description(
      'Sends the JWTs of accounts to servers with a full or a cache resolver, as a user of the system account: those that ' +
        'differ from what the servers keep, and none over one that was issued later. Issues nothing.',
    )
    .option('--server <url...>', "where to connect (default: the cluster's own client URLs)")
    .option(
      '--delete-gone',
      'have servers forget the accounts that are gone from the program; their streams stay on disk',
    )
    .option('--dry-run', 'say what differs, and send nothing; exit code 2 where something does')
    .option('--yes', 'do not ask')
    .addHelpText(
      'after',
      '\nExamples:\n  natsmith push\n  natsmith push --dry-run\n  natsmith push --delete-gone\n  natsmith push --yes --server tls://127.0.0.1:4222\n\nExit codes: 0 servers keep what they are to, 1 error, a server that did not take it, or one that keeps an account that is gone, 2 with --dry-run: something differs',
    )
    .action(async (name: string | undefined, flags: Flags) => {
      for (const url of flags.server ?? []) checkUrl(url)
      const session = await openSession(name, flags)
      const { model, materials } = unblocked(session, synthesizeSession(session, 'stored'))
      const targets = pushTargets(model, materials)
      if (flags.server !== undefined && targets.length > 1)
        throw new NatsmithError(
          'usage',
          '--server names servers of one cluster, and several keep JWTs',
          'leave it out: each cluster has URLs of its own',
        )
      const gone = goneFrom(session.store)
      const done: Pushed[] = []
      for (const target of targets)
        done.push(
          await withServers(model, materials, target, flags.server, (ask) =>
            pushTo(ask, target, { gone, materials, session, flags }),
          ),
        )
      if (flags.json) sayJson('push', { deployment: session.name, clusters: done.map(asJson) })
      process.exitCode = exitCodeOf(done, flags)
    })
}

interface Run {
  readonly gone: readonly Jwt[]
  readonly materials: Materials
  readonly session: Session
  readonly flags: Flags
}

/** Throws NatsmithError `usage`. */
function checkUrl(url: string): void {
  try {
    parseUrl('nats', 'tls', 'ws', 'wss')(url)
  } catch (error) {
    if (error instanceof ValueError)
      throw new NatsmithError('usage', `--server: ${error.message}`, error.change)
    throw error
  }
}

async function pushTo(
  ask: Ask,
  target: PushTarget,
  { gone, materials, session, flags }: Run,
): Promise<Pushed> {
  const plan = await activityMeanwhile('asking', () => planPush(ask, target, gone, flags.deleteGone === true))
  if (!flags.json) say(...planLines(target, plan))
  const isDeleting = plan.accounts.some(({ action }) => action === 'delete')
  const deletion = isDeleting ? deletionOf(target, materials, session.now) : () => ''
  if (flags.dryRun || !isDifferent(plan)) return { target, plan, answers: [] }
  await confirm(flags, false, session.next('push'))
  const answers = await activityMeanwhile('pushing', async () => {
    // Somebody else may have pushed while it was thought over.
    const now = flags.yes ? plan : await planPush(ask, target, gone, flags.deleteGone === true)
    return carryOutPush(ask, now, deletion)
  })
  if (!flags.json) say(...answerLines(answers))
  return { target, plan, answers }
}

const isDifferent = ({ accounts }: PushPlan): boolean => accounts.some(({ action }) => isPending(action))

/** Accounts that the program no longer has. */
const goneFrom = ({ entries }: KeyStore): readonly Jwt[] =>
  [...entries.values()].flatMap((entry) =>
    entry.kind === 'jwt' && isRetired(entry) && entry.request.type === 'account'
      ? [
          {
            account: entry.identity.replace(/^account\/(.*)\/jwt(?=$|\/)/, '$1'),
            publicKey: entry.public.subject,
            token: '',
          },
        ]
      : [],
  )

const WORDS: Readonly<Record<PushPlan['accounts'][number]['action'], string>> = {
  keep: 'as it is',
  push: 'to be pushed',
  newer: 'not pushed: a server keeps one that was issued later, by another key store or clock',
  left: 'gone from the program, and servers go on letting its users in; --delete-gone has them forget it',
  closed: 'gone from the program, and disabled',
  delete: 'gone from the program: to be deleted',
}

function planLines(target: PushTarget, { servers, silent, accounts }: PushPlan): readonly string[] {
  const shown = accounts.filter(({ action }) => action !== 'keep')
  const kept = accounts.length - shown.length
  return [
    `${target.cluster.name}, as ${pusherName(target)}: ${servers.join(', ')}`,
    ...table(
      shown.map(({ jwt, action }) => [jwt.account, WORDS[action]]),
      '  ',
    ),
    ...(silent.length > 0 ? [`  no answer from ${silent.join(', ')}`] : []),
    `  ${count(kept, 'account')} as the program says`,
  ]
}

function answerLines(answers: readonly Answer[]): readonly string[] {
  const skipped = answers.filter(isSkipped)
  const names = few([...new Set(skipped.map(({ server }) => server))])
  return [
    ...table(
      answers.map(({ account, server, message }) => [account, server, message]),
      '  ',
    ),
    ...(skipped.length === 0
      ? []
      : [
          `  restart ${names}: nobody uses such accounts there, and JWTs on its disk stay until then, also of who is revoked`,
        ]),
  ]
}

const asJson = ({ target, plan, answers }: Pushed): object => ({
  cluster: target.cluster.name,
  user: pusherName(target),
  servers: plan.servers,
  silent: plan.silent,
  accounts: plan.accounts.map(({ jwt: { account, publicKey }, action }) => ({ account, publicKey, action })),
  answers,
})

function exitCodeOf(done: readonly Pushed[], { dryRun }: Flags): number {
  const isAmiss = done.some(
    ({ plan, answers }) =>
      plan.silent.length > 0 ||
      plan.accounts.some(({ action }) => action === 'newer' || action === 'left') ||
      answers.some(({ isTaken }) => !isTaken),
  )
  if (isAmiss) return 1
  return dryRun && done.some(({ plan }) => isDifferent(plan)) ? 2 : 0
}
