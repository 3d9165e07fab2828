// A model in one line: constructs are declared, resolved, and forgotten.
import type { Construct } from 'constructs'
import { buildTree, deployment } from '../../lib/constructs/deployment'
import type { Cluster, Model, Node } from '../../lib/model/model'
import { resolve } from '../../lib/model/resolve'

/** The model of a deployment called `prod`. */
export function modelOf(define: (scope: Construct) => void): Model {
  return resolve(buildTree(deployment('prod', define)), 'prod').model
}

/** A node of `model` by name, with its servers. */
export function nodeOf(model: Model, name: string): { readonly cluster: Cluster; readonly node: Node } {
  for (const cluster of model.clusters)
    for (const node of cluster.nodes) if (node.name === name) return { cluster, node }
  throw new Error(`the model has no node ${name}`)
}
