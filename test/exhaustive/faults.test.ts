// What the system may answer, and every kind of work that writes: a clear error, and everything as it was.
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { writeRecord } from '../../lib/diff/record-file'
import { withLock } from '../../lib/files/lock'
import { writeFileAtomic } from '../../lib/files/atomic'
import type { PointName } from '../../lib/files/points'
import { commitChanges } from '../../lib/keys/commit'
import type { Changes } from '../../lib/keys/issue'
import { changeRecipients } from '../../lib/keys/recipients'
import { emptyStore, openStore } from '../../lib/keys/store'
import { exportKeys, importKeys } from '../../lib/keys/transfer'
import { seededRandom } from '../../lib/testing/random'
import { NatsmithError } from '../../lib/values/finding'
import { RECIPIENT } from '../e2e/support/age'
import { deploying, THREE, TWO } from '../support/deploying'
import { issueAll, nkey, SMALL } from '../support/requests'
import { failureOf, withFailing } from '../support/steps'
import { tree } from '../support/tree'

const { folder, at, deploy } = deploying()
const keys = (): string => join(folder(), 'keys')
const small = issueAll(SMALL)
const ALICE = nkey().identity
const random = seededRandom('faults')

/** A change of the store that is there. */
const onStore = (change: (store: ReturnType<typeof openStore>) => Changes) => () => {
  const changes = change(openStore(keys(), { secrets: true }))
  return () => {
    commitChanges(keys(), changes)
  }
}

/** Each gives the work, which is then disturbed. */
const WORK: readonly (readonly [string, () => () => void])[] = [
  [
    'the first issue',
    () => {
      rmSync(keys(), { recursive: true })
      return () => {
        commitChanges(keys(), small)
      }
    },
  ],
  ['issue', onStore((store) => issueAll([...SMALL, nkey('ORDERS/dave')], store))],
  ['keys rotate', onStore((store) => issueAll(SMALL, store, { rotate: new Set([ALICE]) }, 'rotated'))],
  ['keys recipients', onStore((store) => changeRecipients(store, { add: [RECIPIENT], remove: [] }, random))],
  [
    'keys import',
    onStore((store) => {
      const other = exportKeys(issueAll([nkey('ORDERS/erin')], emptyStore(), {}, 'other').after)
      return importKeys(store, other, { where: 'export', replace: false, random }).changes
    }),
  ],
  [
    'keys export',
    () => () => {
      writeFileAtomic(join(folder(), 'prod.keys'), exportKeys(small.after).reveal(), { mode: 0o600 })
    },
  ],
  ['deploy', () => () => deploy(THREE)],
  [
    'the record',
    () => () => {
      const record = {
        schema: 1,
        deployment: 'prod',
        generation: 1,
        nodes: [],
        identities: [],
        names: {},
      } as const
      writeRecord(join(folder(), 'record.json'), { ...record, accepted: [] })
    },
  ],
]

const FAULTS: readonly (readonly [what: string, errno: string, step: PointName, code: string])[] = [
  ['a full disk', 'ENOSPC', 'write', 'disk-full'],
  ['a quota that is used up', 'EDQUOT', 'write', 'disk-full'],
  ['a read-only file system', 'EROFS', 'create', 'read-only'],
  ['a folder without permission', 'EACCES', 'create', 'permission-denied'],
  ['a folder that vanished', 'ENOENT', 'create', 'vanished'],
  ['too many open files', 'EMFILE', 'create', 'too-many-files'],
  ['a device that fails to write', 'EIO', 'write', 'disk-error'],
  ['a device that fails to sync', 'EIO', 'fsync', 'disk-error'],
]

describe.each(WORK)('%s', (_, prepare) => {
  beforeEach(() => {
    deploy(TWO)
    mkdirSync(keys(), { mode: 0o700 })
    commitChanges(keys(), small)
  })

  it.each(FAULTS)('stops at %s (%s at %s), with everything as it was', (_what, errno, step, code) => {
    const work = prepare()
    const before = tree(folder())
    const failure = failureOf(() => {
      withFailing(errno, (name) => name === step, work)
    })
    expect(failure).toBeInstanceOf(NatsmithError)
    expect(failure).toMatchObject({ code, message: expect.stringContaining(folder()) as unknown })
    expect(tree(folder())).toEqual(before)
    work()
    expect(tree(folder())).not.toEqual(before)
  })
})

it.each([
  [
    'issue',
    () => join(keys(), '.natsmith.lock'),
    onStore((store) => issueAll([...SMALL, nkey('ORDERS/dave')], store)),
  ],
  ['deploy', () => at('.natsmith.lock'), () => () => deploy(THREE)],
] as const)('%s stops at the lock of another process, and names it', (_, lock, prepare) => {
  deploy(TWO)
  commitChanges(keys(), small)
  const work = prepare()
  const before = tree(folder())
  withLock(lock(), 'something else', () => {
    expect(failureOf(work)).toMatchObject({
      code: 'locked',
      message: expect.stringMatching(
        new RegExp(`${String(process.pid)}.*something else|something else.*${String(process.pid)}`),
      ) as unknown,
    })
  })
  expect(tree(folder())).toEqual(before)
})
