// A program beside confs that people wrote.
import { compare } from '../../lib/diff/compare'
import { compareWithFound } from '../../lib/diff/found'
import type { Comparable, PlainMap } from '../../lib/diff/record'
import { parseConf } from '../../lib/render/conf/parse'

const node = (name: string, conf: PlainMap): Comparable['nodes'][number] => ({
  ...{ node: name, host: name, cluster: 'hub', serverVersion: '2.12', configDir: '/etc/nats' },
  ...{ configDigest: '', files: [], conf },
})
const digest = (text: string): string => `digest of ${String(text.length)}`

/** What changes from `text` to `conf` on nats1, as a listing. */
function changes(text: string, conf: PlainMap, was?: Comparable): readonly string[] {
  const parsed = parseConf(text, 'nats1.conf', { read: () => undefined, environment: {} })
  const now = { names: {}, nodes: [node('nats1', conf), node('nats2', {})] }
  const sides = compareWithFound(was, now, new Map([['nats1', parsed]]), digest)
  return compare(sides.was, sides.now).map((change) =>
    [change.nodes.join(), change.sign, change.what, change.was, change.now].filter(Boolean).join(' '),
  )
}

const NATS2 = 'nats2 + node of hub'

it('finds nothing where both mean the same', () => {
  expect(changes('port: 4222', { listen: '0.0.0.0:4222' })).toEqual([NATS2])
})

it('knows a variable from an option, and one that is both', () => {
  expect(changes('P = 4333\nport: $P', { listen: '0.0.0.0:4333' })).toEqual([NATS2])
  expect(changes('UNUSED = 4333', { listen: '0.0.0.0:4222' })).toEqual(['nats1 - unused 4333', NATS2])
  expect(changes('ping_max: 4\nmax_connections: $ping_max', { listen: '0.0.0.0:4222', ping_max: 4 })).toEqual(
    ['nats1 - max_connections 4', NATS2],
  )
})

it('says of a secret no more than that it is another', () => {
  const text = `
    authorization { token: "the token" }
    jetstream { ek: "the key", store_dir: /js }
    leafnodes { remotes: [ { url: "nats-leaf://u:the-password@hub:7422", seed: "the seed" } ] }
    accounts { A { users: [ { user: u, pass: "the password" }, { nkey: SUAOURGOWRZIWNRSVXGU62IONXTY7PKRCJUUWQ36NVL4NICISO64DXYQGA } ] } }`
  const said = changes(text, {
    listen: '0.0.0.0:4222',
    accounts: { A: { users: [{ user: 'u', password: 'secret:x' }] } },
  })
  expect(said).toContain('nats1 ~ user A/u password [secret] [secret]')
  expect(said.join('\n')).not.toMatch(/the.(token|key|password|seed)|SUAOURG/)
})

it.each([
  ['gateway { name: a, gateways: [ { name: b, url: "nats://u:hidden@b:7222" } ] }'],
  ['resolver: URL("http://u:hidden@h/jwt/")'],
  ['websocket { proxy { url: "http://u:hidden@p" } }'],
  ['accounts { A { users: [ { PW: hidden, user: bob, password: $PW } ] } }'],
])('shows no login of a URL, and no variable: %s', (text) => {
  expect(changes(text, { listen: '0.0.0.0:4222' }).join('\n')).not.toContain('hidden')
})

it('shows no variable of a file that is included', () => {
  const read = (): string => 'PW: hidden\nauthorization { user: u, password: $PW }'
  const parsed = parseConf('cluster {\n include b.conf\n}', 'a.conf', { read, environment: {} })
  expect(parsed.variables).toEqual([['cluster', 'PW']])
})

it('knows users with names of every object', () => {
  const users = (allow: string): PlainMap => ({
    accounts: {
      A: {
        users: ['constructor', '__proto__'].map((user) => ({
          user,
          permissions: { publish: { allow: [allow] } },
        })),
      },
    },
  })
  const sides = [users('a'), users('b')].map((conf) => ({ names: {}, nodes: [node('nats1', conf)] }))
  const [was, now] = sides
  expect(compare(was, now ?? { names: {}, nodes: [] }).map(({ what }) => what)).toContain(
    'user A/constructor publish allow a',
  )
})

it('compares other nodes with the record', () => {
  const was = {
    names: {},
    nodes: [node('nats1', { listen: 'x:1' }), node('nats2', { debug: true }), node('nats3', {})],
  }
  expect(changes('port: 4222', { listen: '0.0.0.0:4222' }, was)).toEqual([
    'nats2 - debug true',
    'nats3 - node of hub',
  ])
})
