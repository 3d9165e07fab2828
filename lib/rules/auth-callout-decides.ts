// Finds logins that a program declares, and about which an auth callout decides.
import { calloutsIn, isSame, isUserOf } from '../model/callout'
import type { AccountRef, AuthCallout, Model, System } from '../model/model'
import type { BuiltInRule, Violation } from '../model/rule'

export const authCalloutDecides: BuiltInRule = {
  code: 'auth-callout-decides',
  severity: 'error',
  title: 'no auth callout decides about a login that the program declares',
  why: 'A server that asks takes the answer of the service in the place of everything that is declared: account, permissions, even whether the key or the password was right. While the service is down, nobody that it is asked about logs in.',
  change:
    'name the user in users of the AuthCallout; or, in config mode from nats-server 2.11 on, allowedAccounts without its account',
  source: 'nats-server server/auth.go processClientOrLeafAuthentication (auth callout)',
  example: 'prod/AUTH/callout decides about it, whatever is declared here',
  check: ({ model }) =>
    model.systems.flatMap((system) => {
      const callouts = system.operator === undefined ? calloutsIn(system).slice(0, 1) : calloutsIn(system)
      return callouts.flatMap((callout) =>
        system.operator === undefined ? users(callout, system) : leafRemotes(callout, model),
      )
    }),
}

/** In config mode. In operator mode, users that are asked about are what leads clients to the callout. */
function users(callout: AuthCallout, { accounts }: System): readonly Violation[] {
  const { account: own, allowedAccounts } = callout
  const isAsked = (account: AccountRef): boolean =>
    allowedAccounts === undefined ||
    allowedAccounts === '*' ||
    [own, ...allowedAccounts].some((allowed) => isSame(allowed, account))
  return accounts
    .flatMap((account) => account.users)
    .filter((user) => isAsked(user.account) && !isUserOf(callout, user))
    .map(({ path, name }) => violation(callout, path, `name ${name} in users of the AuthCallout`))
}

/** In operator mode. In a conf, they are among those that are not asked about. */
const leafRemotes = (callout: AuthCallout, { clusters }: Model): readonly Violation[] =>
  clusters
    .flatMap(({ remotes }) => remotes)
    .filter(({ hubAccount }) => isSame(hubAccount, callout.account))
    .map(({ path }) => violation(callout, path, 'let the remote join another account'))

const violation = (callout: AuthCallout, path: string, change: string): Violation => ({
  path,
  message: `${callout.path} decides about it, whatever is declared here`,
  change,
})
