// The parts of natsmith that are measured against a floor, each with a size. In: the size. Out: milliseconds, and megabytes.
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Assembly } from '../../lib/assembly/assembly'
import type * as Tree from '../../lib/constructs/deployment'
import type * as Drift from '../../lib/drift/drift-files'
import type * as Apply from '../../lib/engine/apply'
import type * as Threads from '../../lib/engine/apply-threads'
import type * as Plan from '../../lib/engine/plan'
import type { LocalTarget } from '../../lib/engine/target'
import type * as Natsmith from '../../lib/index'
import type * as Commit from '../../lib/keys/commit'
import type * as Issue from '../../lib/keys/issue'
import type * as IssuePlan from '../../lib/keys/plan'
import type * as Store from '../../lib/keys/store'
import type { Request } from '../../lib/model/request'
import type * as Requests from '../../lib/model/requests'
import type * as Resolve from '../../lib/model/resolve'
import type * as Synth from '../../lib/synth'
import type * as Random from '../../lib/x509/random'
import { decisions } from './decisions'
import { rawCertificates, rawNkeys, rawSignatures, readAndHash, writeDurably, type RawFile } from './floors'
import { leastOf, milliseconds, totalOf } from './measure'
import { besideJavaScript, besideNsc } from './peers'
import { operatorMode, program, type Counts } from './program'
import { tokens } from './tokens'

// What is installed is measured, and not what a loader of TypeScript makes of the sources.
const load = createRequire(join(__dirname, '../../dist/lib/index.js'))
const natsmith = load('./index') as typeof Natsmith
const { buildTree } = load('./constructs/deployment') as typeof Tree
const { driftOfFiles } = load('./drift/drift-files') as typeof Drift
const { applyDeploy } = load('./engine/apply') as typeof Apply
const { applyInThreads } = load('./engine/apply-threads') as typeof Threads
const { planDeploy } = load('./engine/plan') as typeof Plan
const { commitChanges } = load('./keys/commit') as typeof Commit
const { issue } = load('./keys/issue') as typeof Issue
const { planIssue } = load('./keys/plan') as typeof IssuePlan
const { emptyStore, openStore } = load('./keys/store') as typeof Store
const { requestsOf } = load('./model/requests') as typeof Requests
const { resolve } = load('./model/resolve') as typeof Resolve
const { synthesize } = load('./synth') as typeof Synth
const { systemRandom } = load('./x509/random') as typeof Random

export interface Measured {
  /** Milliseconds of natsmith's work, and of the floor. */
  readonly work: number
  readonly floor?: number
  /** Of the same by somebody else. */
  readonly peer?: number
  /** Of the whole process, at its largest. */
  readonly megabytes: number
}

/** Certificate, key and authority of two surfaces, a conf and a manifest. */
export const FILES_OF_A_NODE = 8

const ROUNDS = 5
const now = Date.now()

const treeOf = (counts: Counts) => buildTree(program(natsmith, counts))

const synth = (counts: Counts, store: Store.KeyStore): Synth.Synthesis =>
  synthesize(treeOf(counts), 'prod', { store, record: undefined, now, random: systemRandom(), mode: 'issue' })

const megabytes = (): number => process.resourceUsage().maxRSS / 1024

