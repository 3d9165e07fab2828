// What the stacks of cdktf and of its fork share. In: a stack, and the engine's own classes as functions. Out: the resources
// that place the files of a deployment, which the stack asks for before its engine looks at it; or findings that block.
import { mkdirSync } from 'node:fs'
import { isAbsolute, join, relative, resolve } from 'node:path'
import type { Construct } from 'constructs'
import { Construct as Scope } from 'constructs'
import { placeUnder } from '../assembly/paths'
import { planDeploy } from '../engine/plan'
import type { WantedArtifact } from '../constructs/artifacts'
import { HOST } from '../constructs/artifacts'
import type { Deployment } from '../constructs/deployment'
import { parseDeployment } from '../constructs/deployment'
import { boolean } from '../constructs/parsers'
import { Props } from '../constructs/props'
import { recordText } from '../diff/record-file'
import { readText } from '../files/observe'
import { blocks, FindingsError, NatsmithError, type Finding } from '../values/finding'
import { parseName, parseText } from '../values/names'
import { factsOf } from './artifacts'
import { claimFolders, claimKeyStore } from './claims'
import {
  host,
  ISSUE_REQUEST,
  recordAfter,
  stagedName,
  stageNodes,
  type CompleteHost,
  type HostedFile,
  type HostOptions,
} from './host'
import { realPlace } from './place'
import { DEFAULT_STORE } from '../workspace/workspace'
import { DEFAULT_STAGING, stage } from './staging'
import { addressOf, RECORD_ADDRESS } from './terraform-address'
import { inOrder, isAfter, isNamedByContent, NAMED_BY_CONTENT } from './terraform-order'

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

/** A file as the local provider places it. */
export interface FileConfig<F> {
  readonly filename: string
  readonly source: string
  readonly filePermission: string
  readonly directoryPermission: string
  readonly dependsOn?: F[]
  readonly lifecycle?: { readonly createBeforeDestroy: boolean; readonly ignoreChanges: string[] }
}

/** The classes of a fork, as far as all forks have the same. */
export interface Fork {
  readonly App: { of(construct: Construct): App }
  readonly Annotations: { of(construct: Construct): { addWarning(message: string): void } }
  readonly Lazy: {
    stringValue(producer: { produce(context: { suppressBraces?: boolean }): string }): string
  }
  readonly TerraformOutput: new (
    scope: Construct,
    id: string,
    config: { value: unknown; description: string },
  ) => unknown
  readonly TerraformProvider: { isTerraformProvider(construct: unknown): construct is LocalProvider }
}

interface App {
  readonly outdir: string
  readonly manifest: { readonly outdir: string }
}

interface LocalProvider {
  readonly terraformResourceType: string
  readonly alias?: string | undefined
}

/** A fork, and how it has the resources of the local provider. `F` is a file. */
export interface Engine<F> {
  readonly fork: Fork
  /** Makes the local provider. */
  readonly provider: (scope: Construct, id: string) => void
  /** A `local_sensitive_file`, or a `local_file`. */
  readonly file: (scope: Construct, id: string, isSensitive: boolean, config: FileConfig<F>) => F
  /** A reference to the path of a file. */
  readonly filename: (file: F) => string
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
  const late: Finding[] = []
  redirect(engine.fork.App.of(stack))
  let made: Made<F> | undefined
  const make = (): Made<F> => (made ??= declare(stack, props, engine))
  const findings = (): readonly Finding[] => [...make().findings, ...late].filter(blocks)
  Object.defineProperty(stack, HOST, {
    value: {
      text: (wanted: WantedArtifact) =>
        engine.fork.Lazy.stringValue({
          produce: ({ suppressBraces: isInExpression = false }) => {
            const text = textOf(make(), wanted, engine, isInExpression)
            if (typeof text === 'string') return text
            if (!late.some(({ message }) => message === text.message)) late.push(text)
            return ''
          },
        }),
    },
  })
  stack.node.addValidation({ validate: () => findings().map(sentence) })
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

/** What was declared. */
interface Made<F> {
  readonly findings: readonly Finding[]
  /** False where there is nothing to refer to: a finding blocks, or keys are only being issued. */
  readonly isComplete: boolean
  readonly files: readonly { readonly file: HostedFile; readonly resource: F }[]
}

function declare<F>(stack: Construct, props: Read, engine: Engine<F>): Made<F> {
  const { name, store } = props
  const { root, path } = stack.node
  const blocked = (findings: readonly Finding[]): Made<F> => ({ findings, isComplete: false, files: [] })
  const taken = [SCOPE, OUTPUT].find((id) => stack.node.tryFindChild(id) !== undefined)
  if (taken !== undefined) return blocked([duplicateId(path, taken)])
  const scope = new Scope(stack, SCOPE)
  // Also where nothing is placed: resources of the stack's own may count on it.
  if (!hasProvider(stack, engine.fork)) engine.provider(scope, 'local')
  const shared = claimKeyStore(root, path, join(store, name, 'keys'))
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
    return { findings, isComplete: true, files: place(stack, scope, props, engine, { workspace, complete }) }
  } catch (error) {
    if (error instanceof FindingsError) return blocked(error.findings)
    if (!(error instanceof NatsmithError)) throw error
    const { code, message, change } = error
    return blocked([{ code, severity: 'error', path: stack.node.path, message, change }])
  }
}

/** What must not be written over: another deployment of the same app, or files that no deploy placed. */
function obstaclesTo(
  { node: { root, path } }: Construct,
  { out, adopt }: Read,
  { workspace, complete }: CompleteHost,
): readonly Finding[] {
  const { assembly } = complete
  const dir = realPlace(out)
  const folders = assembly.manifest.nodes.map(({ node }) => join(dir, node))
  const shared = claimFolders(root, path, folders)
  if (shared.length > 0) return shared
  const previous = workspace.record?.nodes ?? []
  // An apply that was interrupted leaves files without a manifest.
  const { findings } = planDeploy(assembly, { kind: 'out', dir }, { previous, adopt: adopt || 'same' })
  return findings.map((finding) => ({
    ...finding,
    change: finding.change.replace('the same command with --adopt', 'adopt: true in the props of the stack'),
  }))
}

