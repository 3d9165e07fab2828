import fc from 'fast-check'
import { Account } from '../../lib/constructs/account'
import { CertificateAuthority } from '../../lib/constructs/certificate-authority'
import { addTags, moved } from '../../lib/constructs/construct'
import { buildTree, deployment } from '../../lib/constructs/deployment'
import { LeafNode } from '../../lib/constructs/leaf-node'
import { NatsCluster } from '../../lib/constructs/nats-cluster'
import { NatsSystem } from '../../lib/constructs/nats-system'
import { User } from '../../lib/constructs/user'
import { resolve } from '../../lib/model/resolve'
import { Secret } from '../../lib/values/secret'
import { modelOf } from '../support/model'
import { declareAll, resolved } from './support/everything'

describe('resolve', () => {
  it('gives the same for the same things in any order', () => {
    const expected = resolved((scope) => {
      declareAll(scope, (things) => things)
    })
    fc.assert(
      fc.property(fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (numbers) => {
        const shuffled = <T>(things: readonly T[]): readonly T[] =>
          things
            .map((thing) => ({ thing, at: Number(numbers.next().value) }))
            .sort((a, b) => a.at - b.at)
            .map(({ thing }) => thing)
        const actual = resolved((scope) => {
          declareAll(scope, shuffled)
        })
        expect(JSON.stringify(actual)).toBe(JSON.stringify(expected))
        expect(actual).toStrictEqual(expected)
      }),
      { numRuns: 20 },
    )
  })

  it('gives a model that nobody can change', () => {
    const { model } = resolved((scope) => {
      declareAll(scope, (things) => things)
    })
    const changeable: string[] = []
    const walk = (value: unknown, at: string): void => {
      if (typeof value !== 'object' || value === null) return
      if (!Object.isFrozen(value)) changeable.push(at)
      for (const [key, inner] of Object.entries(value)) walk(inner, `${at}.${key}`)
    }
    walk(model, 'model')
    expect(changeable).toEqual([])
    expect(() => {
      ;(model as { deployment: string }).deployment = 'x'
    }).toThrow(TypeError)
  })

  it('gives plain data: no construct, no function, and no key without a value beside those that say so', () => {
    const { model } = resolved((scope) => {
      declareAll(scope, (things) => things)
    })
    const kinds = new Set<unknown>()
    const walk = (value: unknown): void => {
      if (typeof value !== 'object' || value === null || Secret.isSecret(value)) {
        kinds.add(typeof value)
        return
      }
      expect([Object.prototype, Array.prototype]).toContain(Object.getPrototypeOf(value))
      Object.values(value).forEach(walk)
    }
    walk(model)
    expect(kinds).toEqual(new Set(['string', 'number', 'boolean', 'undefined']))
  })

  it('takes a prop that is undefined for one that is not there', () => {
    const of = (props: Readonly<Record<string, undefined>>) =>
      modelOf((scope) => {
        const issuer = new CertificateAuthority(scope, 'ca', props)
        const account = new Account(scope, 'ORDERS', {
          ...props,
          limits: { ...props, maxPayload: 1 },
          jetstream: { ...props, maxStore: 1 },
          defaultPermissions: { publish: { ...props, allow: ['a'] }, allowResponses: { ...props }, ...props },
          mappings: { a: [{ ...props, destination: 'b' }] },
          exports: [{ ...props, stream: 'x' }],
        })
        new User(account, 'alice', { certificate: { ...props }, ...props })
        const hub = new NatsCluster(scope, 'hub', {
          ...props,
          nodes: { nats1: { ports: { ...props }, advertise: { ...props }, ...props } },
          serverVersion: '2.12',
          tls: { ...props, issuer },
          leafnodes: { ...props },
          logging: { ...props },
          limits: { ...props },
          jetstream: { ...props, storeDir: '/data' },
          routes: { ...props },
        })
        const remote = { hub, hubAccount: account, account, tls: { ...props }, ...props }
        new LeafNode(scope, 'berlin', { remotes: [remote], ...props })
      })
    const names =
      'name tags port host compression accounts to prefix weight cluster max expires deny subscribe validity issuer trust minVersion keyAlgorithm maxStreams maxConnections debug file maxFile domain dnsNames client subject csr emails permissions inboxPrefix poolSize logtime'
    const nothing: Record<string, undefined> = Object.fromEntries(
      names.split(' ').map((name) => [name, undefined]),
    )
    expect(of(nothing)).toStrictEqual(of({}))
  })
})

