// Finds, in operator mode, accounts for which the service of an auth callout has no key: the owner keeps the only one.
import type { BuiltInRule } from '../model/rule'
import { signedByIdentityKey } from './support/callout'

const change = 'give the account a signing key: signingKeys: { callout: {} }'

export const authCalloutOwnersKey: BuiltInRule = {
  code: 'auth-callout-owners-key',
  severity: 'error',
  title: 'the service of an auth callout has a key of every account that it puts somebody into',
  why: "The seed of an account with nkey is its owner's: the service could not sign who is let in, and nobody would be.",
  change,
  source: 'nats-server server/auth_callout.go assignAccountAndPermissions',
  example: 'only its owner has a key with which the service of prod/AUTH/callout could sign',
  check: ({ model }) =>
    signedByIdentityKey(model)
      .filter(({ account }) => account.publicKey !== undefined)
      .map(({ account, callout }) => ({
        path: account.path,
        message: `only its owner has a key with which the service of ${callout.path} could sign`,
        change,
      })),
}
