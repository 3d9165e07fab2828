// Random operators with their accounts and users, from the program to the JWTs, against nats-io/jwt, with which nats-server reads
// them: each is read, has no issue for which a server would refuse it, and says what we wrote.
import { spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import fc from 'fast-check'
import { buildTree } from '../../lib/constructs/deployment'
import { emptyStore } from '../../lib/keys/store'
import { requestsOf } from '../../lib/model/requests'
import { synthesize } from '../../lib/synth'
import { deterministicSigner } from '../../lib/testing/sign'
import { seededKeyPair } from '../../lib/testing/key-pair'
import { seededRandom } from '../../lib/testing/random'
import { blocks } from '../../lib/values/finding'
import { need } from '../../tools/install'
import { NOW } from '../support/materials'
import { operatorDeployment, operatorTree, type OperatorTree } from '../support/operator-tree'

const TREES = Number(process.env['TREES'] ?? 2000)
const SEED = Number(process.env['SEED'] ?? randomInt(2 ** 31))

interface Issued {
  readonly tokens: readonly string[]
  /** Codes of the rules that object. */
  readonly objections: readonly string[]
}

function issue(tree: OperatorTree): Issued {
  const deployment = operatorDeployment(tree)
  const { model, findings, output } = synthesize(buildTree(deployment), deployment.name, {
    store: emptyStore('test'),
    record: undefined,
    now: NOW,
    random: seededRandom('trees'),
    sign: deterministicSigner,
    keyPair: seededKeyPair,
    mode: 'issue',
  })
  const objections = findings.filter(blocks).map(({ code }) => code)
  if (output === undefined) return { tokens: [], objections }
  const jwts = requestsOf(model).filter(({ kind }) => kind === 'jwt')
  return { tokens: jwts.map(({ identity }) => output.materials.jwt(identity).token), objections }
}

/** What Go says otherwise, or has against them; nothing, where it says again what they say. */
function complaints(tokens: readonly string[]): readonly (Complaint | undefined)[] {
  const { status, stdout, stderr } = spawnSync(need('jwt-check'), ['decode'], {
    input: tokens.map((token) => `${token}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: 4e9,
  })
  if (status !== 0) throw new Error(stderr)
  const answers = stdout.split('\n')
  // Compared as text, since the order of fields is part of what is hashed and signed.
  return tokens.map((token, i) => {
    const [wrote, read] = [`{"claims":${payloadOf(token)}}`, answers[i] ?? '']
    return wrote === read ? undefined : { wrote, read }
  })
}

interface Complaint {
  readonly wrote: string
  readonly read: string
}

const payloadOf = (token: string): string =>
  Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')

test(`${String(TREES)} operators of seed ${String(SEED)}`, () => {
  const trees = fc.sample(operatorTree, { numRuns: TREES, seed: SEED })
  const issued = trees.map(issue)
  const found = complaints(issued.flatMap(({ tokens }) => tokens))
  const ends = issued.map(
    (
      (end) =>
      ({ tokens }) =>
        (end += tokens.length)
    )(0),
  )
  const bad = found.findIndex((one) => one !== undefined)
  if (bad >= 0)
    fc.assert(
      fc.property(operatorTree, (tree) => {
        expect(complaints(issue(tree).tokens).filter((one) => one !== undefined)).toEqual([])
      }),
      { seed: SEED, path: String(ends.findIndex((end) => end > bad)) },
    )
  expect(found[bad]).toBeUndefined()
  expect(issued.filter(({ objections }) => objections.length === 0).length).toBeGreaterThan(TREES / 2)
}, 300_000)
