// What the stacks of cdktf and of its fork share. In: a stack, and the engine's own classes as functions. Out: the resources
// that place the files of a deployment, which the stack asks for before its engine looks at it; or findings that block.
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Construct, IConstruct } from 'constructs'
import { Construct as Scope } from 'constructs'
import { planDeploy } from '../engine/plan'
import type { Adopt } from '../engine/plan-node'
import type { WantedArtifact } from '../constructs/artifacts'
import { HOST } from '../constructs/artifacts'
import type { Deployment } from '../constructs/deployment'
import { parseDeployment } from '../constructs/deployment'
import { kindOf } from '../constructs/kinds'
import { boolean } from '../constructs/parsers'
import { Props } from '../constructs/props'
import { readText } from '../files/observe'
import { blocks, FindingsError, NatsmithError, type Finding } from '../values/finding'
import { parseName, parseText } from '../values/names'
import { DEFAULT_STORE } from '../workspace/place'
import { claimFolders, claimKeyStore } from './claims'
import { host, ISSUE_REQUEST, type CompleteHost, type HostOptions } from './host'
import { realPlace } from './place'
import { adoptAsProp } from './props-for-flags'
import { DEFAULT_STAGING, stagedDigests } from './staging'
import { shown, textOf } from './terraform-artifacts'
import { hasProvider, type App, type Engine } from './terraform-engine'
import { duplicateId, OUTPUT, place, SCOPE, type Placed } from './terraform-place'

export interface NatsStackProps extends HostOptions {
  /** What the stack deploys. @defaultValue the constructs that a subclass, or whoever made the stack, declares in it */
  readonly deployment?: Deployment
  /** Names the key store and the record. @defaultValue that of `deployment`, else the stack's id */
  readonly name?: string
  /** Folder to place files in, each node's below `<out>/<node>`; from the working directory. @defaultValue `out` */
  readonly out?: string
  /** Takes over files that are there and that no deploy placed. @defaultValue false: they are a finding */
  readonly adopt?: boolean
}

export interface StackHost {
  /** Declares the resources, once; what blocks is left to validation. */
  readonly prepare: () => void
  /** As `prepare`, then `render`. Throws FindingsError for what blocks, where validation did not. */
  readonly render: <T>(render: () => T) => T
}

/** Has `stack` host a deployment. */
export function hostIn<F>(stack: Construct, given: NatsStackProps, engine: Engine<F>): StackHost {
  const props = readProps(stack, given)
  refuseNested(stack)
  const late: Finding[] = []
  redirect(engine.fork.App.of(stack))
  let made: Made<F> | undefined
  const make = (): Made<F> => (made ??= declare(stack, props, engine))
  const findings = (): readonly Finding[] =>
    [...make().findings, ...late, ...declaredTooLate(stack, make().constructs)].filter(blocks)
  Object.defineProperty(stack, HOST, {
    value: {
      text: (wanted: WantedArtifact) =>
        engine.fork.Lazy.stringValue({
          produce: ({ suppressBraces: isInExpression = false }) => {
            const { isComplete, files } = make()
            if (!isComplete) return shown('', isInExpression)
            const text = textOf(files, wanted, engine, isInExpression)
            if (typeof text === 'string') return text
            if (!late.some(({ message }) => message === text.message)) late.push(text)
            return ''
          },
        }),
    },
  })
  stack.node.addValidation({ validate: () => withoutStack(findings()).map(sentence) })
  props.deployment?.define(stack)
  return {
    prepare: () => void make(),
    render: (render) => {
      const rendered = findings().length === 0 ? render() : undefined
      if (rendered === undefined || findings().length > 0) throw new FindingsError(findings())
      return rendered
    },
  }
}

/** While keys are being issued there are no resources: what is synthesized then goes nowhere, whatever folder the app has named. */
function redirect(app: App): void {
  const outdir = process.env['CDKTF_OUTDIR']
  if (process.env[ISSUE_REQUEST] === undefined || outdir === undefined) return
  // As the constructor of an app does.
  mkdirSync(join(outdir, 'stacks'), { recursive: true })
  for (const what of [app, app.manifest]) Object.defineProperty(what, 'outdir', { value: outdir })
}

/**
 * `scope`, in which a stack of `fork` is to be made.
 * @throws NatsmithError `other-fork`
 */
export function ownScope(scope: Construct, fork: 'cdktf' | 'cdktn'): Construct {
  const { constructor } = scope.node.root as { constructor: { readonly [JSII]?: { readonly fqn?: string } } }
  const app = constructor[JSII]?.fqn?.split('.')[0] ?? fork
  if (app === fork) return scope
  throw new NatsmithError(
    'other-fork',
    `a NatsStack of natsmith/${fork} in an app of ${app}: the two do not mix`,
    `import { NatsStack } from 'natsmith/${app}', or App and all providers from ${fork}`,
  )
}

/** By which jsii, that made both, says what a class is. */
const JSII = Symbol.for('jsii.rtti')

interface Read extends Required<Omit<NatsStackProps, 'deployment'>> {
  readonly deployment: Deployment | undefined
}

function readProps({ node }: Construct, props: NatsStackProps): Read {
  const read = new Props<keyof NatsStackProps>(props)
  const deployment = read.optional('deployment', parseDeployment)
  const values = {
    deployment,
    name: read.value('name', parseName, deployment?.name ?? node.id),
    store: read.value('store', parseText, DEFAULT_STORE),
    staging: read.value('staging', parseText, DEFAULT_STAGING),
    out: read.value('out', parseText, 'out'),
    adopt: read.value('adopt', boolean, false),
  }
  read.done(node.path)
  return values
}

