import type { Construct } from 'constructs'
import { Account, type AccountProps } from '../../lib/constructs/account'
import { AuthCallout } from '../../lib/constructs/auth-callout'
import { User } from '../../lib/constructs/user'
import { authCalloutOwnersKey } from '../../lib/rules/auth-callout-owners-key'
import { base, describeRule } from '../support/judge'
import { signerOf } from '../support/jwt'
import { operatorBase } from '../support/operator'

const nkey = signerOf('A', 1).publicKey

const calling =
  (props: AccountProps, prepare: (scope: Construct) => unknown = operatorBase) =>
  (scope: Construct) => {
    prepare(scope)
    const account = new Account(scope, 'AUTH', props)
    new AuthCallout(account, 'callout', { users: [new User(account, 'service')] })
  }

describeRule(authCalloutOwnersKey, {
  fires: { program: calling({ nkey }), at: ['prod/AUTH'] },
  quiet: {
    'a signing key signs': calling({ nkey, signingKeys: { main: {} } }),
    'natsmith has the identity key': calling({}),
    'in config mode the callout has a key of its own': calling({ nkey }, base),
  },
})
