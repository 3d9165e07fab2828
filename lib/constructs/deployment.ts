// In: a name and a function that declares. Out: a value that every engine hosts in the same way.
import type { Construct } from 'constructs'
import { RootConstruct } from 'constructs'
import { parseName } from '../values/names'
import { Props } from './props'

const DEPLOYMENT = Symbol.for('natsmith.deployment')

/** A deployment: its name, and the function that declares it below a scope. Made by {@link deployment}. */
export interface Deployment {
  readonly name: string
  /** Declares everything below `scope`. */
  readonly define: (scope: Construct) => void
}

/**
 * Names a deployment. A program's default export is one, or an array of them: `staging` and `prod` from the same code.
 *
 * @param name - the first part of every construct's path, and the folder of its key store.
 * @param define - declares the constructs below the scope it is given; called once for every synthesis.
 * @throws FindingsError `invalid-name`
 */
export function deployment(name: string, define: (scope: Construct) => void): Deployment {
  const props = new Props(name)
  props.read('name', name, parseName)
  props.done()
  return Object.freeze(Object.defineProperty({ name, define }, DEPLOYMENT, { value: true }))
}

/** True for what {@link deployment} made, in this or another copy of natsmith. */
export function isDeployment(value: unknown): value is Deployment {
  return typeof value === 'object' && value !== null && DEPLOYMENT in value
}

/** The construct tree of `deployment`, below a root of its own. */
export function buildTree({ name, define }: Deployment): Construct {
  const root = new RootConstruct(name)
  define(root)
  return root
}
