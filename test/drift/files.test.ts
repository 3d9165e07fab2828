import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Assembly } from '../../lib/assembly/assembly'
import type { Drift, DriftRow } from '../../lib/drift/compare-files'
import { driftOfFiles } from '../../lib/drift/drift-files'
import { applyDeploy } from '../../lib/engine/apply'
import { planDeploy } from '../../lib/engine/plan'
import type { Target } from '../../lib/engine/target'
import { assembly, BUNDLE, SEED } from '../support/assembly'
import { temporaryFolder } from '../support/folder'
import { codeOf, stepsOf, withFailing } from '../support/steps'
import { tree } from '../support/tree'

const folder = temporaryFolder()
const out = (): string => join(folder(), 'out')
const target = (): Target => ({ kind: 'out', dir: out() })
const at = (name: string, node = 'nats1'): string => join(out(), node, 'etc/nats', name)
const asRoot = process.geteuid?.() === 0 ? it : it.skip

const CONF = 'nats-server.conf'
const CERT = 'tls/client-7692c3ad.crt'
const KEY = 'tls/client-7692c3ad.key'
const CA = 'tls/client-ca.crt'
const MANIFEST = 'natsmith-manifest.json'
const ALL = [CONF, MANIFEST, CERT, KEY, CA]
const NOW = Date.UTC(2026, 0, 1)

const deploy = (wanted: Assembly): void => {
  applyDeploy(planDeploy(wanted, target()), wanted)
}
const places = (...nodes: string[]): { node: string; configDir: string }[] =>
  nodes.map((node) => ({ node, configDir: '/etc/nats' }))
const drift = (now = NOW): Drift => driftOfFiles('prod', target(), places('nats1'), now)

/** The rows that are not `same`, as `file status cause`. */
const told = (found = drift()): string[] =>
  found.rows
    .filter(({ status, cause }) => status !== 'same' || cause !== undefined)
    .map(({ file, status, cause }) =>
      [file.replace('/etc/nats/', ''), status, cause].filter(Boolean).join(' '),
    )

const rowOf = (name: string): DriftRow | undefined =>
  drift().rows.find(({ file }) => file === `/etc/nats/${name}`)

