// In: a node of an assembly. Out: what its host needs, for whoever brings it there: a script, an archive, a unit, user data.
// All but the unit hold the node's secrets.
import { dirname, isAbsolute, join } from 'node:path/posix'
import type { Assembly } from '../assembly/assembly'
import type { ManifestNode } from '../assembly/manifest'
import { changesOf } from '../engine/apply'
import { planNode } from '../engine/plan-node'
import { NatsmithError } from '../values/finding'
import { commandLine } from '../values/words'
import { commitScript, type Commit } from './commit-script'
import { chainOf } from './script'
import { tarOf } from './tar'
import { unitText } from './unit'

export const FORMS = ['script', 'tar', 'systemd', 'cloud-init'] as const
export type Form = (typeof FORMS)[number]

/**
 * @param data - the folder that the node's server writes to, its JetStream's storeDir
 * Throws NatsmithError `relative-config-dir`: what is to be placed on a host needs to know where.
 */
export function bundle(assembly: Assembly, node: ManifestNode, form: Form, data?: string): string | Buffer {
  if (!isAbsolute(node.configDir))
    throw new NatsmithError(
      'relative-config-dir',
      `${node.node}: configDir "${node.configDir}" is relative to the working directory of its server`,
      'give its cluster an absolute configDir, such as /etc/nats',
    )
  const { deployment } = assembly.manifest
  switch (form) {
    case 'script':
      return scriptText(assembly, node)
    case 'tar':
      return archive(assembly, node)
    case 'systemd':
      return unitText(deployment, node, data)
    case 'cloud-init':
      return userData(scriptText(assembly, node), unitText(deployment, node, data))
  }
}

/** The node's files and its manifest, which knows its owner by name only, in the order in which they are written. */
function filesOf(assembly: Assembly, node: ManifestNode): ReturnType<typeof changesOf> {
  const { deployment, keyStore } = assembly.manifest
  const root = { uid: 0, gid: 0 }
  const plan = planNode({
    ...{ deployment, keyStore, place: node, wanted: node, owner: root, adopt: false },
    observed: { manifest: undefined, isUnfinished: false, files: new Map() },
  })
  const manifest = { schema: 1, deployment, keyStore, ...node, superseded: [] } as const
  return changesOf({ ...plan, manifest }, assembly, root)
}

/** Writes as deploy does, where nothing or an earlier bundle or deploy of the same node is; removes nothing. */
function scriptText(assembly: Assembly, node: ManifestNode): string {
  const { deployment, keyStore } = assembly.manifest
  const { configDir: folder, fileOwner } = node
  const files = filesOf(assembly, node)
  const commit: Commit = {
    root: '/',
    folder,
    folders: [...new Set([folder, ...files.map(({ name }) => dirname(join(folder, name)))])].sort(),
    folderMode: { mode: folderMode(fileOwner), owner: fileOwner ? `0:${fileOwner.group}` : '' },
    changes: files.map((file) => ({
      ...file,
      owner: fileOwner ? `${fileOwner.user}:${fileOwner.group}` : '',
    })),
    what: `deploying ${node.node}`,
  }
  const manifest = Object.entries({ deployment, keyStore, node: node.node }).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},`,
  )
  const isOurs = commandLine('ours', ...manifest, '--', ...files.map(({ name }) => join(folder, name)))
  const isSafe = commandLine('safe', ...chainOf(commit))
  return commitScript(commit, { files: ['bundle'], before: [isSafe, isOurs], locked: [isOurs], after: [] })
}

/** Readable to the server's group, but not its user's: who owns a folder can put anything in it. */
const folderMode = (fileOwner: ManifestNode['fileOwner']): number => (fileOwner === undefined ? 0o700 : 0o750)

/** For an image that is built: below its root, as with DESTDIR. */
function archive(assembly: Assembly, node: ManifestNode): Buffer {
  const { configDir, fileOwner: { user, group } = { user: 'root', group: 'root' } } = node
  const files = filesOf(assembly, node).map(({ name, mode, content = '' }) => ({
    ...{ name: join(configDir, name).slice(1), mode, content, user, group },
  }))
  const folders = [...new Set([configDir, ...files.map(({ name }) => `/${dirname(name)}`)])].sort()
  return tarOf([
    ...folders.map((path) => ({
      ...{ name: `${path.slice(1)}/`, mode: folderMode(node.fileOwner), content: '', user: 'root', group },
    })),
    ...files,
  ])
}

/** Cloud-init's user data: JSON, which is YAML as well. */
function userData(script: string, unit: string): string {
  const run = '/run/natsmith-bundle'
  const data = {
    write_files: [
      { path: `${run}/apply`, permissions: '0600', content: script },
      { path: '/etc/systemd/system/nats-server.service', permissions: '0644', content: unit },
    ],
    runcmd: [
      `sh ${run}/apply && systemctl daemon-reload && systemctl enable --now nats-server; rm -rf ${run}`,
    ],
  }
  return `#cloud-config\n${JSON.stringify(data, null, 2)}\n`
}
