// Finds imports that no export allows.
import type { Identity } from '../model/identity'
import { accountIdentity, accountName } from '../model/identity'
import type { Account, AccountRef, Export, Import } from '../model/model'
import { accountsByIdentity, accountsOf } from '../model/query'
import type { BuiltInRule, Violation } from '../model/rule'
import { show } from '../values/finding'
import { covers } from '../values/subject'

export const importWithoutExport: BuiltInRule = {
  code: 'import-without-export',
  severity: 'error',
  title: 'every import is allowed by an export',
  why: 'nats-server refuses to start with an import that no export covers.',
  change: 'export the subject from the other account, to this account, as the same kind',
  source: 'nats-server server/accounts.go checkStreamExportApproved, checkServiceExportApproved, checkAuth',
  example: 'imports: stream "billing.paid" from BILLING, which exports no such subject',
  check: ({ model }) => {
    const accounts = accountsByIdentity(model)
    return accountsOf(model).flatMap((importer) =>
      importer.imports.flatMap((given) => {
        const problem = problemOf(given, ref(importer), accounts)
        if (problem === undefined) return []
        const what = `${given.kind} ${show(given.subject)} from ${accountName(given.from)}`
        return [
          { path: importer.path, message: `imports: ${what}, ${problem.message}`, change: problem.change },
        ]
      }),
    )
  },
}

const ref = ({ system, name }: Account): AccountRef => ({ system, account: name })

type Problem = Pick<Violation, 'message' | 'change'>

function problemOf(
  given: Import,
  importer: AccountRef,
  accounts: ReadonlyMap<Identity, Account>,
): Problem | undefined {
  const { kind, subject, from } = given
  if (from.system !== importer.system)
    return {
      message: 'an account of another system',
      change: 'import from an account of the same system, or join the systems with a LeafRemote',
    }
  if (from.account === importer.account)
    return {
      message: 'the account itself',
      change: 'remove it; use mappings to rename subjects of one account',
    }
  const exporter = accounts.get(accountIdentity(from))
  if (exporter === undefined)
    return { message: 'which is not in this deployment', change: 'declare both accounts in one deployment' }
  const covering = exporter.exports.filter((e) => covers(e.subject, subject))
  const ofKind = covering.filter((e) => e.kind === kind)
  const [other] = covering
  if (ofKind.length === 0)
    return other === undefined
      ? { message: 'which exports no such subject', change: `export ${kind} ${show(subject)} there` }
      : { message: `which exports it as a ${other.kind}`, change: `import it as a ${other.kind}` }
  return refusal(ofKind, subject, importer)
}

function refusal(exports: readonly Export[], subject: string, importer: AccountRef): Problem | undefined {
  // An export of the very subject decides alone. Of wider ones nats-server takes any: all of them must agree.
  const exact = exports.find((e) => e.subject === subject)
  const refusing = (exact ? [exact] : exports).find((e) => !allows(e, subject, importer))
  if (refusing === undefined) return undefined
  const { accountTokenPosition: position } = refusing
  if (position === undefined)
    return {
      message: `which exports ${show(refusing.subject)} to other accounts only`,
      change: 'add the account to accounts of that export',
    }
  return {
    message: `which wants the name of the importing account as token ${String(position)}`,
    change: `import the subject with ${importer.account} as token ${String(position)}`,
  }
}

function allows(given: Export, subject: string, importer: AccountRef): boolean {
  const { accountTokenPosition: position, accounts } = given
  if (position !== undefined)
    return given.subject !== subject && subject.split('.')[position - 1] === importer.account
  return accounts === undefined || accounts.some((a) => a.account === importer.account)
}
