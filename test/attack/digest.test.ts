// 100,000 texts, among them what tries to leave its quotes, as values of confs: a real nats-server reads each as it was meant,
// which its digest says, and no text makes it read another one differently.
import { spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { configDigest } from '../../lib/render/conf/digest'
import { emitConf } from '../../lib/render/conf/emit'
import type { ConfMap } from '../../lib/values/conf'
import { need } from '../../tools/install'
import { anyConfText } from '../support/conf'
import { temporaryFolder } from '../support/folder'

const VALUES = 100_000
const FILES = 10
const SEED = randomInt(2 ** 31)

const folder = temporaryFolder()

/** Inside a resolver block a nats-server reads what it knows and leaves the rest alone. */
const wrap = (values: readonly string[]): ConfMap => ({ resolver: { type: 'MEM', values } })

test(`${VALUES.toLocaleString('en-US')} values of seed ${String(SEED)} have the digest that is computed`, () => {
  const file = join(folder(), 'nats-server.conf')
  const distinct = new Set<string>()
  for (let i = 0; i < FILES; i += 1) {
    const values = fc.sample(anyConfText, { numRuns: VALUES / FILES, seed: SEED + i })
    const conf = wrap(values)
    writeFileSync(file, emitConf(conf))
    const { stderr } = spawnSync(need('nats-server-2.15'), ['-c', file, '-t'], { encoding: 'utf8' })
    expect(stderr).toContain(`is valid (${configDigest(conf)})`)
    for (const value of values) distinct.add(value)
  }
  expect(distinct.size).toBeGreaterThan(VALUES / 2)
})
