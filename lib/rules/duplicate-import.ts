// Finds imports that an account has already.
import { accountIdentity, accountName } from '../model/identity'
import type { Account, Import, Model } from '../model/model'
import { accountsOf } from '../model/query'
import type { BuiltInRule } from '../model/rule'
import { show } from '../values/finding'
import { groupBy } from '../values/group'
import type { Since } from '../values/server-version'
import { atLeast, formatSince } from '../values/server-version'
import { localSubject } from '../values/subject-transform'

/** Services of several accounts may have one local subject. */
const SEVERAL: Since = ['2.10.28', '2.11.2']

export const duplicateImport: BuiltInRule = {
  code: 'duplicate-import',
  severity: 'error',
  title: 'an account imports a stream, and has a local subject for a service, once',
  why: 'nats-server refuses to start with two.',
  change: 'remove one of the imports, or give a service another local subject with to',
  source: 'nats-server server/accounts.go isStreamImportDuplicate, addServiceImport',
  example: 'imports: stream "billing.paid" from BILLING is there twice',
  check: ({ model }) =>
    accountsOf(model).flatMap((account) => {
      const mayShare = serversShare(model, account)
      return [...groupBy(account.imports, (given) => keyOf(given, mayShare)).values()]
        .filter((same) => same.length > 1)
        .flatMap(([first]) => (first ? [{ path: account.path, ...problem(first, mayShare) }] : []))
    }),
}

const serversShare = (model: Model, { system }: Account): boolean =>
  model.clusters.every((cluster) => cluster.system !== system || atLeast(cluster.serverVersion, SEVERAL))

function keyOf(given: Import, mayShare: boolean): string {
  if (given.kind === 'stream') return ['stream', accountIdentity(given.from), given.subject].join('\0')
  return ['service', mayShare ? accountIdentity(given.from) : '', localSubject(given)].join('\0')
}

function problem(given: Import, mayShare: boolean): { readonly message: string; readonly change: string } {
  const { kind, subject, from } = given
  if (kind === 'stream')
    return {
      message: `imports: stream ${show(subject)} from ${accountName(from)} is there twice`,
      change: 'remove one: a stream has one local subject, to or prefix',
    }
  const local = show(localSubject(given))
  return {
    message: mayShare
      ? `imports: two services from ${accountName(from)} have the local subject ${local}`
      : `imports: two services have the local subject ${local}, which servers before ${formatSince(SEVERAL)} refuse`,
    change: 'remove one, or give it another local subject with to',
  }
}
