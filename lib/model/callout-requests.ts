// In: the systems of a model. Out: the nkeys that their auth callouts need: one that signs answers, in operator mode that of an
// account, and one that encrypts.
import { calloutsIn } from './callout'
import { calloutIdentity, curveKeyIdentity, nkeyIdentity } from './identity'
import type { Model } from './model'
import type { NkeyRequest } from './request'

export const calloutRequests = ({ systems }: Model): readonly NkeyRequest[] =>
  systems.flatMap((system) =>
    calloutsIn(system).flatMap((callout): readonly NkeyRequest[] => {
      const identity = calloutIdentity(callout)
      const { path, encrypted } = callout
      return [
        ...(system.operator === undefined
          ? [{ kind: 'nkey' as const, identity: nkeyIdentity(identity), path, role: 'A' as const }]
          : []),
        ...(encrypted
          ? [{ kind: 'nkey' as const, identity: curveKeyIdentity(identity), path, role: 'X' as const }]
          : []),
      ]
    }),
  )
