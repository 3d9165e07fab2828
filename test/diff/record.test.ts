import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DeployRecord, Deployed, RecordedNode } from '../../lib/diff/record'
import { nextRecord, plainConf } from '../../lib/diff/record'
import { readRecord, writeRecord } from '../../lib/diff/record-file'
import { Secret } from '../../lib/values/secret'
import { temporaryFolder } from '../support/folder'
import { codeOf } from '../support/thrown'

const node = (name: string, conf: RecordedNode['conf'] = {}): RecordedNode => ({
  node: name,
  cluster: 'hub',
  serverVersion: '2.12',
  host: `${name}.internal`,
  configDir: '/etc/nats',
  configDigest: '',
  files: [],
  conf,
})

const deployed = (nodes: readonly RecordedNode[], reached = nodes.map((n) => n.node)): Deployed => ({
  manifest: { schema: 1, deployment: 'prod', keyStore: '', nodes: [], accepted: [] },
  comparable: { nodes, names: {} },
  reached: new Set(reached),
  identities: ['ca/b', 'ca/a'],
})

const namesOf = (record: DeployRecord): readonly string[] => record.nodes.map((n) => n.node)

describe('nextRecord', () => {
  const first = nextRecord(undefined, deployed([node('nats2'), node('nats1')]))

  it('counts deploys, and sorts', () => {
    expect(first).toMatchObject({ generation: 1, identities: ['ca/a', 'ca/b'] })
    expect(namesOf(first)).toEqual(['nats1', 'nats2'])
    expect(nextRecord(first, deployed([node('nats1', { debug: true }), node('nats2')])).generation).toBe(2)
  })

  it('is the last one when nothing changes', () => {
    expect(nextRecord(first, deployed([node('nats1'), node('nats2')]))).toBe(first)
  })

  it('keeps what it knows of nodes that a deploy did not reach, also of those that are gone from the program', () => {
    const now = [node('nats1', { debug: true })]
    const next = nextRecord(first, deployed(now, ['nats1']))
    expect(next.nodes).toEqual([node('nats1', { debug: true }), node('nats2')])
    expect(namesOf(nextRecord(next, deployed(now, ['nats1', 'nats2'])))).toEqual(['nats1'])
  })

  it('does not record a node before it is reached', () => {
    expect(namesOf(nextRecord(undefined, deployed([node('nats1'), node('nats2')], ['nats1'])))).toEqual([
      'nats1',
    ])
  })
})

describe('plainConf', () => {
  it('holds no secret, and changes when one does', () => {
    const digest = (text: string): string => `keyed-${String(text.length)}`
    const plain = plainConf(
      { authorization: { token: Secret.of('hunter2') }, big: 9007199254740993n, list: ['a'] },
      digest,
    )
    expect(plain).toEqual({
      authorization: { token: 'secret:keyed-7' },
      big: '9007199254740993',
      list: ['a'],
    })
  })
})

describe('the record as a file', () => {
  const folder = temporaryFolder()
  const accounts = { ORDERS: { users: [{ nkey: 'UALICE' }] } }
  const record = nextRecord(
    undefined,
    deployed([
      node('nats1', { accounts, port: 1 }),
      node('nats2', { accounts }),
      node('nats3', { debug: true }),
    ]),
  )

  it('is read as it was written, and has what nodes share once', () => {
    const file = join(folder(), 'record.json')
    expect(readRecord(file, 'prod')).toBeUndefined()
    writeRecord(file, record)
    expect(readRecord(file, 'prod')).toEqual(record)
    expect(readFile(file).match(/UALICE/g)).toHaveLength(1)
  })

  it.each([
    ['of another deployment', (text: string) => text.replace('"prod"', '"staging"'), 'record-damaged'],
    ['cut', (text: string) => text.slice(0, 200), 'record-damaged'],
    ['of something else', () => '[]', 'record-damaged'],
    ['in conflict', (text: string) => text.replace('{\n', '{\n<<<<<<< HEAD\n'), 'record-conflict'],
    ['of a newer natsmith', (text: string) => text.replace('"schema": 1', '"schema": 2'), 'record-newer'],
  ])('is refused when it is %s', (_what, change, code) => {
    const file = join(folder(), 'record.json')
    writeRecord(file, record)
    writeFileSync(file, change(readFile(file)))
    expect(codeOf(() => readRecord(file, 'prod'))).toBe(code)
  })
})

const readFile = (file: string): string => readFileSync(file, 'utf8')