const sentence = ({ severity, code, path, message, change }: Finding): string =>
  `${severity} [${code}] ${path}: ${message}; change: ${change}`

/**
 * Throws NatsmithError `nested-deployment`.
 * What hosts a deployment deploys all that is below it, so that a host below it would be deployed twice.
 */
function refuseNested({ node }: Construct): void {
  const outer = node.scopes.slice(0, -1).find((scope) => HOST in scope)
  if (outer === undefined) return
  node.scope?.node.tryRemoveChild(node.id)
  throw new NatsmithError(
    'nested-deployment',
    `${node.path}: is a NatsStack in another one, ${outer.node.path}, which deploys what is in it`,
    'give it the app as scope, or declare its constructs in the other',
  )
}

/** The constructs of natsmith below `stack`. */
const constructsIn = ({ node }: Construct): ReadonlySet<IConstruct> =>
  new Set(node.findAll().filter((construct) => kindOf(construct) !== undefined))

/** What an Aspect, or whoever else came after `known` were deployed, has declared. */
function declaredTooLate(stack: Construct, known: ReadonlySet<IConstruct>): readonly Finding[] {
  const missed = [...constructsIn(stack)].filter((construct) => !known.has(construct))
  return missed.map(({ node }) => ({
    code: 'declared-too-late',
    severity: 'error',
    path: node.path,
    message: 'was declared after the files of its stack were made, and is in none of them',
    change: 'declare it before the app is synthesized, and not in an Aspect',
  }))
}

/**
 * The engine throws an error of what its validation is told, and nobody catches it: what the user is to mend would stand above the
 * calls of the engine that led there. It throws before whatever waits for this turn to end.
 */
function withoutStack(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length === 0) return findings
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  queueMicrotask(() => {
    Error.stackTraceLimit = stackTraceLimit
  })
  return findings
}

/** What was declared. */
interface Made<F> {
  /** Of natsmith, when that was. */
  readonly constructs: ReadonlySet<IConstruct>
  readonly findings: readonly Finding[]
  /** False where there is nothing to refer to: a finding blocks, or keys are only being issued. */
  readonly isComplete: boolean
  readonly files: readonly Placed<F>[]
}

function declare<F>(stack: Construct, props: Read, engine: Engine<F>): Made<F> {
  const { name, store } = props
  const { root, path } = stack.node
  const constructs = constructsIn(stack)
  const blocked = (findings: readonly Finding[]): Made<F> => ({
    constructs,
    findings,
    isComplete: false,
    files: [],
  })
  const taken = [SCOPE, OUTPUT].find((id) => stack.node.tryFindChild(id) !== undefined)
  if (taken !== undefined) return blocked([duplicateId(path, taken)])
  const scope = new Scope(stack, SCOPE)
  // Also where nothing is placed: resources of the stack's own may count on it.
  if (!hasProvider(stack, engine.fork)) engine.provider(scope, 'local')
  const shared = claimKeyStore(root, stack.node, join(store, name, 'keys'))
  if (shared.length > 0) return blocked(shared)
  try {
    // The engine asks the validations of every construct itself.
    const hosted = host({
      name,
      root: stack,
      mode: 'stored',
      validate: false,
      app: appCommand(),
      now: Date.now(),
      store,
    })
    const { workspace, complete, findings } = hosted
    if (complete === undefined) return blocked(findings)
    const obstacles = obstaclesTo(stack, props, { workspace, complete })
    if (obstacles.length > 0) return blocked([...obstacles, ...findings])
    for (const finding of findings) engine.fork.Annotations.of(stack).addWarning(sentence(finding))
    const files = place(stack, scope, props, engine, { workspace, complete })
    return { constructs, findings, isComplete: true, files }
  } catch (error) {
    if (error instanceof FindingsError) return blocked(error.findings)
    if (!(error instanceof NatsmithError)) throw error
    const { code, message, change } = error
    return blocked([{ code, severity: 'error', path: stack.node.path, message, change }])
  }
}

/** What must not be written over: another deployment of the same app, or files that no deploy placed. */
function obstaclesTo(
  { node }: Construct,
  { out, adopt, staging }: Read,
  { workspace, complete }: CompleteHost,
): readonly Finding[] {
  const { assembly } = complete
  const dir = realPlace(out)
  const folders = assembly.manifest.nodes.map(({ node }) => join(dir, node))
  const shared = claimFolders(node.root, node, folders)
  if (shared.length > 0) return shared
  const previous = workspace.record?.nodes ?? []
  const blocking = (accepted: Adopt): readonly Finding[] =>
    planDeploy(assembly, { kind: 'out', dir }, { previous, adopt: accepted }).findings
  // An apply that was interrupted leaves files without a manifest; where the program has changed since, those of an earlier synthesis.
  const ours = blocking(adopt || 'same')
  const findings = ours.length === 0 || adopt ? ours : blocking(stagedDigests(resolve(staging)))
  return findings.map((finding) => ({
    ...finding,
    change: adoptAsProp(finding.change),
  }))
}

/** As the engine's own command line runs the program. */
function appCommand(): string {
  try {
    const { app } = JSON.parse(readText(resolve('cdktf.json')) ?? '{}') as { readonly app?: unknown }
    if (typeof app === 'string') return app
  } catch {
    // The engine says what is wrong with it.
  }
  return 'node main.js'
}
