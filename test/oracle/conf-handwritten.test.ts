// What natsmith reads in a conf that somebody wrote by hand, against what nats-server reads in it: the same digest.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { configDigest } from '../../lib/render/conf/digest'
import { parseConf } from '../../lib/render/conf/parse'
import { need } from '../../tools/install'
import { anyConf } from '../support/conf'
import { handwritten } from '../support/handwritten'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'natsmith-hand-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

const ENVIRONMENT = { PORT: '4333', SIZE: '2mb', LIST: '[ "a", b ]' }

/** What nats-server says of the first of `files`, which may include the others. */
function theirs(files: Readonly<Record<string, string>>): string {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const args = ['-c', join(folder, Object.keys(files)[0] ?? ''), '-t']
  return spawnSync(need('nats-server-2.15'), args, { encoding: 'utf8', env: ENVIRONMENT }).stderr
}

const read = (path: string): string | undefined => (existsSync(path) ? readFileSync(path, 'utf8') : undefined)

function ours(files: Readonly<Record<string, string>>): string {
  const first = join(folder, Object.keys(files)[0] ?? '')
  return configDigest(parseConf(read(first) ?? '', first, { read, environment: ENVIRONMENT }).conf)
}

it('is the same in any hand', () => {
  fc.assert(
    fc.property(anyConf, fc.infiniteStream(fc.nat()), (data, choices) => {
      const text = handwritten({ resolver: { type: 'MEM', data } }, (n) => Number(choices.next().value) % n)
      const said = theirs({ 'hand.conf': text })
      expect(said).toContain(`is valid (${ours({ 'hand.conf': text })})`)
    }),
    { numRuns: 200 },
  )
})

const CASES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'variables, of the conf and of the environment': {
    'a.conf':
      'base: 4222\nport: $base\nhttp_port = $PORT\nmax_payload: $SIZE\nresolver { type: MEM, l: $LIST }\ncluster { base: 1; port: $base }\n',
  },
  'a hash that begins as a variable does': {
    'a.conf':
      'authorization { user: a, password: $2a$11$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234 }',
  },
  'includes, at the top and in a block': {
    'a.conf': 'port: 4222\ninclude ./b.conf\nauthorization {\n  include "c.conf"\n}\n',
    'b.conf': '{ port: 4333, debug: true }',
    'c.conf': "users = [ {user: 'a', pass: b} ]",
  },
  'numbers, texts that look like them, and addresses': {
    'a.conf':
      'listen: 127.0.0.1:4222\nserver_name: 3com\nping_interval: "2m"\nwrite_deadline: 10s\nmax_payload: 1Kib\nresolver { type: MEM, f: -1.50, d: 2026-01-01T00:00:00Z, m: 2m30s }',
  },
  'blocks of text, escapes and bytes': {
    'a.conf':
      'server_tags: [ "a\\x41\\xc3\\xa9\\t\\\\" , b\\tc\n \'d\\n\' ]\nresolver: { type: MEM, t: (\nfirst\n ) not yet\n)\n}',
  },
  'a line end of Unicode in a comment': { 'a.conf': 'port: 4222 # a\u2028port: 4333\n' },
  JSON: { 'a.conf': '{"port": 4222, "cluster": {"port": 6222, "routes": ["nats://a:1", "nats://b:2"]}}' },
  'a key that comes twice': { 'a.conf': 'port: 1\nport: 2; debug: off, "trace": Yes' },
}

it.each(Object.entries(CASES))('is the same for %s', (_, files) => {
  const said = theirs(files)
  expect(said).toContain(`is valid (${ours(files)})`)
})

it.each([
  ['port: 4222 debug: true', 'more than one value'],
  ['server_tags: [a b]', 'a list goes on'],
  ['server_tags: [ /a, b ]', 'an element that begins with a slash'],
  ['cluster { port: 1', 'a closing brace is missing'],
  ['server_tags: [ 1, 2]', 'a number that nats-server does not read'],
  ['x: $nowhere', 'there is no variable nowhere'],
  ['include nowhere.conf', 'there is no file'],
  ['x: "a\\/b"', 'an escape other than'],
  ['x: "a', 'a text in quotes that does not end'],
  ['x: (\na', 'a block of text that does not end'],
  ['x: -5s', 'a number that nats-server does not read'],
  ['x: 99999999999999999999', 'a number of more than 64 bits'],
  ['x:\n y: 1', 'a value is missing'],
  ['port: 4222\n: 5', 'a key is missing'],
  ['{ port: 4222 }\nx: 1', 'something after the closing brace'],
])('refuses %j, as nats-server does', (text, why) => {
  expect(theirs({ 'bad.conf': text })).not.toContain('is valid')
  expect(() => ours({ 'bad.conf': text })).toThrow(why)
})
