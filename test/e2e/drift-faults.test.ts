// Every fault of files, each on a node of its own: drift says which file, why, what was wanted and what was found, and writes
// nothing; the command that it prints repairs what a deploy may repair, and names what an operator has to look at first.
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { tree } from '../support/tree'
import type { Fault, Files, Told } from './support/drift/faults'
import { CERTIFICATE_FAULTS } from './support/drift/certificate-faults'
import { FILE_FAULTS } from './support/drift/faults'
import { placedFiles, succeeded } from './support/engines/engine'
import type { Document, Ran, Workspace } from './support/workspace'
import { javascript, makeWorkspace } from './support/workspace'

interface Row {
  readonly node: string
  readonly file: string
  readonly status: string
  readonly cause?: string
  readonly wanted: string
  readonly found: string
}

/** A fault, and the node that has it. */
const CASES = Object.entries({ ...FILE_FAULTS, ...CERTIFICATE_FAULTS }).map(([id, fault], i) => ({
  id,
  fault,
  node: `n${String(i)}`,
}))
const env = { NODES: CASES.map(({ node }) => node).join(' ') }

const nodesThat = (then: Fault['then']): typeof CASES => CASES.filter(({ fault }) => fault.then === then)

let workspace: Workspace
/** The nodes before and after somebody looked, and what was said. */
let untouched: readonly [Tree, Tree]
let first: Document
let text: Ran
/** The printed command, before an operator has looked, and after it. */
let refused: Document
let repaired: Ran
let second: Document

type Tree = Readonly<Record<string, string>>

const filesOf = (node: string): Files => {
  const files = placedFiles(workspace, node)
  const place = (detail: string, purpose: string): string =>
    files.find((file) => file.detail === detail && file.purpose === purpose)?.place ?? ''
  return {
    conf: place('nats-server', 'conf'),
    certificate: place('cluster', 'certificate'),
    key: place('cluster', 'key'),
    ca: place('client', 'ca'),
    aside: workspace.path('aside', node),
  }
}

const rowsOf = ({ rows }: Document, node: string): readonly Row[] =>
  (rows as readonly Row[]).filter(
    (row) => row.node === node && (row.status !== 'same' || row.cause !== undefined),
  )

/** What drift is to say, in full. */
const expectedOf = (node: string, told: readonly Told[]): readonly unknown[] =>
  told.map(([name, status, cause, wanted = /./, found = /./]) => ({
    node,
    file: name.startsWith('+')
      ? `/etc/nats/${name.slice(1)}`
      : pathOf(filesOf(node)[name as keyof Files], node),
    status,
    ...(cause !== undefined && { cause }),
    wanted: expect.stringMatching(wanted) as string,
    found: expect.stringMatching(found) as string,
  }))

const pathOf = (place: string, node: string): string => place.slice(workspace.path('out', node).length)

beforeAll(async () => {
  workspace = makeWorkspace('program')
  const { run, json, write, path } = workspace
  write('natsmith.cjs', javascript(join(__dirname, 'support/drift/program.ts')))
  succeeded(await run('deploy --yes --issue', { env }))
  for (const { node, fault } of CASES) {
    mkdirSync(path('aside', node), { recursive: true })
    fault.inflict(filesOf(node))
  }
  const looked = tree(path('out'))
  first = await json('drift')
  text = await run('drift')
  untouched = [looked, tree(path('out'))]
  const [, command = ''] = /^Next: natsmith (.*), or/m.exec(text.stdout) ?? []
  refused = await json(`${command} --yes`, { env })
  for (const { node, fault } of CASES) fault.undo?.(filesOf(node))
  repaired = await run(`${command} --yes`, { env })
  second = await json('drift')
})
afterAll(() => {
  rmSync(workspace.folder, { recursive: true })
})

it('says that there is drift, by its exit code as well, and writes nothing', () => {
  expect([first.exitCode, text.code]).toEqual([2, 2])
  expect(untouched[1]).toEqual(untouched[0])
})

it.each(CASES.map((one) => [`${one.id}: ${one.fault.does}`, one] as const))('%s', (_, { node, fault }) => {
  expect(rowsOf(first, node)).toEqual(expectedOf(node, fault.told))
  for (const [, , cause] of fault.told) if (cause !== undefined) expect(text.stdout).toContain(cause)
})

it('names everything that somebody has to look at before a deploy', () => {
  const { findings } = refused['error'] as { readonly findings: readonly { readonly path: string }[] }
  const blamed = findings.map(({ path }) => path.split('/').at(-1))
  expect(blamed.sort()).toEqual(
    nodesThat('refused')
      .map(({ node }) => node)
      .sort(),
  )
})

it('repairs by the command that it printed, and is clean then', () => {
  expect(repaired).toMatchObject({ code: 0, stderr: '' })
  const mayStay = new Set(nodesThat('stays').map(({ node }) => node))
  const left = CASES.filter(({ node }) => !mayStay.has(node)).flatMap(({ node }) => rowsOf(second, node))
  expect(left.filter(({ status }) => status !== 'extra')).toEqual([])
  expect(second).toMatchObject({ exitCode: 0, drifted: false })
})
