// In: what was deployed to a node, and what was observed there. Out: a row for every file, and for every way in which it
// differs. Pure; the clock is an argument.
import { differences, type Difference } from '../assembly/difference'
import { NODE_MANIFEST, type ManifestFile, type NodeManifest } from '../assembly/manifest'
import { joiner, nameInside } from '../assembly/paths'
import { JOURNAL } from '../files/commit'
import type { Observed, Owner } from '../files/observe'
import { groupBy } from '../values/group'
import { rememberLatest } from '../values/remember'
import { compareText } from '../values/sort'
import type { Around, ContentCause, Fault } from './content-causes'
import { contentFaults, dateFaults } from './content-causes'
import type { FilesObservation, FileText } from './observe-files'

/** `extra`: nobody deployed it; information, no drift. `unchecked`: it could not be looked at, which is not the same as no drift. */
export type Status = 'same' | 'changed' | 'missing' | 'extra' | 'unchecked'

/**
 * `links`: a secret has a second name somewhere; a warning. `folder`: others may exchange what is in it. `unfinished`: a deploy
 * was interrupted. `manifest`: it is damaged, or of another node. `unreadable`: the content is not known. `unreachable`: so is
 * everything on the host. The others: {@link Difference}, {@link ContentCause}.
 */
export type Cause =
  | Difference['cause']
  | ContentCause
  | 'links'
  | 'folder'
  | 'unfinished'
  | 'manifest'
  | 'unreadable'
  | 'unreachable'

export interface DriftRow {
  readonly node: string
  /** As the node sees it. */
  readonly file: string
  /** Of the file: all of its rows say the same. */
  readonly status: Status
  /** Undefined for a file that is the same, missing or extra. */
  readonly cause: Cause | undefined
  readonly wanted: string
  readonly found: string
}

export interface Drift {
  /** Sorted by node and file. */
  readonly rows: readonly DriftRow[]
  /** How many files have which status. */
  readonly totals: Readonly<Record<Status, number>>
  /** True when something is changed or missing. */
  readonly drifted: boolean
}

/** One thing about a file, by its path relative to the folder. */
type Fact = Omit<DriftRow, 'node' | 'file'> & { readonly name: string }

/** The rows of one node. `now` is in milliseconds since 1970. */
export function compareFiles(
  deployment: string,
  observation: FilesObservation,
  now: number,
): readonly DriftRow[] {
  const { node, configDir, problems } = observation
  const manifest = ownManifest(deployment, observation)
  const troubled = new Set(problems.map(({ name }) => name))
  const seen = [
    ...(manifest === undefined ? [] : managedFacts(manifest, observation, now)),
    ...extraFacts(manifest !== undefined, observation),
  ].filter(({ name, status }) => !troubled.has(name) || (status !== 'missing' && status !== 'extra'))
  const facts = [...problems.map(problemFact), ...nodeFacts(deployment, observation), ...seen]
  const fileOf = joiner(configDir)
  const rows = [...groupBy(facts, ({ name }) => name)].flatMap(([name, group]) => {
    const status = worst(group)
    const file = fileOf(name)
    return group.map(({ cause, wanted, found }) => ({ node, file, status, cause, wanted, found }))
  })
  return rows.sort((a, b) => compareText(a.file, b.file))
}

/** All rows with their totals. */
export function driftOf(found: readonly DriftRow[]): Drift {
  const rows = [...found].sort((a, b) => compareText(a.node, b.node))
  const totals = { same: 0, changed: 0, missing: 0, extra: 0, unchecked: 0 }
  for (const [i, { node, file, status }] of rows.entries())
    if (node !== rows[i - 1]?.node || file !== rows[i - 1]?.file) totals[status] += 1
  return { rows, totals, drifted: totals.changed + totals.missing > 0 }
}

const BY_WEIGHT: readonly Status[] = ['changed', 'missing', 'unchecked', 'extra', 'same']

const worst = (facts: readonly Fact[]): Status =>
  BY_WEIGHT.find((status) => facts.some((fact) => fact.status === status)) ?? 'same'

/** The manifest, if it is the one of this node and deployment. */
function ownManifest(deployment: string, { node, manifest }: FilesObservation): NodeManifest | undefined {
  return manifest?.deployment === deployment && manifest.node === node ? manifest : undefined
}

function problemFact({ name, error }: FilesObservation['problems'][number]): Fact {
  const causes: Readonly<Record<string, Cause>> = {
    'unsafe-folder': 'folder',
    'manifest-unreadable': 'manifest',
    'path-escapes': 'manifest',
    symlink: 'type',
    'not-a-file': 'type',
  }
  const cause = causes[error.code]
  const status = cause === undefined ? 'unchecked' : 'changed'
  return { name, status, cause: cause ?? 'unreadable', wanted: error.change, found: error.message }
}

