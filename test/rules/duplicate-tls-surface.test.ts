import type { Construct } from 'constructs'
import { TlsSurface } from '../../lib/constructs/tls-surface'
import { duplicateTlsSurface } from '../../lib/rules/duplicate-tls-surface'
import { base, describeRule } from '../support/judge'

const surfaces =
  (...surfaces: readonly ('client' | 'cluster' | 'leafnodes')[]) =>
  (scope: Construct): void => {
    const { hub, ca: issuer } = base(scope, { leafnodes: {} })
    for (const [i, surface] of surfaces.entries())
      new TlsSurface(hub, i === 0 ? 'leaf-tls' : `tls-${String(i)}`, { surface, issuer })
  }

describeRule(duplicateTlsSurface, {
  fires: {
    program: surfaces('leafnodes', 'client', 'leafnodes', 'leafnodes'),
    at: ['prod/hub/tls-2', 'prod/hub/tls-3'],
  },
  quiet: {
    'one takes the place of what follows from the cluster': surfaces('leafnodes'),
    'each surface has its own': surfaces('leafnodes', 'client', 'cluster'),
  },
})
