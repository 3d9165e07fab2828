import { claimFolders, claimKeyStore } from '../../lib/targets/claims'

const [stage, prod, eu, us] = [{ path: 'stage' }, { path: 'prod' }, { path: 'eu' }, { path: 'us' }] as const

test('who comes second is told, in each program for itself', () => {
  const [program, other] = [{}, {}]
  expect(claimFolders(program, stage, ['/out/n1', '/out/n2'])).toEqual([])
  expect(claimFolders(program, stage, ['/out/n1'])).toEqual([])
  expect(claimFolders(program, prod, ['/out/n1', '/out/n3'])).toMatchObject([
    {
      code: 'same-folder',
      severity: 'error',
      path: 'prod',
      message: '/out/n1: is where stage places a node, too',
    },
  ])
  expect(claimFolders(other, prod, ['/out/n1'])).toEqual([])
})

test('a key store is one deployment’s', () => {
  const program = {}
  expect(claimKeyStore(program, eu, '/natsmith/nats/keys')).toEqual([])
  expect(claimKeyStore(program, us, '/natsmith/nats/keys')).toMatchObject([
    { code: 'same-key-store', path: 'us' },
  ])
  expect(claimKeyStore(program, us, '/natsmith/other/keys')).toEqual([])
})

test('two of one name are two', () => {
  const [program, parent] = [{}, {}]
  expect(claimKeyStore(program, { path: 'nats' }, '/natsmith/nats/keys')).toEqual([])
  expect(claimKeyStore(program, { path: 'nats' }, '/natsmith/nats/keys')).toMatchObject([
    { message: '/natsmith/nats/keys: is the key store of nats, too' },
  ])
  expect(claimKeyStore(parent, { path: 'nats' }, '/natsmith/nats/keys')).toEqual([])
})
