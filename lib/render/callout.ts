// In: an auth callout and what was issued for it. Out: the settings of its service, with the keys that it answers with.
import type { CalloutSettings } from '../auth-callout/settings'
import { accountsOfCallout } from '../model/callout'
import { accountIdentity, calloutIdentity, curveKeyIdentity, nkeyIdentity } from '../model/identity'
import { signerOf } from '../model/jwt-requests'
import type { Materials } from '../model/materials'
import type { AuthCallout, Model } from '../model/model'
import { operatorOf } from '../model/query'
import { defined } from '../values/defined'

export function calloutSettings(model: Model, callout: AuthCallout, materials: Materials): CalloutSettings {
  const identity = calloutIdentity(callout)
  const { name, account, allowedAccounts, encrypted } = callout
  const common = {
    name,
    account: account.account,
    ...defined({
      xkey: encrypted ? materials.nkey(curveKeyIdentity(identity)).seed.reveal() : undefined,
    }),
  }
  if (operatorOf(model, account) === undefined)
    return {
      mode: 'config',
      ...common,
      issuer: materials.nkey(nkeyIdentity(identity)).seed.reveal(),
      ...defined({
        accounts:
          allowedAccounts === undefined || allowedAccounts === '*'
            ? undefined
            : [...new Set([account.account, ...allowedAccounts.map((allowed) => allowed.account)])],
      }),
    }
  const accounts = accountsOfCallout(model, callout).map((allowed) => {
    const own = nkeyIdentity(accountIdentity({ system: allowed.system, account: allowed.name }))
    const { publicKey } = materials.nkey(own)
    return [
      allowed.name,
      { publicKey, signer: materials.nkey(signerOf(allowed).signer).seed.reveal() },
    ] as const
  })
  return { mode: 'operator', ...common, accounts: Object.fromEntries(accounts) }
}
