// Finds, in operator mode, services of one account whose local subjects overlap.
import { accountIdentity, accountName } from '../model/identity'
import type { Account, Import } from '../model/model'
import { accountsOf, operatorOf } from '../model/query'
import type { BuiltInRule } from '../model/rule'
import { show } from '../values/finding'
import { localSubject } from '../values/subject-transform'
import { isContainedIn } from './support/contained'

const change = 'give one of them another local subject with to'

export const overlappingImports: BuiltInRule = {
  code: 'overlapping-imports',
  severity: 'error',
  title: 'in operator mode, local subjects of services of one account are apart',
  why: 'Servers refuse the JWT of an account in which one covers another: none of its users can log in.',
  change,
  source: 'nats-io/jwt v2 imports.go Imports.Validate; nats-server server/server.go verifyAccountClaims',
  example: 'imports: "ask.*" covers "ask.rate", both services from BILLING',
  check: ({ model }) =>
    accountsOf(model)
      .filter((account) => operatorOf(model, account) !== undefined)
      .flatMap((account) =>
        coveringPairs(account).map(([wide, narrow]) => ({
          path: account.path,
          message: `imports: ${show(localSubject(wide))} covers ${show(localSubject(narrow))}, both services from ${accountName(wide.from)}`,
          change,
        })),
      ),
}

/** Those that are alike are found by rule duplicate-import. */
function coveringPairs({ imports }: Account): readonly (readonly [Import, Import])[] {
  const services = imports.filter(({ kind }) => kind === 'service')
  return services.flatMap((wide) =>
    services
      .filter(
        (narrow) =>
          accountIdentity(wide.from) === accountIdentity(narrow.from) &&
          localSubject(wide) !== localSubject(narrow) &&
          isContainedIn(localSubject(narrow), localSubject(wide)),
      )
      .map((narrow) => [wide, narrow] as const),
  )
}