describe('a system', () => {
  it('has the accounts below it, and the implicit one has the rest', () => {
    const { systems, clusters } = modelOf((scope) => {
      const edge = new NatsSystem(scope, 'edge', { tags: { site: 'berlin' } })
      const a = new Account(edge, 'SENSORS')
      const b = new Account(scope, 'ORDERS', { exports: [{ stream: 'x', accounts: [a] }] })
      a.addImport({ from: b, stream: 'x' })
      new NatsCluster(edge, 'site', { nodes: { s1: {} }, serverVersion: '2.12' })
    })
    expect(
      systems.map(({ name, path, tags, accounts }) => [name, path, tags, accounts.map((a) => a.path)]),
    ).toEqual([
      ['', 'prod', {}, ['prod/ORDERS']],
      ['edge', 'prod/edge', { site: 'berlin' }, ['prod/edge/SENSORS']],
    ])
    // References say whose account they mean: a rule judges whether that can be.
    expect(systems[0]?.accounts[0]?.exports[0]?.accounts).toEqual([{ system: 'edge', account: 'SENSORS' }])
    expect(systems[1]?.accounts[0]?.imports[0]?.from).toEqual({ system: '', account: 'ORDERS' })
    expect(clusters[0]?.system).toBe('edge')
  })
})

describe('tags', () => {
  it('reach everything below, and the innermost value wins', () => {
    const { systems } = modelOf((scope) => {
      addTags(scope, { owner: 'platform', env: 'prod' })
      const account = new Account(scope, 'ORDERS', { tags: { owner: 'orders' } })
      new User(account, 'alice', { tags: { zone: 'eu' } })
      addTags(scope, { env: 'production' })
    })
    const [orders] = systems[0]?.accounts ?? []
    expect(orders?.tags).toEqual({ owner: 'orders', env: 'production' })
    expect(orders?.users[0]?.tags).toEqual({ owner: 'orders', env: 'production', zone: 'eu' })
    expect(systems[0]?.tags).toEqual({ owner: 'platform', env: 'production' })
  })
})

describe('what is attached', () => {
  it('says where', () => {
    const { rules, acknowledgements, validations, model } = resolved((scope) => {
      declareAll(scope, (things) => things)
    })
    expect(rules.map(({ scope, rule: { code } }) => [scope, code])).toEqual([
      ['prod/hub', 'acme/x'],
      ['prod/orders', 'acme/y'],
    ])
    expect(acknowledgements).toEqual([
      { scope: 'prod/hub', code: 'a-code', reason: 'a reason' },
      { scope: 'prod/orders', code: 'b-code', reason: 'a reason' },
    ])
    expect(validations).toMatchObject([
      { code: 'validation', severity: 'error', path: 'prod/hub', message: 'hub is not right' },
      { path: 'prod/orders', message: 'orders are not right' },
    ])
    expect(model.moves).toMatchObject([
      { path: 'prod/billing', from: 'ca/c', to: 'ca/d' },
      { path: 'prod/orders', from: 'ca/a', to: 'ca/b' },
    ])
  })

  it('keeps the order of moves in one scope, which may follow each other', () => {
    const { moves } = modelOf((scope) => {
      moved(scope, 'ca/z', 'ca/b')
      moved(scope, 'ca/b', 'ca/a')
    })
    expect(moves.map(({ from, to }) => [from, to])).toEqual([
      ['ca/z', 'ca/b'],
      ['ca/b', 'ca/a'],
    ])
  })
})

describe('an authority', () => {
  const sourceOf = (name: string, props: ConstructorParameters<typeof CertificateAuthority>[2] = {}) =>
    modelOf((scope) => new CertificateAuthority(scope, name, props)).authorities[0]?.source

  it('is called after the deployment, whatever hosts the tree', () => {
    expect(sourceOf('acme')).toMatchObject({ commonName: 'prod acme' })
    const root = buildTree(deployment('some-app', (scope) => new CertificateAuthority(scope, 'acme')))
    expect(resolve(root, 'prod').model.authorities[0]?.source).toMatchObject({ commonName: 'prod acme' })
  })

  it('has an intermediate with a name of its own', () => {
    expect(sourceOf('acme', { intermediate: true })).toMatchObject({
      commonName: 'prod acme',
      intermediate: { commonName: 'prod acme intermediate' },
    })
    const commonName = 'x'.repeat(64)
    const source = sourceOf('acme', { commonName, intermediate: true })
    if (source?.kind !== 'issued') throw new Error('not issued')
    expect(source.intermediate?.commonName).not.toBe(commonName)
    expect(source.intermediate?.commonName.length).toBeLessThanOrEqual(64)
  })

  it('has a name that fits, however long that of the deployment is', () => {
    const source = sourceOf('a'.repeat(128))
    expect(source?.kind === 'issued' && source.commonName.length).toBe(64)
  })
})