describe('driftOfFiles', () => {
  beforeEach(() => {
    deploy(assembly())
  })

  it('finds nothing after a deploy, and writes nothing', () => {
    const before = tree(out())
    let found: Drift | undefined
    expect([...new Set(stepsOf(() => (found = drift())))]).toEqual(['read'])
    expect(found?.rows.map(({ file, status }) => [file.replace('/etc/nats/', ''), status])).toEqual(
      ALL.map((name) => [name, 'same']),
    )
    expect(found?.totals).toEqual({ same: 5, changed: 0, missing: 0, extra: 0, unchecked: 0 })
    expect(found?.drifted).toBe(false)
    expect(tree(out())).toEqual(before)
  })

  it.each<[string, string, () => void]>([
    [
      'deleted',
      `${KEY} missing`,
      () => {
        rmSync(at(KEY))
      },
    ],
    [
      'emptied',
      `${CONF} changed content`,
      () => {
        truncateSync(at(CONF))
      },
    ],
    [
      'cut by one byte',
      `${CONF} changed content`,
      () => {
        truncateSync(at(CONF), readFileSync(at(CONF)).length - 1)
      },
    ],
    [
      'appended to',
      `${CA} changed content`,
      () => {
        appendFileSync(at(CA), 'x')
      },
    ],
    [
      'given a BOM',
      `${CA} changed encoding`,
      () => {
        writeFileSync(at(CA), `\ufeff${BUNDLE}`)
      },
    ],
    [
      'given CRLF',
      `${CONF} changed encoding`,
      () => {
        writeFileSync(at(CONF), readFileSync(at(CONF), 'utf8').replaceAll('\n', '\r\n'))
      },
    ],
    [
      'cut inside the second certificate',
      `${CA} changed truncated`,
      () => {
        truncateSync(at(CA), BUNDLE.length - 12)
      },
    ],
    [
      'cut after the first certificate',
      `${CA} changed truncated`,
      () => {
        truncateSync(at(CA), BUNDLE.indexOf('-----BEGIN', 1))
      },
    ],
    [
      'opened to others',
      `${KEY} changed mode`,
      () => {
        chmodSync(at(KEY), 0o644)
      },
    ],
    [
      'made unwritable',
      `${KEY} changed mode`,
      () => {
        chmodSync(at(KEY), 0o400)
      },
    ],
    [
      'made setuid',
      `${KEY} changed mode`,
      () => {
        chmodSync(at(KEY), 0o4600)
      },
    ],
    [
      'opened to others: the manifest',
      `${MANIFEST} changed mode`,
      () => {
        chmodSync(at(MANIFEST), 0o640)
      },
    ],
    [
      'linked to the same content',
      `${KEY} changed type`,
      () => {
        renameSync(at(KEY), join(folder(), 'k'))
        symlinkSync(join(folder(), 'k'), at(KEY))
      },
    ],
    [
      'linked to nothing',
      `${KEY} changed type`,
      () => {
        rmSync(at(KEY))
        symlinkSync('/missing', at(KEY))
      },
    ],
    [
      'linked to itself',
      `${KEY} changed type`,
      () => {
        rmSync(at(KEY))
        symlinkSync(at(KEY), at(KEY))
      },
    ],
    [
      'a folder',
      `${KEY} changed type`,
      () => {
        rmSync(at(KEY))
        mkdirSync(at(KEY))
      },
    ],
    [
      'a fifo',
      `${KEY} changed type`,
      () => {
        rmSync(at(KEY))
        execFileSync('mkfifo', [at(KEY)])
      },
    ],
    [
      'a link to a device',
      `${KEY} changed type`,
      () => {
        rmSync(at(KEY))
        symlinkSync('/dev/zero', at(KEY))
      },
    ],
  ])('finds a file that was %s', (_, expected, damage) => {
    damage()
    expect(told()).toEqual([expected])
    expect(drift().drifted).toBe(true)
  })

  it('finds a socket', async () => {
    rmSync(at(KEY))
    const server = createServer().listen(at(KEY))
    await new Promise((resolve) => server.once('listening', resolve))
    expect(told()).toEqual([`${KEY} changed type`])
    server.close()
  })

  it('says what was wanted and what was found', () => {
    truncateSync(at(CA), BUNDLE.length - 12)
    chmodSync(at(KEY), 0o644)
    rmSync(at(CONF))
    symlinkSync('/etc/shadow', at(CONF))
    expect(rowOf(CA)).toMatchObject({ wanted: '2 certificates', found: '1 of 2 certificates' })
    expect(rowOf(KEY)).toMatchObject({ wanted: '0600', found: '0644' })
    expect(rowOf(CONF)).toMatchObject({ wanted: 'file', found: 'link' })
    expect(drift().totals).toEqual({ same: 2, changed: 3, missing: 0, extra: 0, unchecked: 0 })
  })

  it('has a row for each cause and counts the file once', () => {
    writeFileSync(at(CONF), 'port: 1\n')
    chmodSync(at(CONF), 0o644)
    expect(told()).toEqual([`${CONF} changed content`, `${CONF} changed mode`])
    expect(drift().totals.changed).toBe(1)
  })

  it('shows no content, not even of a changed secret', () => {
    appendFileSync(at(CONF), `\npassword: hunter2 ${SEED}`)
    expect(JSON.stringify(drift())).not.toMatch(/hunter2|SUAKYRH/)
  })

  asRoot('finds another owner and another group', () => {
    chownSync(at(KEY), 4711, process.getgid?.() ?? 0)
    chownSync(at(CONF), process.getuid?.() ?? 0, 4712)
    expect(told()).toEqual([`${CONF} changed owner`, `${KEY} changed owner`])
    expect(rowOf(KEY)).toMatchObject({ wanted: '0:0', found: '4711:0' })
  })

  it('finds an expired certificate, at its very second', () => {
    const end = Date.UTC(2030, 0, 1)
    expect(told(drift(end - 1))).toEqual([])
    expect(told(drift(end))).toEqual([`${CERT} changed expired`])
    expect(drift(end).rows.find(({ cause }) => cause === 'expired')?.found).toBe(
      'expired 2030-01-01T00:00:00.000Z',
    )
  })

  it('finds a certificate that is not valid yet, and says both clocks', () => {
    const begin = Date.UTC(2025, 0, 1)
    expect(told(drift(begin))).toEqual([])
    expect(told(drift(begin - 1))).toEqual([`${CERT} changed not-yet-valid`])
    expect(drift(begin - 1000).rows.find(({ cause }) => cause === 'not-yet-valid')?.found).toBe(
      'begins 2025-01-01T00:00:00.000Z, and it is 2024-12-31T23:59:59.000Z here',
    )
  })

  it('warns of a second name of a secret, which is no drift; of one of a certificate it says nothing', () => {
    linkSync(at(KEY), join(folder(), 'copy'))
    linkSync(at(CERT), join(folder(), 'certificate'))
    expect(told()).toEqual([`${KEY} same links`])
    expect(drift().drifted).toBe(false)
  })

  it('ignores the time of a file', () => {
    execFileSync('touch', ['-d', '2001-01-01', at(CONF), at(KEY)])
    expect(told()).toEqual([])
  })

  it('reports files that nobody deployed, beside each of ours, without calling it drift', () => {
    writeFileSync(at('note'), '')
    writeFileSync(at('tls/old.key'), '')
    writeFileSync(at('.natsmith-hidden'), '')
    mkdirSync(at('jetstream'))
    expect(told()).toEqual(['.natsmith-hidden extra', 'note extra', 'tls/old.key extra'])
    expect(drift().drifted).toBe(false)
    expect(drift().totals.extra).toBe(3)
  })

  it('finds a renamed file as missing and extra', () => {
    renameSync(at(KEY), at('tls/CLIENT.key'))
    expect(told()).toEqual(['tls/CLIENT.key extra', `${KEY} missing`])
  })

  it('does not call superseded files extra, and does not miss them', () => {
    deploy(assembly([{ generation: 'two' }]))
    expect(told()).toEqual([])
    rmSync(at(KEY))
    expect(told()).toEqual([])
  })

  it('says that a file cannot be read, which is neither the same nor missing', () => {
    withFailing('EACCES', opensOf(at(KEY)), () => {
      expect(told()).toEqual([`${KEY} unchecked unreadable`])
    })
    withFailing('EACCES', opensOf(at(KEY)), () => {
      const { drifted, totals, rows } = drift()
      expect([drifted, totals.unchecked, totals.same]).toEqual([false, 1, 4])
      expect(rows.find(({ status }) => status === 'unchecked')?.found).toBe(`${at(KEY)}: permission denied`)
    })
  })

  it('still sees the mode of a file that it cannot read', () => {
    chmodSync(at(KEY), 0)
    withFailing('EACCES', opensOf(at(KEY)), () => {
      expect(told()).toEqual([`${KEY} changed mode`, `${KEY} changed unreadable`])
    })
  })

  it('says that a file cannot even be looked at', () => {
    withFailing(
      'EACCES',
      (_, path) => path === at(KEY),
      () => {
        expect(told()).toEqual([`${KEY} unchecked unreadable`])
      },
    )
  })

  it('finds a folder that others may write to, or that is a link', () => {
    chmodSync(at('tls'), 0o777)
    expect(told()).toEqual(['tls changed folder'])
    renameSync(at('tls'), join(folder(), 'tls'))
    chmodSync(join(folder(), 'tls'), 0o700)
    symlinkSync(join(folder(), 'tls'), at('tls'))
    expect(told()).toEqual(['tls changed folder'])
  })
})