function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'natsmith-bench-'))
  try {
    return work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const requestsFor = (counts: Counts): readonly Request[] => requestsOf(resolve(treeOf(counts), 'prod').model)

const issueAll = (requests: readonly Request[]) => {
  const plan = planIssue({ requests, store: emptyStore(), moves: [], now })
  return issue(plan, { random: systemRandom() })
}

/** @param n - nodes of clusters of a hundred, with listeners for clients, routes and leaf nodes */
function certificates(n: number): Measured {
  const requests = requestsFor({
    accounts: 0,
    users: 0,
    clusters: Math.ceil(n / 100),
    nodes: Math.min(n, 100),
    listening: true,
  })
  const least = leastOf(ROUNDS, {
    floor: () => () => {
      rawCertificates(requests.length)
    },
    work: () => () => issueAll(requests),
  })
  return { ...least, megabytes: megabytes() }
}

/** @param n - users: their keys are issued, and committed to a key store */
function nkeys(n: number): Measured {
  const requests = Array.from({ length: n }, (_, i): Request => {
    const user = `A/u${String(i)}`
    return { kind: 'nkey', identity: `user/${user}/nkey`, path: `prod/${user}`, role: 'U' }
  })
  const least = inFolder((folder) => {
    let store = 0
    return leastOf(n > 20_000 ? 1 : ROUNDS, {
      floor: () => () => {
        rawNkeys(n)
      },
      work: () => () => {
        commitChanges(join(folder, String(store++)), issueAll(requests))
      },
    })
  })
  return { ...least, megabytes: megabytes() }
}

/** @param n - constructs, of which nine in ten are users, about; what was issued for them is in a key store */
function stored(n: number): Measured {
  const accounts = Math.ceil(n / 50)
  const counts = {
    accounts,
    users: Math.ceil((n * 0.9) / accounts),
    certificates: true,
    clusters: Math.ceil(n / 100),
    nodes: 3,
    leafNodes: Math.ceil(n / 50),
  }
  return inFolder((folder) => {
    commitChanges(folder, synth(counts, emptyStore()).changes)
    const { work } = leastOf(ROUNDS, {
      work: () => () => synth(counts, openStore(folder, { secrets: true })).output?.assembly,
    })
    return { work, megabytes: megabytes() }
  })
}

/** @param n - users in operator mode, a hundred to an account: their keys and JWTs are issued, and committed to a key store */
function jwts(n: number): Measured {
  const requests = requestsFor(operatorMode(n))
  const { length } = requests.filter(({ kind }) => kind === 'jwt')
  const least = inFolder((folder) => {
    let store = 0
    return leastOf(n > 20_000 ? 1 : ROUNDS, {
      floor: () => () => {
        rawNkeys(length)
        rawSignatures(length)
      },
      work: () => () => {
        commitChanges(join(folder, String(store++)), issueAll(requests))
      },
    })
  })
  return { ...least, megabytes: megabytes() }
}

/** @param n - as {@link jwts}; with nothing else in the process, for its memory */
function jwtsAlone(n: number): Measured {
  const requests = requestsFor(operatorMode(n))
  const work = inFolder((folder) =>
    milliseconds(() => {
      commitChanges(join(folder, 'keys'), issueAll(requests))
    }),
  )
  return { work, megabytes: megabytes() }
}

const filesOf = (n: number): Counts => {
  const nodes = Math.ceil(n / FILES_OF_A_NODE)
  return { accounts: 1, users: 1, clusters: Math.ceil(nodes / 3), nodes: 3 }
}

function assemblyOf(counts: Counts): Assembly {
  const { output } = synth(counts, emptyStore())
  if (output === undefined) throw new Error('the program of the benchmark has findings')
  return output.assembly
}

/** @param n - files on disk, which are as they were deployed */
function drift(n: number): Measured {
  const assembly = assemblyOf(filesOf(n))
  const { nodes } = assembly.manifest
  return inFolder((dir) => {
    const target: LocalTarget = { kind: 'out', dir: join(dir, 'out') }
    applyDeploy(planDeploy(assembly, target), assembly)
    const paths = nodes.flatMap(({ node, configDir, files }) =>
      [...files.map(({ path }) => path), join(configDir, 'natsmith-manifest.json')].map((path) =>
        join(target.dir, node, path),
      ),
    )
    const least = leastOf(ROUNDS, {
      floor: () => () => {
        readAndHash(paths)
      },
      work: () => () => driftOfFiles('prod', target, nodes, now),
    })
    return { ...least, megabytes: megabytes() }
  })
}

/** @param n - files that are to be written */
async function deploy(n: number): Promise<Measured> {
  const assembly = assemblyOf(filesOf(n))
  const byNode = new Map<string, RawFile[]>(assembly.manifest.nodes.map(({ node }) => [node, []]))
  for (const { node, path, content, mode } of assembly.artifacts)
    byNode.get(node)?.push({ path: join(node, path), content, mode })
  // Manifests are files as others are; here they are as long as they are with a deploy.
  for (const { node, configDir, files } of assembly.manifest.nodes) {
    const path = join(node, configDir, 'natsmith-manifest.json')
    byNode.get(node)?.push({ path, content: JSON.stringify(files, null, 2), mode: 0o600 })
  }
  const dir = mkdtempSync(join(tmpdir(), 'natsmith-bench-'))
  try {
    let round = 0
    const total = await totalOf(5, {
      floor: () => () => {
        writeDurably(join(dir, `floor${String(round++)}`), [...byNode.values()])
      },
      work: () => {
        const target: LocalTarget = { kind: 'out', dir: join(dir, `work${String(round++)}`) }
        const plan = planDeploy(assembly, target)
        return () => applyInThreads(plan, assembly)
      },
    })
    return { ...total, megabytes: megabytes() }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** @param n - users, from the program to the files of the one server that they are on, with nothing issued before */
function whole(n: number): Measured {
  const counts = { accounts: 1, users: n, clusters: 1, nodes: 1 }
  const floor = milliseconds(() => {
    rawNkeys(n)
  })
  const work = milliseconds(() => synth(counts, emptyStore()).output?.assembly)
  return { work, floor, megabytes: megabytes() }
}

export const PARTS: Readonly<Record<string, (size: number) => Measured | Promise<Measured>>> = {
  certificates,
  nkeys,
  stored,
  drift,
  deploy,
  whole,
  jwts,
  jwtsAlone,
  tokens: (size) => ({ ...tokens(size), megabytes: megabytes() }),
  javascript: async (size) => ({ ...(await besideJavaScript(size)), megabytes: megabytes() }),
  decisions: (size) => ({ ...decisions(size), megabytes: megabytes() }),
  nsc: (size) => ({ ...besideNsc(size), megabytes: megabytes() }),
}
