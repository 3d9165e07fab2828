// In: a model. Out: for each auth callout in operator mode, the accounts of whose identity key its service would be given the seed.
import { accountsOfCallout, calloutsIn } from '../../model/callout'
import type { Account, AuthCallout, Model } from '../../model/model'

interface SignedByIdentityKey {
  readonly account: Account
  readonly callout: AuthCallout
}

export const signedByIdentityKey = (model: Model): readonly SignedByIdentityKey[] =>
  model.systems.flatMap((system) =>
    (system.operator === undefined ? [] : calloutsIn(system)).flatMap((callout) =>
      accountsOfCallout(model, callout)
        .filter(({ signingKeys }) => signingKeys.every(({ scope }) => scope !== undefined))
        .map((account) => ({ account, callout })),
    ),
  )
