// Finds, in operator mode, accounts whose identity key the service of an auth callout is given.
import { signedByIdentityKey } from './support/callout'
import type { BuiltInRule } from '../model/rule'

export const authCalloutIdentityKey: BuiltInRule = {
  code: 'auth-callout-identity-key',
  severity: 'warning',
  title: 'the service of an auth callout signs with signing keys',
  why: 'The service holds a key of every account that it puts somebody into. A signing key is taken back by removing it; an account whose identity key was stolen has to be made anew.',
  change: 'give the account a signing key: signingKeys: { callout: {} }',
  source:
    'nats-io/jwt v2 AccountClaims.SigningKeys; nats-server server/auth_callout.go assignAccountAndPermissions',
  example: 'its identity key is handed to the service of prod/AUTH/callout',
  check: ({ model }) =>
    signedByIdentityKey(model)
      .filter(({ account }) => account.publicKey === undefined)
      .map(({ account, callout }) => ({
        path: account.path,
        message: `its identity key is handed to the service of ${callout.path}`,
        change: 'give the account a signing key: signingKeys: { callout: {} }',
      })),
}
