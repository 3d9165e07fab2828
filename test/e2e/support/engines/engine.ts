// An engine, as the conformance suite sees it: a folder with a program in it, a plan, a deploy. What a plan says comes as lines,
// in which every engine names a file in its own way.
import { cpSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { NODE_MANIFEST, type ManifestFile, type NodeManifest } from '../../../../lib/assembly/manifest'
import type { EngineKind } from './sight'
import { javascript, makeWorkspace, type Ran, type RunOptions, type Workspace } from '../workspace'

const PROGRAM = javascript(join(__dirname, 'program.ts'))

export interface Engine {
  readonly kind: EngineKind
  readonly name: string
  readonly workspace: Workspace
  /** From now on the program says this; what it needs is issued where the engine does not do it. */
  readonly change: (program: RunOptions) => Promise<void>
  readonly plan: () => Promise<Plan>
  /** Throws when the engine fails. */
  readonly deploy: () => Promise<void>
  /** Plans and deploys at the highest level of logs; all that the engine said, by where. Throws when it fails. */
  readonly trace: () => Promise<Readonly<Record<string, string>>>
  /** How a line of a plan names the file. */
  readonly nameOf: (file: PlacedFile) => string
}

/** An engine of somebody else. */
export interface HostingEngine extends Engine {
  /** What natsmith's resources are made by is from now on a newer one. */
  readonly upgrade: () => Promise<void>
}

export interface Plan {
  /** Whether the engine refuses to go on. */
  readonly isRefused: boolean
  /** One for each change; or why it refuses. */
  readonly lines: readonly string[]
  /** In bytes, as the engine prints it. */
  readonly size: number
}

export interface PlacedFile extends ManifestFile {
  readonly node: string
  /** Where it is on this machine. */
  readonly place: string
}

/** Puts the program and the key store of `issued` into a workspace. */
export function furnish<W extends Workspace>(workspace: W, issued: Workspace): W {
  cpSync(issued.path('natsmith.cjs'), workspace.path('natsmith.cjs'))
  cpSync(issued.path('natsmith'), workspace.path('natsmith'), { recursive: true })
  return workspace
}

/** A workspace with a program, and everything issued. */
export async function issuedWorkspace(program = PROGRAM): Promise<Workspace> {
  const workspace = makeWorkspace('program')
  workspace.write('natsmith.cjs', program)
  succeeded(await workspace.run('issue'))
  return workspace
}

/** What was placed on a node, as its manifest says. */
export function placedFiles({ path }: Workspace, node: string): readonly PlacedFile[] {
  const manifest = readFileSync(path('out', node, 'etc/nats/natsmith-manifest.json'), 'utf8')
  const { files } = JSON.parse(manifest) as NodeManifest
  return files.map((file) => ({ ...file, node, place: path('out', node, file.path) }))
}

export function succeeded(ran: Ran): Ran {
  if (ran.code === 0) return ran
  throw new Error(`exit code ${String(ran.code)}\n${ran.stdout}${ran.stderr}`)
}

export function confOf(workspace: Workspace, node: string): PlacedFile {
  const conf = placedFiles(workspace, node).find(({ purpose }) => purpose === 'conf')
  if (conf === undefined) throw new Error(`${node} has no conf`)
  return conf
}

/** Every file on the nodes, with its mode and content; who owns it is left out, which not every engine says. */
export function placed({ path }: Workspace): Readonly<Record<string, string>> {
  const out = path('out')
  const files = readdirSync(out, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && entry.parentPath !== out)
    .map((entry) => join(entry.parentPath, entry.name))
  const entries = files.sort().map((place) => {
    const content = readFileSync(place, 'utf8')
    const text = place.endsWith(NODE_MANIFEST) ? withoutOwner(content) : content
    return [relative(out, place), `${(lstatSync(place).mode & 0o7777).toString(8)} ${text}`] as const
  })
  return Object.fromEntries(entries)
}

/** Nor is the digest of the manifest, which is also over its owner. */
function withoutOwner(manifest: string): string {
  return JSON.stringify({ ...(JSON.parse(manifest) as object), owner: undefined, digest: undefined })
}
