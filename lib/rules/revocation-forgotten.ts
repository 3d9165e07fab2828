// Finds users that were revoked when an account was deployed, and would be let in again by a key store that is older.
import { accountIdentity, jwtIdentity } from '../model/identity'
import { accountsOf, operatorOf } from '../model/query'
import type { BuiltInRule } from '../model/rule'

export const revocationForgotten: BuiltInRule = {
  code: 'revocation-forgotten',
  severity: 'error',
  title: 'who is revoked stays revoked, whatever becomes of the key store',
  why: 'A key store that was restored from an earlier commit knows neither the user nor the revocation: whoever has those creds would be let in again.',
  change:
    'restore the key store that was committed with the record; or say it in the program, in revocations of the account; acknowledge this if they are to be let in',
  source:
    'nats-server server/accounts.go checkUserRevoked (what is no longer in the JWT is no longer revoked)',
  example:
    'UANN was revoked up to 2026-01-01T00:00:00.000Z in the last deploy, and the key store knows nothing of it',
  check: ({ model, issued }) =>
    accountsOf(model)
      .filter((account) => operatorOf(model, account) !== undefined)
      .flatMap((account) => {
        const { forgotten = [] } =
          issued.document(jwtIdentity(accountIdentity({ system: account.system, account: account.name }))) ??
          {}
        return forgotten.map(({ publicKey, at }) => {
          const time = new Date(at).toISOString()
          return {
            path: account.path,
            message: `${publicKey} was revoked up to ${time} in the last deploy, and the key store knows nothing of it`,
            change: `restore the key store that was committed with the record; or declare revocations: [{ user: '${publicKey}', at: '${time}' }]; acknowledge this if it is to be let in`,
          }
        })
      }),
}
