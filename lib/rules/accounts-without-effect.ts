// Finds exports that name the accounts that may import them where the subject decides that already.
import { accountsOf } from '../model/query'
import type { BuiltInRule } from '../model/rule'
import { show } from '../values/finding'

const change = 'leave accounts out, or accountTokenPosition'

export const accountsWithoutEffect: BuiltInRule = {
  code: 'accounts-without-effect',
  severity: 'warning',
  title: 'the accounts of an export decide who may import it',
  why: 'Where accountTokenPosition stands beside them, servers ask for the name of the importing account in the subject, and for nothing else: every account may import its own part.',
  change,
  source: 'nats-server server/accounts.go checkAuth',
  example: 'exports: stream "sold.*": every account may import its own part of it, whatever accounts says',
  check: ({ model }) =>
    accountsOf(model).flatMap(({ path, exports }) =>
      exports
        .filter((one) => one.accounts !== undefined && one.accountTokenPosition !== undefined)
        .map(({ kind, subject }) => ({
          path,
          message: `exports: ${kind} ${show(subject)}: every account may import its own part of it, whatever accounts says`,
          change,
        })),
    ),
}
