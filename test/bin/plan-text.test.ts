import {
  changeLines,
  changeTotals,
  fileLines,
  fileTotals,
  issuedTotals,
  issueLines,
  issueTotals,
} from '../../bin/plan-text'
import type { Change } from '../../lib/diff/compare'
import { effectsOf } from '../../lib/diff/compare'
import type { DeployPlan } from '../../lib/engine/plan'
import type { Action, FilePlan, NodePlan } from '../../lib/engine/plan-node'
import type { IssuePlan } from '../../lib/keys/plan'
import type { IssueStep, Verb } from '../../lib/keys/step'
import { emptyStore } from '../../lib/keys/store'

const step = (verb: Verb, identity: string): IssueStep => ({
  identity,
  verb,
  reason: 'because',
  request: undefined,
  entry: undefined,
  signer: undefined,
  fresh: true,
})

const plan = (steps: readonly IssueStep[], warnings: IssuePlan['warnings'] = []): IssuePlan => ({
  store: emptyStore(),
  now: 0,
  given: new Map(),
  steps,
  warnings,
  left: [],
})

describe('what is to be issued', () => {
  it('is listed without what stays or cannot be done', () => {
    const some = plan(
      [
        step('issue', 'ca/a'),
        step('keep', 'ca/b'),
        step('retire', 'ca/c'),
        step('lost', 'ca/d'),
        step('issue', 'ca/e'),
      ],
      [{ identity: 'ca/b', reason: 'ends soon' }],
    )
    expect(issueLines(some)).toEqual([
      'key store',
      '  issue   ca/a  because',
      '  retire  ca/c  because',
      '  issue   ca/e  because',
      'warning  ca/b: ends soon',
    ])
    expect([issueTotals(some), issuedTotals(some)]).toEqual([
      '2 to issue, 1 to retire',
      '2 issued, 1 retired',
    ])
  })

  it('is cut where nobody would read on', () => {
    const lines = issueLines(
      plan(Array.from({ length: 1500 }, (_, i) => step('issue', `user/A/u${String(i)}/nkey`))),
    )
    expect(lines).toHaveLength(202)
    expect(lines.at(-1)).toMatch(/^ {2}… +1,300 more$/)
  })
})

describe('changes', () => {
  const change = (nodes: readonly string[], more: Partial<Change>): Change => ({
    nodes,
    sign: '~',
    what: 'max_payload',
    was: undefined,
    now: undefined,
    effect: 'reload',
    ...more,
  })

  it('stand below their nodes, an element of a list without its value', () => {
    const changes = [
      change(['n1', 'n2'], { was: '1MB', now: '2MB' }),
      change(['n1', 'n2'], { sign: '+', what: 'user A/a publish allow b', now: 'b' }),
      change(['n3'], { what: 'user A/a password', was: '[secret]', now: '[secret]', effect: 'restart' }),
    ]
    expect(changeLines(changes)).toEqual([
      'n1 n2',
      '  ~  max_payload               1MB → 2MB  reload',
      '  +  user A/a publish allow b             reload',
      'n3',
      '  ~  user A/a password  another  restart',
    ])
    expect(changeTotals(changes, effectsOf(changes))).toBe('3 changes: reload n1 n2, restart n3')
    expect(changeTotals([], new Map())).toBe('no changes')
  })
})

describe('files', () => {
  const file = (action: Action, path: string, more: Partial<FilePlan> = {}): FilePlan => ({
    path,
    purpose: 'conf',
    mode: '0600',
    action,
    differences: [],
    bytes: ['create', 'replace', 'repair', 'adopt'].includes(action) ? 10 : 0,
    ...more,
  })
  const node = (name: string, files: readonly FilePlan[], more: Partial<NodePlan> = {}): NodePlan => ({
    node: name,
    configDir: '/etc/nats',
    files,
    manifest: undefined,
    isUnfinished: false,
    hasChanges: true,
    findings: [],
    ...more,
  })
  const nodes = [
    node(
      'new',
      ['a', 'b', 'c', 'd'].map((name) => file('create', name)),
    ),
    node('old', [
      file('create', 'e'),
      file('keep', 'f'),
      file('supersede', 'g'),
      file('repair', 'h', { differences: [{ cause: 'mode', wanted: '0600', found: '0644' }] }),
      file('remove', 'i'),
    ]),
    node('same', [file('keep', 'f')], { hasChanges: false }),
    node('torn', [file('keep', 'f')], { isUnfinished: true }),
  ]
  const deploy: DeployPlan = {
    deployment: 'prod',
    target: { kind: 'out', dir: '/out' },
    adopt: false,
    nodes,
    findings: [],
    hasChanges: true,
  }

  it('of a new node are counted, what is there is named', () => {
    expect(fileLines(deploy.nodes, false)).toEqual([
      'files',
      '  new   create  4 files',
      '  old   create  e',
      '  old   repair  h                                mode 0644, wanted 0600',
      '  old   remove  i',
      '  torn  finish  what an interrupted deploy left',
    ])
    expect(fileTotals(deploy)).toBe('6 files to write, 1 file to remove')
  })

  it('are all named where somebody asks', () => {
    expect(fileLines(deploy.nodes, true).map((line) => line.split(/ +/).slice(1, 4).join(' '))).toEqual([
      '',
      'new create a',
      'new create b',
      'new create c',
      'new create d',
      'old create e',
      'old supersede g',
      'old repair h',
      'old remove i',
      'torn finish what',
    ])
  })
})
