// Every step of a deploy is stopped once, in several ways.
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Assembly } from '../../lib/assembly/assembly'
import { LOCK } from '../../lib/engine/apply'
import { planDeploy } from '../../lib/engine/plan'
import { NatsmithError } from '../../lib/values/finding'
import { assembly, SEED } from '../support/assembly'
import { contents, deploying, ONE, THREE, TWO } from '../support/deploying'
import { buryLocks, codeOf, crashEverywhere, failureOf, stepsOf, withFailing } from '../support/steps'
import { copyFolder, tree } from '../support/tree'

const { folder, out, target, at, deploy, files } = deploying()

describe('a deploy that is stopped', () => {
  /** Wholly old or wholly new: whichever conf is there, its files are there too. */
  function expectWhole(): string {
    const conf = readFileSync(at('nats-server.conf'), 'utf8')
    const generation = conf.includes('# nats1 two') ? 'two' : 'three'
    expect(files()).toMatchObject(contents({ generation }))
    return generation
  }

  function start(): void {
    rmSync(out(), { recursive: true, force: true })
    copyFolder(join(folder(), 'start'), out())
  }

  beforeEach(() => {
    deploy(ONE)
    deploy(TWO)
    copyFolder(out(), join(folder(), 'start'))
  })

  it('by a crash at any step leaves the node old or new, and the next deploy makes it new', () => {
    start()
    deploy(THREE)
    const wanted = tree(out())
    const seen = new Set<string>()
    let afterCommit = 0
    const crashes = crashEverywhere(
      start,
      () => {
        deploy(THREE)
      },
      () => {
        seen.add(expectWhole())
        buryLocks(at(''))
        if (!planDeploy(THREE, target()).nodes[0]?.files.some(({ bytes }) => bytes > 0)) afterCommit += 1
        deploy(THREE)
        const left = tree(out())
        // A stale lock alone is no reason to write; whoever writes next breaks it.
        const locks = Object.keys(left).filter((name) => name.endsWith(LOCK))
        expect(Object.fromEntries(Object.entries(left).filter(([name]) => !locks.includes(name)))).toEqual(
          wanted,
        )
      },
    )
    expect(crashes).toBeGreaterThan(45)
    expect([...seen].sort()).toEqual(['three', 'two'])
    expect(afterCommit).toBeGreaterThan(5)
  })

  it('by SIGKILL leaves it so too, and its lock is broken', () => {
    for (const step of [3, 30, 42]) {
      start()
      const { signal } = spawnSync(
        process.execPath,
        [
          'node_modules/jiti/lib/jiti-cli.mjs',
          'test/support/deploy-and-die.ts',
          out(),
          String(step),
          'three',
        ],
        { stdio: 'inherit' },
      )
      expect(signal).toBe('SIGKILL')
      expectWhole()
      deploy(THREE)
      expect(expectWhole()).toBe('three')
      expect(planDeploy(THREE, target()).hasChanges).toBe(false)
    }
  })

  it('by an error of the disk at any step leaves it so too', () => {
    start()
    const steps = stepsOf(() => deploy(THREE))
    steps.forEach((step, failing) => {
      // What cannot be read is a finding; the second look, after the work, is told as such.
      if (step === 'read') return
      start()
      let count = 0
      const failure = failureOf(() => {
        withFailing(
          'EIO',
          () => count++ === failing,
          () => deploy(THREE),
        )
      })
      // A temporary file that cannot be removed is left to the next deploy.
      if (step !== 'unlink') expect(failure).toBeInstanceOf(NatsmithError)
      expectWhole()
      buryLocks(at(''))
      deploy(THREE)
      expect(expectWhole()).toBe('three')
    })
  })

  it('by a full disk before its point of no return changes nothing at all', () => {
    start()
    const before = tree(out())
    expect(
      codeOf(() => {
        withFailing(
          'ENOSPC',
          (step) => step === 'write',
          () => deploy(THREE),
        )
      }),
    ).toBe('disk-full')
    expect(tree(out())).toEqual(before)
  })

  it('on one node leaves the nodes before it new and those after it old', () => {
    const nodes = (generation: string): Assembly =>
      assembly(['nats1', 'nats2', 'nats3'].map((name) => ({ name, generation })))
    deploy(nodes('two'))
    const isOfSecond = (step: string, path: string): boolean => step === 'write' && path.includes('nats2')
    expect(
      codeOf(() => {
        withFailing('ENOSPC', isOfSecond, () => deploy(nodes('three')))
      }),
    ).toBe('disk-full')
    expect(
      ['nats1', 'nats2', 'nats3'].map(
        (name) => readFileSync(at('nats-server.conf', name), 'utf8').split('\n')[0],
      ),
    ).toEqual(['# nats1 three', '# nats2 two', '# nats3 two'])
  })

  it('for good: stray secrets are tidied up even when the program is as before', () => {
    writeFileSync(at('.natsmith-0123456789abcdef.tmp'), SEED)
    expect(planDeploy(TWO, target())).toMatchObject({ hasChanges: true, nodes: [{ isUnfinished: true }] })
    deploy(TWO)
    expect(Object.keys(tree(out())).filter((name) => name.endsWith('.tmp'))).toEqual([])
    expect(planDeploy(TWO, target()).hasChanges).toBe(false)
  })
})
