import { join } from 'node:path'
import { applyDeploy } from '../../lib/engine/apply'
import { planDeploy } from '../../lib/engine/plan'
import { User, deployment } from '../../lib/index'
import { synthInMemory } from '../../lib/testing/index'
import { base } from '../support/judge'
import { temporaryFolder } from '../support/folder'
import { codeOf } from '../support/steps'
import { tree } from '../support/tree'
import { prod } from './program'

const folder = temporaryFolder()

describe('synthInMemory', () => {
  it('gives other keys for another seed, and the same names', () => {
    const [one, other] = [synthInMemory(prod), synthInMemory(prod, { seed: 'other' })]
    const contents = new Set(Object.values(one.files))
    expect(Object.values(other.files).filter((content) => contents.has(content))).toEqual([])
    expect(other.model).toEqual(one.model)
  })

  it('stands where the clock is put', () => {
    const ends = (now?: Date): (string | undefined)[] =>
      (synthInMemory(prod, now && { now }).manifest?.nodes ?? [])
        .flatMap(({ files }) => files)
        .filter(({ purpose }) => purpose === 'certificate')
        .map(({ notAfter }) => notAfter?.slice(0, 10))
    expect(new Set(ends())).toEqual(new Set(['2026-04-01']))
    expect(new Set(ends(new Date('2030-01-01')))).toEqual(new Set(['2030-04-01']))
  })

  it('names files by node and path', () => {
    const { files, manifest } = synthInMemory(prod)
    expect(Object.keys(files)).toEqual(
      manifest?.nodes.flatMap(({ node, files: own }) => own.map(({ path }) => `${node}${path}`)),
    )
    expect(files['nats1/etc/nats/nats-server.conf']).toContain('server_name: "nats1"')
  })

  it('gives findings, and no file, where one blocks', () => {
    const overcommitted = deployment('prod', (scope) => {
      base(scope, { limits: { maxPending: 1 } })
    })
    const { findings, files, manifest } = synthInMemory(overcommitted)
    expect(findings.map(({ severity }) => severity)).toContain('error')
    expect({ files, manifest }).toEqual({ files: {}, manifest: undefined })
  })

  it('finds what cannot be issued, and takes the passwords that a person would give', () => {
    const asking = deployment('prod', (scope) => {
      const { orders } = base(scope)
      new User(orders, 'bob', { password: 'stdin' })
    })
    const { findings, files } = synthInMemory(asking)
    expect(findings.map(({ code, severity }) => [code, severity])).toContainEqual(['needs-stdin', 'error'])
    expect(files).toEqual({})
    const given = synthInMemory(asking, { passwords: { 'ORDERS/bob': 'correct horse' } })
    expect(given.findings.map(({ code }) => code)).not.toContain('needs-stdin')
    expect(given.manifest).toBeDefined()
  })

  it('makes keys that no engine deploys', () => {
    const { manifest } = synthInMemory(prod)
    if (manifest === undefined) throw new Error('nothing was synthesized')
    const assembly = { manifest, artifacts: [] }
    const plan = planDeploy(assembly, { kind: 'out', dir: join(folder(), 'out') })
    expect(codeOf(() => applyDeploy(plan, assembly))).toBe('test-only-keys')
    expect(tree(folder())).toEqual({})
  })
})

it('throws what constructors throw', () => {
  const wrong = deployment('prod', (scope) => new User(scope, 'alice'))
  expect(codeOf(() => synthInMemory(wrong))).toBe('user-without-account')
})
