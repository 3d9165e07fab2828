// natsmith deploy: shows the plan, asks, commits the key store, writes the files, and records what was deployed. Where synthesis would
// come to what is recorded, it looks at the nodes alone.
import type { Command } from 'commander'
import { isIntact } from '../../lib/engine/intact'
import type { LocalTarget } from '../../lib/engine/target'
import type { SeenHosts } from '../../lib/remote/hosts'
import { recallUpToDate } from '../../lib/workspace/up-to-date-file'
import { againstFlag } from '../against-flag'
import type * as Steps from '../deploy-steps'
import { NOTHING_TO_DO, report, workLines, type DeployFlags, type Told } from '../deploy-text'
import { targetFor, type PlacedNode, type TargetOfNodes } from '../hosts'
import { say } from '../print'
import { beginSession, common, type Begun } from '../session'
import { targetFlags } from '../target-flags'

export function define(command: Command): void {
  againstFlag(targetFlags(common(command)))
    .description(
      'Shows what is to be issued and written, asks, and does it: keys first, then the files of each node, its conf last, ' +
        'then the record. Run again after an interruption, it finishes. What no deploy wrote is never overwritten unasked.',
    )
    .option('--yes', 'do not ask')
    .option('--issue', 'with --yes: issue what is missing or due, too')
    .option('--adopt', 'take over files that are there and that no deploy wrote')
    .option('--verbose', 'list every file')
    .option(
      '--on-change <command>',
      'run it for each node whose server needs it, one at a time, with NATSMITH_NODE and NATSMITH_EFFECT (reload, restart, start, stop)',
    )
    .addHelpText(
      'after',
      "\nExamples:\n  natsmith deploy --out ./out\n  natsmith deploy --node nats1 --root /     on the node itself\n  natsmith deploy --via 'ssh {host}'        on each node, from here\n  natsmith deploy --yes --issue             where nobody can be asked\n  natsmith deploy --root / --node nats1 --on-change 'systemctl $NATSMITH_EFFECT nats-server'",
    )
    .action(async (name: string | undefined, flags: DeployFlags) => {
      const targetOf = targetFor(flags)
      const begun = await beginSession(name, flags)
      const seen = await lookIfUpToDate(begun, targetOf, flags)
      if (seen?.told === undefined) {
        const look = async (nodes: readonly PlacedNode[]) => seen?.target ?? targetOf(begun.name, nodes)
        await loadSteps().deploy(begun, look, flags)
        return
      }
      if (!flags.json) say(...workLines(seen.told, flags.verbose ?? false))
      report(begun, seen.told, new Map(), flags)
    })
}

// eslint-disable-next-line @typescript-eslint/no-require-imports -- most of natsmith, which is not needed where there is nothing to do
const loadSteps = (): typeof Steps => require('../deploy-steps') as typeof Steps

interface Seen {
  readonly target: LocalTarget | SeenHosts
  /** Undefined where there may be something to do. */
  readonly told: Told | undefined
}

/** Looks at the nodes where synthesis would come to what the record says; undefined where it may come to something else. */
async function lookIfUpToDate(
  begun: Begun,
  targetOf: TargetOfNodes,
  flags: DeployFlags,
): Promise<Seen | undefined> {
  const kept = flags.against === undefined ? recallUpToDate(begun, begun.resolved(), begun.now) : undefined
  if (kept?.isRecorded !== true) return undefined
  const { manifest, hosts, findings, placed } = kept
  const nodes = manifest.nodes.map((node, i) => ({ ...node, host: hosts[i] ?? node.node }))
  const target = await targetOf(begun.name, nodes)
  const found = manifest.nodes.map((node, i) => isIntact(target, node, placed?.[i] ?? ''))
  const isDone = found.includes(true) && !found.includes(false)
  if (!isDone || (target.kind === 'hosts' && target.unreachable.size > 0)) return { target, told: undefined }
  const there = manifest.nodes.filter((_, i) => found[i] === true)
  return {
    target,
    told: {
      ...{ changes: [], effects: new Map(), isNeeded: false, isGone: false, total: NOTHING_TO_DO },
      synthesis: { findings, plan: { steps: [], warnings: [] } },
      nodes: there.map(({ node, configDir }) => ({
        ...{ node, configDir, files: [], hasChanges: false, isUnfinished: false },
      })),
    },
  }
}
