// The conf of a node in one line.
import type { Construct } from 'constructs'
import type { NatsClusterProps } from '../../lib/index'
import { NatsCluster } from '../../lib/index'
import { confsOf } from '../../lib/render/conf/conf'
import type { ConfMap } from '../../lib/values/conf'
import { materialsFor } from './materials'
import { modelOf, nodeOf } from './model'

/** A cluster of one node, `n1`, of the oldest line. */
export const ONE: NatsClusterProps = { nodes: { n1: 'n1.internal' }, serverVersion: '2.10' }

/** The conf of node `n1`, or of another. */
export function confFor(define: (scope: Construct) => void, name = 'n1'): ConfMap {
  const model = modelOf(define)
  const { cluster, node } = nodeOf(model, name)
  return confsOf(model, materialsFor(model))(cluster, node).conf
}

/** The conf of `n1` of a cluster with `props`, and nothing else in the deployment. */
export const clusterConf = (props: Partial<NatsClusterProps>): ConfMap =>
  confFor((scope) => {
    new NatsCluster(scope, 'hub', { ...ONE, ...props })
  })
