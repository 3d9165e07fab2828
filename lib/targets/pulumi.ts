// `natsmith/pulumi`: a deployment as a component of Pulumi. In: a deployment, and values that Pulumi may know only later. Out: a
// resource for each node, one for the record, and what other resources may use of them.
import { resolve } from 'node:path'
import * as pulumi from '@pulumi/pulumi'
import { parseDeployment, type Deployment } from '../constructs/deployment'
import { boolean } from '../constructs/parsers'
import { Props } from '../constructs/props'
import { blocks, show, ValueError } from '../values/finding'
import { groupBy } from '../values/group'
import { parseText } from '../values/names'
import { isPlainObject } from '../values/plain-object'
import { few } from '../values/words'
import { DEFAULT_STORE } from '../workspace/place'
import type { NodeArtifacts, NodeFacts } from './artifacts'
import type { Owner } from './claims'
import { errorText, findingText } from './pulumi-errors'
import { prepare, type Prepared, type PreparedNode, type Run } from './pulumi-prepare'
import { mapValues, plainValues, settledValues, type Values } from './pulumi-values'
import { DEFAULT_STAGING } from './staging'

export type {
  NodeArtifacts,
  NodeFacts,
  PublicArtifact,
  SensitiveArtifact,
  SurfaceArtifacts,
} from './artifacts'

export interface NatsDeploymentProps {
  /** What is deployed; a function where it depends on `inputs`. */
  readonly deployment: Deployment | ((inputs: Readonly<Record<string, string>>) => Deployment)
  /**
   * Values that other resources may provide. In a preview that does not know them, the function is given a placeholder, and
   * nothing is shown but nodes. @defaultValue none
   */
  readonly inputs?: Readonly<Record<string, pulumi.Input<string>>>
  /**
   * Passwords of users that are declared with `password: 'stdin'`, by account and name: `ORDERS/alice`, and of clusters' tokens:
   * `token/hub`. Only their hashes leave the key store. @defaultValue none
   */
  readonly passwords?: Readonly<Record<string, pulumi.Input<string>>>
  /** Folder to place files in, each node's below `<out>/<node>`. @defaultValue `out`, below the program's folder */
  readonly out?: pulumi.Input<string>
  /** Folder of key stores and records, as `natsmith --store`. @defaultValue `natsmith`, below the program's folder */
  readonly store?: string
  /** Folder of staged files. @defaultValue `.natsmith/staged`, below the program's folder */
  readonly staging?: string
  /** Takes over files that are there and that no deploy wrote. @defaultValue false */
  readonly adopt?: boolean
  /** Issues anew what was deployed and is lost: whoever has the old one is locked out. @defaultValue false: it is a finding */
  readonly replaceLost?: boolean
}

/**
 * Hosts a deployment. A preview writes nothing, and says what is to be issued; `pulumi up` issues it, then places the files of
 * each node with natsmith's own engine. State holds paths, digests and public data.
 *
 * @throws RunError with every finding that blocks; before any resource is registered, unless an Output is among the props
 */
export class NatsDeployment extends pulumi.ComponentResource {
  /** What may be said of each node to everybody, once it is deployed. */
  readonly nodes: pulumi.Output<Readonly<Record<string, NodeFacts>>>
  readonly #made: Promise<Made>

  constructor(name: string, props: NatsDeploymentProps, opts?: pulumi.ComponentResourceOptions) {
    inWords(() => {
      readProps(name, props)
    })
    const plain = plainValues(props)
    const owner = { path: name }
    const ready = plain && outcomeOf(owner, props, plain)
    super('natsmith:index:NatsDeployment', name, {}, opts)
    const { isDryRun } = pulumi.runtime
    this.#made =
      plain && ready
        ? Promise.resolve(register(this, plain, ready))
        : settledValues(props, name, isDryRun()).then(
            (values) => register(this, values, outcomeOf(owner, props, values)),
            (error: unknown) => inWords(() => raise(error)),
          )
    // Who waits for it says what is wrong, but not at once.
    this.#made.catch(() => undefined)
    const facts = this.#made.then((made) => made && mapValues(made.nodes, (node) => node.facts))
    facts.catch(() => undefined)
    this.nodes = pulumi.output(facts.then((all) => all ?? UNKNOWN))
    this.registerOutputs({ nodes: this.nodes })
  }

