// In: a synthesis that nothing stands in the way of. Out: its files, staged, and a resource for each and for the record, in
// the order in which they are to be placed.
import { isAbsolute, join, relative, resolve } from 'node:path'
import type { Construct } from 'constructs'
import { placeUnder } from '../assembly/paths'
import { recordText } from '../diff/record-file'
import { FindingsError, NatsmithError, type Finding } from '../values/finding'
import { factsOf } from './artifacts'
import { recordAfter, stagedName, stageNodes, type CompleteHost, type HostedFile } from './host'
import { realPlace } from './place'
import { stage } from './staging'
import { addressOf, RECORD_ADDRESS } from './terraform-address'
import { literal, type Engine, type FileConfig } from './terraform-engine'
import { inOrder, isAfter, isNamedByContent, NAMED_BY_CONTENT } from './terraform-order'

/** A file of a node, and the resource that places it. */
export interface Placed<F> {
  readonly file: HostedFile
  readonly resource: F
}

/** Ids in the stack: of the one output, and of what the files are declared in. */
export const [OUTPUT, SCOPE] = ['natsmith', 'natsmith-files']

export const duplicateId = (path: string, id: string): Finding => ({
  code: 'duplicate-id',
  severity: 'error',
  path,
  message: `"${id}" is the id of another construct in this stack`,
  change: 'give that another id',
})

/**
 * Resources for every file of every node, and for the record.
 * @throws FindingsError `duplicate-id`; NatsmithError `test-only-keys`
 */
export function place<F>(
  stack: Construct,
  scope: Construct,
  { out, staging }: { readonly out: string; readonly staging: string },
  engine: Engine<F>,
  hosted: CompleteHost,
): readonly Placed<F>[] {
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
    inOrder(node).reduce<readonly Placed<F>[]>((placed, file) => {
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