/** Whether the stack has a local provider that resources use without naming it. */
const hasProvider = (stack: Construct, { TerraformProvider }: Fork): boolean =>
  stack.node
    .findAll()
    .some(
      (construct) =>
        TerraformProvider.isTerraformProvider(construct) &&
        construct.terraformResourceType === 'local' &&
        construct.alias === undefined,
    )

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

/** Ids in the stack: of the one output, and of what the files are declared in. */
const [OUTPUT, SCOPE] = ['natsmith', 'natsmith-files']

const duplicateId = (path: string, id: string): Finding => ({
  code: 'duplicate-id',
  severity: 'error',
  path,
  message: `"${id}" is the id of another construct in this stack`,
  change: 'give that another id',
})

/** Resources for every file of every node, and for the record, in the order in which they are to be placed. */
function place<F>(
  stack: Construct,
  scope: Construct,
  { out, staging }: Read,
  engine: Engine<F>,
  hosted: CompleteHost,
): Made<F>['files'] {
  if (hosted.complete.assembly.manifest.testOnly === true)
    throw new NatsmithError(
      'test-only-keys',
      `${hosted.workspace.name}: its keys were made for a test, from a seed that everybody knows`,
      'issue keys of its own: natsmith issue',
    )
  const folder = join(engine.fork.App.of(stack).outdir, 'stacks', stack.node.id)
  const fromFolder = (path: string): string => relative(folder, resolve(path))
  // One way to write each place: under another name, Terraform would remove the file that it has just written there.
  const place = realPlace(out)
  const below = relative(realPlace('.'), place)
  const target = below.startsWith('..') || isAbsolute(below) ? place : fromFolder(below)
  const add = (id: string, isSensitive: boolean, config: Omit<FileConfig<F>, 'directoryPermission'>): F => {
    if (stack.node.tryFindChild(id) !== undefined) throw new FindingsError([duplicateId(stack.node.path, id)])
    return engine.file(scope, id, isSensitive, {
      ...config,
      filename: literal(config.filename),
      source: literal(config.source),
      directoryPermission: '0700',
    })
  }
  const nodes = stageNodes(hosted, staging)
  const files = nodes.flatMap((node) =>
    inOrder(node).reduce<Made<F>['files']>((placed, file) => {
      const { path, mode, sensitive, staged } = file
      const resource = add(addressOf(file), sensitive, {
        filename: placeUnder(join(target, node.node.node), path),
        source: fromFolder(join(staging, staged)),
        filePermission: mode,
        ...(!isNamedByContent(file) && {
          dependsOn: placed.filter((before) => isAfter(file, before.file)).map((before) => before.resource),
        }),
        ...(isNamedByContent(file) && { lifecycle: NAMED_BY_CONTENT }),
      })
      return [...placed, { file, resource }]
    }, []),
  )
  const content = recordText(recordAfter(hosted))
  const staged = stagedName(hosted.complete)(content)
  stage(resolve(staging), [{ staged, content }])
  const { recordFile } = hosted.workspace
  add(RECORD_ADDRESS, false, {
    filename: fromFolder(recordFile),
    source: fromFolder(join(staging, staged)),
    filePermission: '0644',
    dependsOn: files.filter(({ file }) => file.purpose === 'manifest').map(({ resource }) => resource),
  })
  new engine.fork.TerraformOutput(stack, OUTPUT, {
    value: Object.fromEntries(nodes.map((node) => [node.node.node, factsOf(node)])),
    description: 'What may be said of each node to everybody',
  })
  return files
}

// ------------------------------------------------------------------------------------------------------------ artifacts

function textOf<F>(
  made: Made<F>,
  wanted: WantedArtifact,
  engine: Engine<F>,
  isInExpression: boolean,
): string | Finding {
  const show = isInExpression ? quoted : literal
  if (!made.isComplete) return show('')
  const { scope, node, purpose, detail, part } = wanted
  const found = made.files.find(
    ({ file }) => file.node === node && file.purpose === purpose && file.detail === detail,
  )
  if (found !== undefined) return part === 'file' ? engine.filename(found.resource) : show(found.file[part])
  const remotes = made.files.flatMap(({ file }) => (file.node === node ? remoteIn(file.detail) : []))
  const remote = remoteIn(detail)[0]
  if (remote !== undefined && !remotes.includes(remote))
    return {
      code: 'no-such-artifact',
      severity: 'error',
      path: scope,
      message: `artifacts("${node}"): has no leaf remote "${remote}" with files`,
      change: remotes.length > 0 ? `name one of: ${[...new Set(remotes)].join(', ')}` : 'leave it out',
    }
  return {
    code: 'no-such-artifact',
    severity: 'error',
    path: scope,
    message: `artifacts("${node}"): natsmith makes no ${purpose} for its ${detail}`,
    change: `give that surface TLS, with a ${purpose} of its own; what is on the node already is not natsmith's to hand on`,
  }
}

const remoteIn = (detail: string): readonly string[] =>
  [...detail.matchAll(/^leaf-remote (.*)$/g)].map(([, name = '']) => name)

/** `text` as Terraform takes it for nothing but text. */
const literal = (text: string): string => text.replace(/[$%]\{/g, (begin) => `${begin.charAt(0)}${begin}`)

/** The same as an expression: in quotes. */
const quoted = (text: string): string => literal(JSON.stringify(text))