  /** Where the files of a node are: public ones with their content, sensitive ones by path only. */
  artifacts(node: string): pulumi.Output<NodeArtifacts> {
    const found = this.#made.then((made) => {
      if (made?.nodes[node] !== undefined) return made.nodes[node].artifacts
      // With placeholders, nodes may have other names than they will have.
      if (made === undefined || made.isBlind) return UNKNOWN
      throw mistake(`there is no node "${node}"; name one of: ${Object.keys(made.nodes).join(', ')}`)
    })
    return pulumi.output(found)
  }
}

/** Undefined in a preview in which nothing can be said. */
type Made = { readonly nodes: Readonly<Record<string, MadeNode>>; readonly isBlind: boolean } | undefined

interface MadeNode {
  readonly facts: pulumi.Output<NodeFacts>
  readonly artifacts: pulumi.Output<NodeArtifacts>
}

/** Takes the place of a value that a preview does not know. */
const UNKNOWN = pulumi.unknown as unknown as never

// ----------------------------------------------------------------------------------------------------------- synthesis

interface Outcome {
  /** Undefined where nothing is to be placed, or nothing can be said. */
  readonly prepared: Prepared | undefined
  /** Why nothing can be said. */
  readonly warning?: string
}

function outcomeOf(owner: Owner, props: NatsDeploymentProps, values: Values): Outcome {
  const isBlind = values.unknown.length > 0
  if (!isBlind) return { prepared: inWords(() => prepare(runOf(owner, props, values, isBlind))) }
  try {
    return { prepared: prepare(runOf(owner, props, values, isBlind)) }
  } catch (error) {
    return { prepared: undefined, warning: errorText(error) ?? String(error) }
  }
}

/** What `work` returns; what natsmith throws in it, as Pulumi shows a user's mistake. */
function inWords<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    const text = errorText(error)
    throw text === undefined ? error : mistake(text)
  }
}

/** What Pulumi shows without a stack, also where it comes to it by an Output. */
function mistake(text: string): pulumi.RunError {
  const error = new pulumi.RunError(text)
  error.stack = text
  return error
}

function raise(error: unknown): never {
  throw error
}

/** Throws FindingsError with everything that is wrong with the props, as far as they are not Inputs. */
function readProps(name: string, props: NatsDeploymentProps): void {
  const given: unknown = props
  const read = new Props<keyof NatsDeploymentProps>(
    isPlainObject(given) && isLater(given['out']) ? { ...given, out: undefined } : given,
  )
  read.value('deployment', (value) => {
    if (typeof value !== 'function') parseDeployment(value)
  })
  for (const prop of ['inputs', 'passwords'] as const) read.optional(prop, parseInputs)
  for (const prop of ['out', 'store', 'staging'] as const) read.optional(prop, parseText)
  for (const prop of ['adopt', 'replaceLost'] as const) read.optional(prop, boolean)
  read.done(name)
}

function parseInputs(value: unknown): void {
  if (isPlainObject(value)) return
  throw new ValueError('invalid-inputs', `${show(value)} is no object`, 'give { name: value }')
}

const isLater = (value: unknown): boolean => pulumi.Output.isInstance(value) || value instanceof Promise

function runOf(owner: Owner, props: NatsDeploymentProps, values: Values, isBlind: boolean): Run {
  const { deployment, store = DEFAULT_STORE, staging = DEFAULT_STAGING } = props
  const { adopt = false, replaceLost = false } = props
  return {
    // Tests with mocks have none, and deploy the same again and again.
    program: pulumi.runtime.getStackResource() ?? {},
    owner,
    deployment: typeof deployment === 'function' ? made(owner, deployment(values.inputs)) : deployment,
    passwords: values.passwords,
    store: placeOf(store),
    staging: placeOf(staging),
    out: values.out === undefined ? undefined : placeOf(values.out),
    adopt,
    replaceLost,
    isPreview: pulumi.runtime.isDryRun(),
    isBlind,
    now: Date.now(),
  }
}

/** Throws FindingsError for what is no deployment. */
function made({ path }: Owner, deployment: unknown): Deployment {
  const read = new Props<'deployment'>({ deployment })
  const value = read.value('deployment', parseDeployment)
  read.done(path)
  return value
}

/** Pulumi's providers run in the program's folder; but for inline programs, which have none. */
const placeOf = (path: string): string => (pulumi.getRootDirectory() === '' ? resolve(path) : path)

// ----------------------------------------------------------------------------------------------------------- resources

