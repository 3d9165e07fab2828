// natsmith jwt describe, as a user runs it: exit codes, and no secret in what it says.
import { symlinkSync } from 'node:fs'
import { encodeJwt } from '../../lib/jwt/encode'
import { encodeSeed } from '../../lib/values/nkey'
import { signerOf } from '../support/jwt'
import { COMMAND, execute, workspaces } from './support/workspace'

const workspace = workspaces()

const [operator, account, user] = [signerOf('O', 1), signerOf('A', 2), signerOf('U', 3)]
const now = Date.now()
const operatorJwt = encodeJwt('operator', { name: 'ACME', sub: operator.publicKey }, operator, now)
const accountJwt = encodeJwt('account', { name: 'ORDERS', sub: account.publicKey }, operator, now)
const userJwt = (exp?: number): string =>
  encodeJwt('user', { name: 'alice', sub: user.publicKey, ...(exp && { exp }) }, account, now)
const seed = encodeSeed('U', Buffer.alloc(32, 3))
const creds = `-----BEGIN NATS USER JWT-----\n${userJwt()}\n------END NATS USER JWT------\n\n-----BEGIN USER NKEY SEED-----\n${seed}\n------END USER NKEY SEED------\n`

it('says what creds say, from stdin, without their seed', async () => {
  const { run } = workspace()
  const { code, stdout, stderr } = await run('jwt describe -', { input: creds })
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(/^user alice\n {2}subject {6}U/)
  expect(stdout).toMatch(/1 JWT, 1 not checked as far as its operator\n$/)
  expect(stdout).not.toContain(seed.slice(2))
})

it('waits for what comes late through a pipe', async () => {
  const { folder, write } = workspace()
  write('user.creds', creds)
  const late = '(cat user.creds; sleep 1; echo) | "$0" "$1" jwt describe -'
  const { code, stdout, stderr } = await execute('sh', ['-c', late, process.execPath, COMMAND], folder)
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(/^user alice\n/)
})

it('reads what a link points to, and what a shell has of a command', async () => {
  const { folder, write, run, path } = workspace()
  symlinkSync(write('user.creds', creds), path('link.creds'))
  expect(await run('jwt describe link.creds')).toMatchObject({ code: 0 })
  const said = await execute(
    'bash',
    ['-c', '"$0" "$1" jwt describe <(cat user.creds)', process.execPath, COMMAND],
    folder,
  )
  expect(said).toMatchObject({ code: 0, stdout: expect.stringMatching(/^user alice\n/) as string })
  expect(await run('jwt describe .')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('[not-a-file]') as string,
  })
})

it('verifies a chain', async () => {
  const { json, write } = workspace()
  write('chain.txt', [operatorJwt, accountJwt, creds].join('\n'))
  const { exitCode, tokens, findings } = await json('jwt describe chain.txt')
  expect([exitCode, findings]).toEqual([0, []])
  expect(tokens).toMatchObject([
    { kind: 'operator', issuedBy: 'itself', trust: 'verified' },
    { kind: 'account', issuedBy: 'operator ACME', trust: 'verified' },
    { kind: 'user', issuedBy: 'account ORDERS', trust: 'verified' },
  ])
})

it('ends with 2 for what a server refuses', async () => {
  const { run } = workspace()
  const { code, stdout } = await run('jwt describe -', { input: userJwt(Math.floor(now / 1000) - 60) })
  expect(code).toBe(2)
  expect(stdout).toContain('error [jwt-expired]  user alice')
  expect(stdout).toMatch(/1 JWT, 1 refused\n$/)
})

it.each([
  ['jwt-parts', 'hello'],
  ['jwt-none', 'two words'],
  ['jwt-parts', seed],
  ['jwt-signature-length', userJwt().slice(0, -2)],
  ['jwt-too-large', 'x'.repeat(2 ** 20 + 1)],
])('ends with 1 and %s for what is no JWT', async (expected, input) => {
  const { run } = workspace()
  const { code, stdout, stderr } = await run('jwt describe -', { input })
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(new RegExp(`^error \\[${expected}\\]  .*\n  change: .*\n$`))
  expect(stderr).not.toContain(seed.slice(2))
})
