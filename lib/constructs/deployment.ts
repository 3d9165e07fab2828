// In: a name and a function that declares. Out: a value that every engine hosts in the same way.
import type { Construct } from 'constructs'
import { RootConstruct } from 'constructs'
import { NatsmithError, ValueError, show } from '../values/finding'
import { parseName } from '../values/names'
import { Props } from './props'

const DEPLOYMENT = Symbol.for('natsmith.deployment')

/** A deployment: its name, and the function that declares it below a scope. Made by {@link deployment}. */
export interface Deployment {
  /** The first part of every construct's path, and the folder of its key store. */
  readonly name: string
  /** Declares everything below `scope`. */
  readonly define: (scope: Construct) => void
}

/**
 * Names a deployment. A program's default export is one, or an array of them: `staging` and `prod` from the same code.
 *
 * @param name - the first part of every construct's path, and the folder of its key store.
 * @param define - declares the constructs below the scope it is given; called once for every synthesis. It is not
 * asynchronous: what it declares after an `await` would be missing.
 * @throws FindingsError `invalid-name`, `invalid-definition`; `define` throws NatsmithError `asynchronous-definition`
 */
export function deployment(name: string, define: (scope: Construct) => void): Deployment {
  const read = new Props<keyof Deployment>({ name, define })
  read.value('name', parseName)
  read.value('define', parseDefinition)
  read.done(typeof name === 'string' ? name : '')
  const run: (scope: Construct) => unknown = define
  const declare = (scope: Construct): void => {
    refuseThenable(name, run(scope))
  }
  return Object.freeze(Object.defineProperty({ name, define: declare }, DEPLOYMENT, { value: true }))
}

function parseDefinition(value: unknown): void {
  if (typeof value === 'function') return
  throw new ValueError('invalid-definition', `${show(value)} is no function`, 'give (scope) => { … }')
}

function refuseThenable(name: string, result: unknown): void {
  if (typeof result !== 'object' || result === null || !('then' in result)) return
  // What it will throw is of no interest any more.
  Promise.resolve(result).catch(() => undefined)
  throw new NatsmithError(
    'asynchronous-definition',
    `the function that declares ${show(name)} is asynchronous: what it declares after an await would be missing`,
    'await before calling deployment(), in the program itself, and declare without async',
  )
}

/** True for what {@link deployment} made, in this or another copy of natsmith. */
export function isDeployment(value: unknown): value is Deployment {
  return typeof value === 'object' && value !== null && DEPLOYMENT in value
}

/** Throws ValueError `invalid-deployment`. */
export function parseDeployment(value: unknown): Deployment {
  if (isDeployment(value)) return value
  throw new ValueError(
    'invalid-deployment',
    `${show(value)} is no deployment`,
    "give what deployment('prod', (scope) => { … }) returns",
  )
}

/** The construct tree of `deployment`, below a root of its own. */
export function buildTree({ name, define }: Deployment): Construct {
  const root = new RootConstruct(name)
  define(root)
  return root
}
