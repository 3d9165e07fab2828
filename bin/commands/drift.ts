// natsmith drift: what was deployed against what is on disk. Needs neither the program nor a key, so it also runs on a node.
import { basename, join, resolve } from 'node:path'
import type { Command } from 'commander'
import { NODE_MANIFEST } from '../../lib/assembly/manifest'
import { placeUnder } from '../../lib/assembly/paths'
import { parseNodeManifest } from '../../lib/assembly/read'
import { readRecord } from '../../lib/diff/record-file'
import type { Drift, DriftRow } from '../../lib/drift/compare-files'
import { driftOfFiles } from '../../lib/drift/drift-files'
import type { NodePlace, Target } from '../../lib/engine/target'
import { readCommitted } from '../../lib/files/commit'
import { listFolder } from '../../lib/files/folders'
import { NatsmithError } from '../../lib/values/finding'
import { commandLine } from '../../lib/values/words'
import { targetFor } from '../hosts'
import { activity, paint, say, sayJson, table } from '../print'
import { programHere } from '../program'
import { DEFAULT_STORE } from '../../lib/workspace/place'
import type { TargetFlags } from '../target-flags'
import { targetFlags, targetWords } from '../target-flags'

interface Flags extends TargetFlags {
  readonly store: string
  readonly configDir: string
  readonly json?: true
}

export function define(command: Command): void {
  targetFlags(
    command
      .description(
        'Compares what was deployed with what is on disk, file by file: same, changed, missing, extra or unchecked, and why. ' +
          'Needs neither the program nor a key. Writes nothing.',
      )
      .argument('[deployment]', 'its name, where the store has several')
      .option('--store <dir>', 'folder of key stores and records', DEFAULT_STORE)
      .option('--config-dir <dir>', "with --root and no --node: the node's configDir", '/etc/nats')
      .option('--json', 'print one JSON document'),
  )
    .addHelpText(
      'after',
      "\nExamples:\n  natsmith drift --out ./out\n  natsmith drift --root /             on a node itself\n  natsmith drift --via 'ssh {host}'   on every node, from here\n\nExit codes: 0 clean, 1 error or something that could not be checked, 2 drift",
    )
    .action(async (name: string | undefined, flags: Flags) => {
      const isOnNode = flags.root !== undefined && flags.node === undefined && flags.via === undefined
      const place = isOnNode ? onNode(flags) : await recorded(name, flags)
      const { deployment, target, places } = place
      const drift = activity('looking', () => driftOfFiles(deployment, target, places, Date.now()))
      if (flags.json) sayJson('drift', { deployment, ...drift })
      else say(...driftLines(drift), '', `Next: ${nextStep(drift, place)}`)
      // What could not be looked at is not known to be clean.
      process.exitCode = drift.drifted ? 2 : drift.totals.unchecked > 0 ? 1 : 0
    })
}

const UNCHECKED = 'look at why files could not be checked, or run it as their owner, with sudo'

/** Without its manifest, files of a node are nobody's. */
function isManifestLost({ rows }: Drift): boolean {
  const lost = rows.filter(({ file, status }) => status === 'missing' && basename(file) === NODE_MANIFEST)
  return lost.some(({ node }) => rows.some((row) => row.node === node && row.status === 'extra'))
}

const nextStep = (drift: Drift, { repair, clean }: Place): string =>
  drift.drifted
    ? `${repair}${isManifestLost(drift) ? ' --adopt' : ''}, or a deploy by the engine that deploys here`
    : drift.totals.unchecked > 0
      ? UNCHECKED
      : clean

interface Place {
  readonly deployment: string
  readonly target: Target
  readonly places: readonly NodePlace[]
  /** What to run when there is drift, and when there is none. */
  readonly repair: string
  readonly clean: string
}

/** On the node itself: its own manifest says which node of which deployment it is. */
function onNode({ root = '/', configDir }: Flags): Place {
  const base = resolve(root)
  const folder = placeUnder(base, configDir)
  const text = readCommitted(folder, NODE_MANIFEST)
  if (text === undefined)
    throw new NatsmithError(
      'not-deployed',
      `${folder} has no manifest of a deploy`,
      'name the folder with --config-dir, or deploy first: natsmith deploy --node NODE --root /',
    )
  const { deployment, node } = parseNodeManifest(text, join(folder, NODE_MANIFEST))
  return {
    deployment,
    target: { kind: 'node', node, root: base },
    places: [{ node, configDir }],
    repair: `with the program and its key store: ${commandLine('natsmith', 'deploy', deployment, '--node', node, '--root', root)}`,
    clean: `with the program and its key store: ${commandLine('natsmith', 'diff', deployment)}`,
  }
}

/** From where deploys are made: the record says which nodes there are. */
async function recorded(name: string | undefined, flags: Flags): Promise<Place> {
  const targetOf = targetFor(flags)
  const store = resolve(flags.store)
  const names = listFolder(store).filter((folder) => listFolder(join(store, folder)).includes('record.json'))
  const deployment = name ?? (names.length === 1 ? names[0] : undefined)
  const record =
    deployment === undefined ? undefined : readRecord(join(store, deployment, 'record.json'), deployment)
  if (deployment === undefined || record === undefined)
    throw new NatsmithError(
      'not-deployed',
      names.length > 1 && name === undefined
        ? `${store} has several deployments`
        : `${store} has no record of a deploy${name === undefined ? '' : ` of "${name}"`}`,
      names.length > 0
        ? `name one of: ${names.join(', ')}`
        : 'natsmith deploy, or --store DIR; on a node itself: natsmith drift --root /',
    )
  const target = await targetOf(deployment, record.nodes)
  if (target.kind === 'node' && !record.nodes.some(({ node }) => node === target.node))
    throw new NatsmithError(
      'unknown-node',
      `${deployment} has no node "${target.node}"`,
      `give one of ${record.nodes.map(({ node }) => node).join(', ')}`,
    )
  const words = [deployment, ...(flags.store === DEFAULT_STORE ? [] : ['--store', flags.store])]
  return {
    deployment,
    target,
    places: record.nodes,
    repair: commandLine('natsmith', 'deploy', ...words, ...targetWords(flags)),
    // Programs of cdktf and Pulumi are not ours to find.
    clean:
      programHere() === undefined
        ? 'the plan of the engine that deploys here'
        : commandLine('natsmith', 'diff', ...words),
  }
}

function driftLines({ rows, totals }: Drift): readonly string[] {
  const shown = rows.filter(({ status, cause }) => status !== 'same' || cause !== undefined)
  const header = ['node', 'file', 'status', 'cause', 'wanted', 'found']
  const cells = shown.map((row) => [
    row.node,
    row.file,
    row.status,
    row.cause ?? '',
    brief(row.wanted),
    brief(row.found),
  ])
  const lines =
    shown.length > 0 ? table([header, ...cells]).map((line, i) => coloured(line, shown[i - 1])) : []
  const counts = Object.entries(totals).map(([status, n]) => `${n.toLocaleString('en-US')} ${status}`)
  return [...lines, counts.join(', ')]
}

const brief = (text: string): string => text.replace(/^(sha256:[0-9a-f]{12})[0-9a-f]+$/, '$1…')

function coloured(line: string, row: DriftRow | undefined): string {
  if (row === undefined) return paint('bold', line)
  return paint(row.status === 'changed' || row.status === 'missing' ? 'red' : 'dim', line)
}
