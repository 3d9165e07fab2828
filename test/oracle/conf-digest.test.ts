// What the emitter writes, read back by real nats-servers: of any data, in any text.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { configDigest } from '../../lib/render/conf/digest'
import { emitConf } from '../../lib/render/conf/emit'
import type { ConfMap } from '../../lib/values/conf'
import { need } from '../../tools/install'
import { HOSTILE_TEXT, anyConf } from '../support/conf'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'natsmith-conf-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

/** What `nats-server -t` says about `conf`; inside a resolver block it reads what it knows and leaves the rest alone. */
function parse(server: 'nats-server-2.10' | 'nats-server-2.15', conf: ConfMap): string {
  const file = join(folder, 'nats-server.conf')
  writeFileSync(file, emitConf(conf, ['hostile']))
  return spawnSync(need(server), ['-c', file, '-t'], { encoding: 'utf8' }).stderr
}

const wrap = (data: ConfMap): ConfMap => ({ resolver: { type: 'MEM', data } })

describe('a conf of any data', () => {
  it('has on 2.15 the digest that is computed', () => {
    fc.assert(
      fc.property(anyConf, (data) => {
        const conf = wrap(data)
        expect(parse('nats-server-2.15', conf)).toContain(`is valid (${configDigest(conf)})`)
      }),
      { numRuns: 300 },
    )
  })

  it('is parsed by 2.10', () => {
    fc.assert(
      fc.property(anyConf, (data) => {
        expect(parse('nats-server-2.10', wrap(data))).toContain('is valid')
      }),
      { numRuns: 300 },
    )
  })

  it('holds every hostile text as a value and, without quotes and NUL, as a key', () => {
    const keys = HOSTILE_TEXT.map((t) => t.replace(/["\0]/g, ''))
    const conf = wrap({ values: HOSTILE_TEXT, keys: Object.fromEntries(keys.map((k, i) => [k, i])) })
    expect(parse('nats-server-2.15', conf)).toContain(`is valid (${configDigest(conf)})`)
    expect(parse('nats-server-2.10', conf)).toContain('is valid')
  })
})
