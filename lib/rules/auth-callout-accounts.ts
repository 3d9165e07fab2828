// Finds allowed accounts of an auth callout with which servers do not start, or that they do not know.
import { calloutsIn } from '../model/callout'
import { accountName } from '../model/identity'
import type { AuthCallout, System } from '../model/model'
import type { BuiltInRule, Violation } from '../model/rule'

export const authCalloutAccounts: BuiltInRule = {
  code: 'auth-callout-accounts',
  severity: 'error',
  title: 'the allowed accounts of an auth callout are accounts of its system',
  why: "In config mode, '*' is the name of an account, and a server does not start with one that it does not have. Nobody is ever put into an account of another system.",
  change:
    'in config mode, leave allowedAccounts out to allow every account; leave out accounts of other systems',
  source:
    'nats-server server/opts.go processConfigFile (auth_callout allowed account not found), server/accounts.go isAllowedAcount',
  example: "allowedAccounts: '*' is for operator mode",
  check: ({ model }) =>
    model.systems.flatMap((system) => calloutsIn(system).flatMap((callout) => violations(callout, system))),
}

function violations(
  { path, allowedAccounts = [] }: AuthCallout,
  { name, operator }: System,
): readonly Violation[] {
  if (allowedAccounts === '*')
    return operator === undefined
      ? [
          {
            path,
            message: "allowedAccounts: '*' is for operator mode",
            change: 'leave it out: in config mode that allows every account',
          },
        ]
      : []
  return allowedAccounts
    .filter(({ system }) => system !== name)
    .map((account) => ({
      path,
      message: `allowedAccounts: ${accountName(account)} is of another system`,
      change: 'leave it out',
    }))
}