/** A file is opened at once; where that fails, it is looked at by lstat, and opened again if it is a file. */
function opensOf(wanted: string): (name: string, path: string) => boolean {
  let reads = 0
  return (_, path) => path === wanted && ++reads % 2 === 1
}

describe('drift of a whole node', () => {
  it('is a missing folder', () => {
    deploy(assembly([{ name: 'nats1' }, { name: 'nats2' }]))
    rmSync(join(out(), 'nats2'), { recursive: true })
    const found = driftOfFiles('prod', target(), places('nats1', 'nats2'), NOW)
    expect(told(found)).toEqual(['/etc/nats missing'])
    expect(found.rows.at(-1)).toMatchObject({
      node: 'nats2',
      wanted: 'the manifest of prod/nats2',
      found: 'nothing',
    })
    expect(found.drifted).toBe(true)
  })

  it('is a missing manifest', () => {
    deploy(assembly())
    rmSync(at(MANIFEST))
    expect(told()).toEqual([`${CONF} extra`, `${MANIFEST} missing`])
  })

  it.each([
    ['damaged', '{'],
    ['edited', undefined],
  ])('is a manifest that is %s', (_, text) => {
    deploy(assembly())
    writeFileSync(at(MANIFEST), text ?? readFileSync(at(MANIFEST), 'utf8').replaceAll('0600', '0644'))
    expect(told()).toContain(`${MANIFEST} changed manifest`)
    expect(drift().drifted).toBe(true)
  })

  it('is not known when the manifest is of a newer natsmith, or cannot be read', () => {
    deploy(assembly())
    withFailing(
      'EACCES',
      (_, path) => path === at(MANIFEST),
      () => {
        expect(told()).toContain(`${MANIFEST} unchecked unreadable`)
      },
    )
    writeFileSync(at(MANIFEST), '{"schema":2}')
    expect(told()).toContain(`${MANIFEST} unchecked unreadable`)
    expect(drift().drifted).toBe(false)
  })

  it('is a manifest that is a link', () => {
    deploy(assembly())
    renameSync(at(MANIFEST), join(folder(), 'm'))
    symlinkSync(join(folder(), 'm'), at(MANIFEST))
    expect(told()).toContain(`${MANIFEST} changed type`)
  })

  it('is the manifest of another deployment', () => {
    deploy(assembly([{}], 'staging'))
    expect(rowOf(MANIFEST)).toMatchObject({
      status: 'changed',
      cause: 'manifest',
      wanted: 'the manifest of prod/nats1',
      found: 'the manifest of staging/nats1',
    })
  })

  it('is looked for only where the target is', () => {
    mkdirSync(out())
    const one = assembly([{ name: 'nats1' }, { name: 'nats2' }])
    const host: Target = { kind: 'node', node: 'nats2', root: out() }
    applyDeploy(planDeploy(one, host), one)
    const found = driftOfFiles('prod', host, places('nats1', 'nats2'), NOW)
    expect(new Set(found.rows.map(({ node }) => node))).toEqual(new Set(['nats2']))
    expect(found.totals.same).toBe(5)
  })

  asRoot('is a user that has another number by now, or is gone', () => {
    mkdirSync(join(out(), 'etc'), { recursive: true, mode: 0o755 })
    const users = (uid: number): void => {
      writeFileSync(join(out(), 'etc/passwd'), `nats:x:${String(uid)}:4712::/:/bin/false\n`)
    }
    users(4711)
    writeFileSync(join(out(), 'etc/group'), 'nats:x:4712:\n')
    const owned = assembly([{ fileOwner: { user: 'nats', group: 'nats' } }])
    const host: Target = { kind: 'node', node: 'nats1', root: out() }
    const check = (): string[] => told(driftOfFiles('prod', host, places('nats1'), NOW))
    applyDeploy(planDeploy(owned, host), owned)
    expect(check()).toEqual([])
    users(4999)
    expect(check()).toEqual(ALL.map((name) => `${name} changed owner`))
    writeFileSync(join(out(), 'etc/passwd'), '')
    expect(check()).toEqual(['/etc/nats unchecked unreadable'])
  })

  it('hides no defect of natsmith', () => {
    deploy(assembly())
    expect(codeOf(() => driftOfFiles('prod', target(), [{ node: 'nats1', configDir: '../..' }], NOW))).toBe(
      'path-escapes',
    )
  })
})
