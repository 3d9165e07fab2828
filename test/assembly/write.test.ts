import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { readManifest } from '../../lib/assembly/read'
import { writeAssembly } from '../../lib/assembly/write'
import { assembly } from '../support/assembly'
import { temporaryFolder } from '../support/folder'
import { codeOf, crashEverywhere, stepsOf } from '../support/steps'
import { modeOf, tree } from '../support/tree'

const folder = temporaryFolder()
const out = (...parts: string[]): string => join(folder(), 'out', ...parts)

describe('writeAssembly', () => {
  it('puts each file where its node has it, below a folder of the node', () => {
    writeAssembly(assembly([{ name: 'nats1' }, { name: 'leaf', configDir: '.' }]), out())
    expect(Object.keys(tree(out()))).toEqual([
      '.gitignore',
      'leaf/nats-server.conf',
      'leaf/tls/client-7692c3ad.crt',
      'leaf/tls/client-7692c3ad.key',
      'leaf/tls/client-ca.crt',
      'manifest.json',
      'nats1/etc/nats/nats-server.conf',
      'nats1/etc/nats/tls/client-7692c3ad.crt',
      'nats1/etc/nats/tls/client-7692c3ad.key',
      'nats1/etc/nats/tls/client-ca.crt',
    ])
    expect([out('nats1'), out('nats1/etc/nats/tls')].map(modeOf)).toEqual(['700', '700'])
    expect(modeOf(out('nats1/etc/nats/nats-server.conf'))).toBe('600')
    expect(readManifest(out())).toEqual(
      assembly([{ name: 'nats1' }, { name: 'leaf', configDir: '.' }]).manifest,
    )
    expect(readFileSync(out('.gitignore'), 'utf8')).toBe('*\n')
  })

  it('writes nothing the second time', () => {
    writeAssembly(assembly(), out())
    const steps = stepsOf(() => {
      writeAssembly(assembly(), out())
    })
    expect([...new Set(steps)]).toEqual(['read'])
  })

  it('narrows a mode and replaces a link', () => {
    writeAssembly(assembly(), out())
    const conf = out('nats1/etc/nats/nats-server.conf')
    chmodSync(conf, 0o644)
    rmSync(out('nats1/etc/nats/tls/client-7692c3ad.key'))
    writeFileSync(out('elsewhere'), 'precious')
    symlinkSync(out('elsewhere'), out('nats1/etc/nats/tls/client-7692c3ad.key'))
    writeAssembly(assembly(), out())
    expect(modeOf(conf)).toBe('600')
    expect(statSync(out('nats1/etc/nats/tls/client-7692c3ad.key')).isFile()).toBe(true)
    expect(readFileSync(out('elsewhere'), 'utf8')).toBe('precious')
  })

  it('removes what an earlier assembly left, and nothing else', () => {
    writeAssembly(assembly([{ name: 'nats1' }, { name: 'nats2' }]), out())
    writeFileSync(out('nats2/note'), 'mine')
    writeAssembly(assembly([{ name: 'nats1', generation: 'two' }]), out())
    expect(Object.keys(tree(out()))).toEqual([
      '.gitignore',
      'manifest.json',
      'nats1/etc/nats/nats-server.conf',
      'nats1/etc/nats/tls/client-3fc4ccfe.crt',
      'nats1/etc/nats/tls/client-3fc4ccfe.key',
      'nats1/etc/nats/tls/client-ca.crt',
      'nats2/note',
    ])
  })

  it('refuses a folder with something else in it, and leaves it as it was', () => {
    mkdirSync(out())
    writeFileSync(out('letter'), 'mine')
    expect(
      codeOf(() => {
        writeAssembly(assembly(), out())
      }),
    ).toBe('not-an-assembly')
    expect(tree(out())).toEqual({ letter: 'mine' })
  })

  it('refuses the assembly of another deployment, and a damaged one', () => {
    writeAssembly(assembly([{}], 'staging'), out())
    const write = (): void => {
      writeAssembly(assembly(), out())
    }
    expect(codeOf(write)).toBe('not-an-assembly')
    writeFileSync(out('manifest.json'), '{')
    expect(codeOf(write)).toBe('manifest-unreadable')
  })

  it('refuses a node or a path that leaves the folder', () => {
    const one = assembly()
    const artifacts = one.artifacts.map((artifact) => ({ ...artifact, path: '/etc/../../../escaped' }))
    expect(
      codeOf(() => {
        writeAssembly({ ...one, artifacts }, out())
      }),
    ).toBe('path-escapes')
    expect(existsSync(join(folder(), 'escaped'))).toBe(false)
  })

  it('is complete after a crash at any step and a second run, whatever is written then', () => {
    const before = assembly([{ name: 'nats1' }, { name: 'nats2' }])
    const after = assembly([{ name: 'nats1', generation: 'two' }])
    const clean = join(folder(), 'clean')
    writeAssembly(after, clean)
    const crashes = crashEverywhere(
      () => {
        rmSync(out(), { recursive: true, force: true })
        writeAssembly(before, out())
      },
      () => {
        writeAssembly(assembly([{ name: 'nats1', generation: 'middle' }]), out())
      },
      () => {
        writeAssembly(after, out())
        expect(tree(out())).toEqual(tree(clean))
      },
    )
    expect(crashes).toBeGreaterThan(25)
  })

  it('recovers from a crash of the very first run', () => {
    crashEverywhere(
      () => {
        rmSync(out(), { recursive: true, force: true })
      },
      () => {
        writeAssembly(assembly(), out())
      },
      () => {
        writeAssembly(assembly(), out())
        expect(Object.keys(tree(out()))).toHaveLength(6)
      },
    )
  })
})
