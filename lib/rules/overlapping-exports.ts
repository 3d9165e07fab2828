// Finds, in operator mode, exports of an account that another one of its exports covers.
import type { Export } from '../model/model'
import { accountsOf, operatorOf } from '../model/query'
import type { BuiltInRule } from '../model/rule'
import { show } from '../values/finding'
import { isContainedIn } from './support/contained'

const change = 'keep the wider one, or let their subjects be apart'

export const overlappingExports: BuiltInRule = {
  code: 'overlapping-exports',
  severity: 'error',
  title: 'in operator mode, no export covers another of its account',
  why: 'Servers refuse the JWT of an account that exports a subject twice: none of its users can log in.',
  change,
  source: 'nats-io/jwt v2 exports.go Exports.Validate; nats-server server/server.go verifyAccountClaims',
  example: 'exports: stream "billing.*" covers "billing.paid", which is exported, too',
  check: ({ model }) =>
    accountsOf(model)
      .filter((account) => operatorOf(model, account) !== undefined)
      .flatMap(({ path, exports }) =>
        exports.flatMap((wide, i) =>
          exports
            .filter((other, j) => isCovered(wide, other) && (j > i || !isCovered(other, wide)))
            .map(({ subject }) => ({
              path,
              message: `exports: ${wide.kind} ${show(wide.subject)} covers ${show(subject)}, which is exported, too`,
              change,
            })),
        ),
      ),
}

const isCovered = (wide: Export, other: Export): boolean =>
  wide !== other && wide.kind === other.kind && isContainedIn(other.subject, wide.subject)
