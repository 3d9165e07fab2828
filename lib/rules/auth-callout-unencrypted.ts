// Finds auth callouts to which servers send passwords in plain text.
import { calloutsIn } from '../model/callout'
import type { BuiltInRule } from '../model/rule'

const change = 'leave encrypted out'

export const authCalloutUnencrypted: BuiltInRule = {
  code: 'auth-callout-unencrypted',
  severity: 'error',
  title: 'what servers ask an auth callout is encrypted',
  why: 'A request holds the password, the token or the JWT that a client logs in with: whoever may subscribe in the account of the callout reads them all.',
  change,
  source: 'nats-server server/auth_callout.go processClientOrLeafCallout',
  example: 'encrypted: false: passwords and tokens of clients are sent in plain text',
  check: ({ model }) =>
    model.systems.flatMap(calloutsIn).flatMap(({ path, encrypted }) =>
      encrypted
        ? []
        : [
            {
              path,
              message: 'encrypted: false: passwords and tokens of clients are sent in plain text',
              change,
            },
          ],
    ),
}