function nodeFacts(deployment: string, observation: FilesObservation): readonly Fact[] {
  const { node, hasFolder, manifest, isUnfinished, problems } = observation
  const unfinished: Fact = {
    name: JOURNAL,
    status: 'changed',
    cause: 'unfinished',
    wanted: 'nothing',
    found: 'what an interrupted deploy left',
  }
  const facts = isUnfinished ? [unfinished] : []
  const expected = `the manifest of ${deployment}/${node}`
  const lost = { status: 'missing', cause: undefined, wanted: expected, found: 'nothing' } as const
  if (!hasFolder && problems.length === 0) return [{ name: '.', ...lost }]
  if (manifest === undefined)
    return problems.some(({ name }) => name === NODE_MANIFEST)
      ? facts
      : [...facts, { name: NODE_MANIFEST, ...lost }]
  if (ownManifest(deployment, observation) !== undefined) return facts
  const found = `the manifest of ${manifest.deployment}/${manifest.node}`
  return [...facts, { name: NODE_MANIFEST, status: 'changed', cause: 'manifest', wanted: expected, found }]
}

function managedFacts(
  manifest: NodeManifest,
  { files, managed, read, owner = manifest.owner }: FilesObservation,
  now: number,
): readonly Fact[] {
  const readAt = (path: string): FileText | undefined => read.get(nameInside(manifest.configDir, path))
  const around: Around = {
    textOf: (path) => readAt(path)?.text,
    editedBy: (path) => readAt(path)?.editedBy,
    files: manifest.files,
    now,
  }
  const digest = files.get(NODE_MANIFEST)?.content?.digest ?? ''
  const itself = { digest, mode: '0600', sensitive: false } as const
  const factsOf = (name: string, wanted: Wanted, faultsOf: FaultsOf): readonly Fact[] =>
    fileFacts(wanted, owner, files.get(name), now, faultsOf).map((fact) => ({ name, ...fact }))
  return [
    ...[...managed].flatMap(([name, file]) =>
      factsOf(name, file, (found, difference) => contentFaults(file, found, difference, around)),
    ),
    ...factsOf(NODE_MANIFEST, itself, (_, difference) => [difference]),
  ]
}

/** What is compared of a file. */
type Wanted = Pick<ManifestFile, 'digest' | 'mode' | 'sensitive' | 'notBefore' | 'notAfter'> &
  Partial<Pick<ManifestFile, 'purpose'>>

/** In what a file differs. */
type Told = Difference | Fault

type ContentDifference = Difference & { readonly cause: 'content' }
type FaultsOf = (found: Observed, difference: ContentDifference) => readonly Fault[]

const isContent = (difference: Difference): difference is ContentDifference => difference.cause === 'content'

function fileFacts(
  wanted: Wanted,
  owner: Owner | undefined,
  found: Observed | undefined,
  now: number,
  faultsOf: FaultsOf,
): readonly Omit<Fact, 'name'>[] {
  const { digest, sensitive } = wanted
  if (found === undefined) return [{ status: 'missing', cause: undefined, wanted: digest, found: 'nothing' }]
  const changes = differences(wanted, owner, found).flatMap((difference): readonly Told[] =>
    isContent(difference) ? faultsOf(found, difference) : [difference],
  )
  // What a manifest says of dates is said of what was deployed.
  const dates =
    changes.length === 0 || found.content?.digest === digest
      ? dateFaults(lifetimeOf(wanted), now, validFor(wanted))
      : []
  const facts: Omit<Fact, 'name'>[] = [...changes, ...dates].map((told: Told) => ({
    status: 'changed',
    ...told,
  }))
  if (found.unreadable !== undefined)
    facts.push({ status: 'unchecked', cause: 'unreadable', wanted: digest, found: found.unreadable })
  if (sensitive && found.type === 'file' && found.links > 1)
    facts.push({ status: 'same', cause: 'links', wanted: '1 name', found: `${String(found.links)} names` })
  return facts.length > 0 ? facts : [{ status: 'same', cause: undefined, wanted: digest, found: digest }]
}

const validFor = ({ purpose }: Wanted): string =>
  purpose === 'jwt' || purpose === 'credentials' ? 'a valid JWT' : 'a valid certificate'

/** Certificates that were issued together end together. */
const timeOf = rememberLatest(Date.parse)

const lifetimeOf = ({ notBefore, notAfter }: Wanted): Parameters<typeof dateFaults>[0] => ({
  ...(notBefore !== undefined && { notBefore: timeOf(notBefore) }),
  ...(notAfter !== undefined && { notAfter: timeOf(notAfter) }),
})

/** What natsmith needs for its own work. */
const WORK_FILE = /^\.natsmith(?:-journal\.json|-[0-9a-f]{16}\.tmp|\.lock(?:\.break)*)$/

/** Files that nobody deployed. */
function extraFacts(isOwn: boolean, { files, managed, superseded }: FilesObservation): readonly Fact[] {
  const isKnown = (name: string): boolean =>
    name === NODE_MANIFEST || (isOwn && (managed.has(name) || superseded.has(name))) || WORK_FILE.test(name)
  return [...files]
    .filter(([name, { type }]) => !isKnown(name) && type !== 'folder')
    .map(([name, { type }]) => ({ name, status: 'extra', cause: undefined, wanted: 'nothing', found: type }))
}
