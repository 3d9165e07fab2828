// Auth callouts.
import { AuthCallout } from '../../../lib/constructs/auth-callout'
import type { Case } from './around'
import { make } from './around'

export const authCallout: Case = {
  kind: 'AuthCallout',
  make: make(AuthCallout, ({ account }) => account),
  full: ({ account, user }) => ({
    tags: { owner: 'security' },
    name: 'callout',
    account,
    users: [user],
    allowedAccounts: [account],
    encrypted: false,
  }),
  refused: [
    [{ name: 'a/b' }, 'invalid-name', 'name'],
    [{ account: 'ORDERS' }, 'callout-without-account', 'account'],
    [{ users: undefined }, 'empty-list', 'users'],
    [{ users: [] }, 'empty-list', 'users'],
    [({ account }) => ({ users: [account] }), 'invalid-construct', 'users[0]'],
    [{ users: 'alice' }, 'invalid-list', 'users'],
    [{ allowedAccounts: [] }, 'empty-list', 'allowedAccounts'],
    [{ allowedAccounts: ['*'] }, 'invalid-construct', 'allowedAccounts[0]'],
    [{ encrypted: 'no' }, 'invalid-choice', 'encrypted'],
  ],
}
