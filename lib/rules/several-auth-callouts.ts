// Finds auth callouts that no server asks, because it asks another.
import { calloutsIn } from '../model/callout'
import type { BuiltInRule } from '../model/rule'

const change = 'keep one; its service can decide by what the request says of the client'

export const severalAuthCallouts: BuiltInRule = {
  code: 'several-auth-callouts',
  severity: 'error',
  title: 'a system in config mode has one auth callout, and in operator mode an account has one',
  why: 'A conf, and the JWT of an account, have room for one: the others would never be asked.',
  change,
  source: 'nats-server server/opts.go parseAuthCallout; nats-io/jwt v2 ExternalAuthorization',
  example: 'prod/AUTH/callout is asked already',
  check: ({ model }) =>
    model.systems.flatMap((system) => {
      const places =
        system.operator === undefined ? [calloutsIn(system)] : system.accounts.map((a) => a.callouts)
      return places.flatMap(([first, ...others]) =>
        others.map(({ path }) => ({ path, message: `${first?.path ?? ''} is asked already`, change })),
      )
    }),
}
