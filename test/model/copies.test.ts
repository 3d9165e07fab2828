// Two copies of natsmith in one program, as when an organisation's library brings one: their constructs understand each other.
import { buildTree, deployment } from '../../lib/constructs/deployment'
import * as own from '../../lib/index'
import { resolve } from '../../lib/model/resolve'
import { FindingsError } from '../../lib/values/finding'
import { problemsOf, thrown } from '../support/thrown'

type Copy = typeof own

function anotherCopy(): Copy {
  let copy: Copy | undefined
  jest.isolateModules(() => {
    copy = jest.requireActual<Copy>('../../lib/index')
  })
  if (copy === undefined || copy.Account === own.Account) throw new Error('no other copy')
  return copy
}

const other = anotherCopy()

/** One program, with each construct from one copy or the other. */
const program =
  (a: Copy, b: Copy) =>
  (scope: Parameters<Parameters<Copy['deployment']>[1]>[0]): void => {
    const issuer = new a.CertificateAuthority(scope, 'ca')
    const account = new b.Account(new a.NatsSystem(scope, 'edge'), 'ORDERS', { tags: { owner: 'x' } })
    new a.User(account, 'alice', { password: b.Secret.of('hunter2') })
    const hub = new b.NatsCluster(scope, 'hub', {
      nodes: { nats1: {} },
      serverVersion: '2.12',
      tls: { issuer },
      leafnodes: {},
    })
    const leaf = new a.LeafNode(scope, 'berlin', { remotes: [{ hub, hubAccount: account, account }] })
    new b.TlsSurface(hub, 'leafs', { surface: 'leafnodes', issuer, pinnedCerts: [leaf] })
    new a.LeafRemote(leaf, 'second', { hub, hubAccount: account, account })
    account.addImport({ from: new a.Account(scope, 'BILLING'), stream: 'x' })
    b.addTags(account, { more: 'y' })
    a.acknowledge(hub, 'a-code', 'a reason')
    b.moved(hub, 'ca/a', 'ca/b')
  }

const resolved = (define: ReturnType<typeof program>) =>
  resolve(buildTree(deployment('prod', define)), 'prod')

test('a program of two copies is the program of one', () => {
  const one = resolved(program(own, own))
  expect(one.model.clusters).toHaveLength(2)
  // A secret of the other copy has another class, and is equal in all else.
  for (const [a, b] of [
    [own, other],
    [other, own],
    [other, other],
  ] as const)
    expect(resolved(program(a, b))).toEqual(one)
})

test('a deployment of one copy is one to the other', () => {
  const prod = other.deployment('prod', program(other, own))
  expect(own.isDeployment(prod)).toBe(true)
  expect(resolve(buildTree(prod), 'prod')).toEqual(resolved(program(own, own)))
})

test('what is wrong is told by the copy that sees it', () => {
  const error = thrown(() => buildTree(deployment('prod', (scope) => new other.Account(scope, 'a b'))))
  expect(error).toBeInstanceOf(other.FindingsError)
  expect(error).not.toBeInstanceOf(FindingsError)
  expect(error).toMatchObject({ code: 'invalid-name', findings: [{ path: 'prod/a b' }] })
  expect(
    problemsOf(() =>
      buildTree(
        deployment('prod', (scope) => {
          const hub = new other.NatsCluster(scope, 'hub', { nodes: { n: {} }, serverVersion: '2.12' })
          new own.Account(scope, 'A', { imports: [{ from: hub as never, stream: 'x' }] })
        }),
      ),
    ),
  ).toEqual(['invalid-construct imports[0].from'])
})
