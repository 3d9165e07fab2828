// Finds imports of the program whose leave is revoked.
import { accountIdentity, activationIdentity, jwtIdentity } from '../model/identity'
import { accountsByIdentity, accountsOf, exportOf, operatorOf } from '../model/query'
import type { BuiltInRule } from '../model/rule'
import { show } from '../values/finding'
import { revokedWords } from './support/revoked'

export const revokedImport: BuiltInRule = {
  code: 'revoked-import',
  severity: 'error',
  title: 'what a program imports is not revoked',
  why: 'Servers take no activation that was issued at the time of a revocation, or before: the import is declared, and nothing comes.',
  change: 'rotate the activation; what is issued after the revocation is worth something',
  source: 'nats-server server/accounts.go checkActivation, isRevoked (issued at, or before)',
  example:
    'imports: leave to import stream "orders.>" is revoked until 2026-01-01T00:00:00.000Z, and is of 2025-06-01T00:00:00.000Z',
  check: ({ model, issued }) =>
    accountsOf(model)
      .filter((account) => operatorOf(model, account) !== undefined)
      .flatMap(({ path, system, name, imports }) =>
        imports.flatMap((given) => {
          const exporter = accountsByIdentity(model).get(accountIdentity(given.from))
          const { revocations = [] } = (exporter && exportOf(exporter, given)) ?? {}
          const importer = { system, account: name }
          const activation = jwtIdentity(activationIdentity(importer, given))
          const own = accountIdentity(importer)
          const revoked = revokedWords(issued, activation, revocations, (of, key) =>
            'account' in of ? accountIdentity(of.account) === own : of.key === '*' || of.key === key,
          )
          if (revoked === undefined) return []
          const { end, from } = revoked
          return [
            {
              path,
              message: `imports: leave to import ${given.kind} ${show(given.subject)} is revoked until ${end}, and is of ${from}`,
              change: `run natsmith keys rotate ${activation} once that time has passed, or take the import out of the program`,
            },
          ]
        }),
      ),
}