function register(parent: NatsDeployment, values: Values, { prepared, warning }: Outcome): Made {
  if (warning !== undefined) {
    const unknown = `not known before pulumi up: ${values.unknown.map((key) => `inputs.${key}`).join(', ')}`
    void pulumi.log.warn(`${unknown}; with placeholders nothing can be shown:\n${warning}`, parent)
    return undefined
  }
  if (prepared === undefined) return { nodes: {}, isBlind: false }
  say(parent, prepared)
  // By the deployment, not by the component: that may be renamed, and nothing on the nodes goes.
  const { deployment: name } = prepared.record
  const nodes = prepared.nodes.map((node) => {
    const inputs = nodeProps(node, prepared, values)
    const id = node.inputs.node.node
    return [id, node, new Placed('Node', `${name}-${id}`, inputs, { parent })] as const
  })
  new Placed('Record', `${name}-record`, recordProps(prepared), {
    parent,
    dependsOn: nodes.map(([, , resource]) => resource),
  })
  const made = nodes.map(([id, node, resource]) => [id, madeNode(node, resource, values)] as const)
  return { nodes: Object.fromEntries(made), isBlind: prepared.isBlind }
}

/** Warnings, and what is issued. */
function say(parent: NatsDeployment, { findings, issued, isBlind }: Prepared): void {
  for (const finding of findings)
    if (!blocks(finding) && finding.acknowledged === undefined)
      void pulumi.log.warn(findingText(finding), parent)
  // With placeholders, other things would be issued.
  if (issued.length === 0 || isBlind) return
  const verbs = groupBy(issued, ({ verb }) => verb)
  const parts = [...verbs].map(
    ([verb, steps]) =>
      `${verb} ${few(
        steps.map(({ identity }) => identity),
        5,
        ', ',
      )}`,
  )
  void pulumi.log.info(
    `${pulumi.runtime.isDryRun() ? 'to be done' : 'done'} in the key store: ${parts.join('; ')}`,
    parent,
  )
}

function nodeProps({ inputs, unknown }: PreparedNode, prepared: Prepared, values: Values): pulumi.Inputs {
  const { node, files, staged } = inputs
  const known = <T>(entries: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
    mapValues(entries, (value, key) => (unknown.has(key) ? UNKNOWN : value))
  const shown = mapValues(node, (value, key) => {
    const isKnown = key === 'node' || (!prepared.isBlind && (key !== 'configDigest' || unknown.size === 0))
    return isKnown ? value : UNKNOWN
  })
  const secret = (value: unknown): unknown => (values.isSecret ? pulumi.secret(value) : value)
  return {
    ...inputs,
    ...(prepared.isFirst && { keyStore: UNKNOWN }),
    out: values.out === undefined ? UNKNOWN : secret(inputs.out),
    node: secret(shown),
    files: secret(known(files)),
    staged: known(staged),
  }
}

const recordProps = ({ record, isProvisional }: Prepared): pulumi.Inputs => ({
  ...record,
  ...(isProvisional && { digest: UNKNOWN, staged: UNKNOWN }),
})

/** What depends on it waits for the resource. */
function madeNode({ unknown, facts, artifacts }: PreparedNode, resource: Placed, values: Values): MadeNode {
  const after = <T>(value: T): pulumi.Output<T> => {
    const output = resource.urn.apply(() => (unknown.size > 0 || values.out === undefined ? UNKNOWN : value))
    return (values.isSecret ? pulumi.secret(output) : output) as pulumi.Output<T>
  }
  return { facts: after(facts), artifacts: after(artifacts) }
}

/**
 * A dynamic resource. `pulumi.dynamic.Resource` would keep a serialized provider in the state, which other versions of the SDK
 * serialize in other words, and which names the place of natsmith on one machine; this finds natsmith wherever it runs.
 */
class Placed extends pulumi.CustomResource {
  constructor(
    type: 'Node' | 'Record',
    name: string,
    inputs: pulumi.Inputs,
    opts: pulumi.CustomResourceOptions,
  ) {
    const provider = type === 'Node' ? 'nodeProvider' : 'recordProvider'
    const found = `require('node:module').createRequire(process.cwd() + '/')('natsmith/pulumi-provider')`
    const __provider = `exports.handler = () => ${found}.${provider}`
    super(`pulumi-nodejs:dynamic/natsmith:${type}`, name, { ...inputs, __provider }, opts)
  }
}
