import { execFileSync } from 'node:child_process'
import { chmodSync, linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { observe, readText } from '../../lib/files/observe'
import { digestOf } from '../../lib/values/content'
import { temporaryFolder } from '../support/folder'
import { codeOf, withFailing } from '../support/steps'

const folder = temporaryFolder()
const at = (name: string): string => join(folder(), name)

describe('observe', () => {
  it('reads a file with its mode and owner', () => {
    writeFileSync(at('f'), 'text')
    chmodSync(at('f'), 0o4640)
    expect(observe(at('f'))).toEqual({
      type: 'file',
      mode: 0o4640,
      uid: process.getuid?.(),
      gid: process.getgid?.(),
      links: 1,
      content: { digest: digestOf('text'), size: 4, pemBlocks: 0 },
      unreadable: undefined,
    })
  })

  it('gives undefined for what is not there', () => {
    expect(observe(at('missing'))).toBeUndefined()
  })

  it('counts hard links', () => {
    writeFileSync(at('f'), '')
    linkSync(at('f'), at('g'))
    expect(observe(at('f'))?.links).toBe(2)
  })

  it('follows no link, not even a dangling one or one to itself', () => {
    symlinkSync(at('missing'), at('dangling'))
    symlinkSync(at('loop'), at('loop'))
    expect(observe(at('dangling'))?.type).toBe('link')
    expect(observe(at('loop'))?.type).toBe('link')
  })

  it('never waits: a fifo, a folder and a device are told by their type', () => {
    execFileSync('mkfifo', [at('fifo')])
    mkdirSync(at('sub'))
    expect(observe(at('fifo'))?.type).toBe('fifo')
    expect(observe(at('sub'))?.type).toBe('folder')
    expect(observe('/dev/null')?.type).toBe('device')
  })

  it('says why a file cannot be read, and still gives its mode', () => {
    writeFileSync(at('f'), 'text')
    chmodSync(at('f'), 0)
    let reads = 0
    withFailing(
      'EACCES',
      (name) => name === 'read' && ++reads === 2,
      () => {
        expect(observe(at('f'))).toMatchObject({
          mode: 0,
          content: undefined,
          unreadable: `${at('f')}: permission denied`,
        })
      },
    )
  })
})

describe('readText', () => {
  it('reads a file, and gives undefined where there is none', () => {
    writeFileSync(at('f'), 'grüße\n')
    expect(readText(at('f'))).toBe('grüße\n')
    expect(readText(at('missing'))).toBeUndefined()
  })

  it('refuses a link, a folder and a fifo', () => {
    writeFileSync(at('f'), 'text')
    symlinkSync(at('f'), at('link'))
    mkdirSync(at('sub'))
    execFileSync('mkfifo', [at('fifo')])
    expect(['link', 'sub', 'fifo'].map((name) => codeOf(() => readText(at(name))))).toEqual([
      'symlink',
      'not-a-file',
      'not-a-file',
    ])
  })
})
