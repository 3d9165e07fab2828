// Which user a listener with verify_and_map takes the owner of a certificate for: our answer against real nats-servers.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { identityOf, mappedUser, namesOf, type CertificateNames } from '../../lib/model/mapped-identity'
import { emitConf } from '../../lib/render/conf/emit'
import type { DistinguishedName } from '../../lib/values/distinguished-name'
import { distinguishedName } from '../../lib/values/distinguished-name'
import { need } from '../../tools/install'
import { rootOf, shownBy } from '../support/certificates'
import { freeOffset } from '../../lib/testing/ports'
import { startServer, type RunningServer } from '../../lib/testing/server'
import { dial } from './support/wire'

interface Case {
  readonly names: CertificateNames
  readonly users: readonly string[]
}

const EMAIL = '1.2.840.113549.1.9.1'
const subjectOf = (...attributes: readonly (readonly [string, string])[]): DistinguishedName =>
  distinguishedName(attributes.map(([type, value]) => ({ type, value })))
const BOB = subjectOf(['CN', 'bob§'], ['OU', 'Eng'], ['O', 'Acme'])
const named = (change: Partial<CertificateNames>): CertificateNames => ({
  emails: [],
  dnsNames: [],
  uris: [],
  subject: BOB,
  ...change,
})

const ALL = named({ emails: ['a§@x', 'b§@x'], dnsNames: ['c§.x', 'd§.x'], uris: ['spiffe://x/e§', 'urn:f§'] })

const TABLE: readonly Case[] = [
  ...['a§@x', 'b§@x', 'c§.x', 'd§.x', 'spiffe://x/e§', 'urn:f§', 'CN=bob§,OU=Eng,O=Acme'].map((user) => ({
    names: ALL,
    users: [user],
  })),
  ...['A§@x', 'C§.x', 'e§', 'bob§', 'CN=bob§'].map((user) => ({ names: ALL, users: [user] })),
  { names: ALL, users: ['urn:f§', 'd§.x', 'b§@x'] },
  { names: ALL, users: ['urn:f§', 'd§.x'] },
  { names: ALL, users: ['CN=bob§,OU=Eng,O=Acme', 'urn:f§'] },
  { names: named({ uris: ['SPIFFE://X/e§'] }), users: ['spiffe://X/e§'] },
  { names: named({ uris: ['SPIFFE://X/e§'] }), users: ['SPIFFE://X/e§'] },
  { names: named({ dnsNames: ['*.c§.x'] }), users: ['*.c§.x'] },
  { names: named({ dnsNames: ['*.c§.x'] }), users: ['a.c§.x'] },
  ...[
    'CN=bob§,OU=Eng,O=Acme',
    'O=Acme,OU=Eng,CN=bob§',
    'cn=bob§, ou=Eng, o=Acme',
    'CN = bob§ ,OU=Eng,O=Acme',
    'CN=\\62ob§,OU=Eng,O=Acme',
    'CN=Bob§,OU=Eng,O=Acme',
    'CN=bob§,O=Acme',
    'CN=bob§+OU=Eng,O=Acme',
    'CN=bob§,OU=Eng,O=Acme,C=DE',
    'bob§',
  ].map((user) => ({ names: named({}), users: [user] })),
  // Go's own form, of a subject that cannot be compared as a name, and of one with domain components.
  {
    names: named({ subject: subjectOf([EMAIL, 'b@x'], ['CN', 'bob§'], ['O', 'Acme'], ['C', 'DE']) }),
    users: ['CN=bob§,O=Acme,C=DE'],
  },
  {
    names: named({ subject: subjectOf([EMAIL, 'b@x'], ['CN', 'bob§'], ['O', 'Acme']) }),
    users: ['O=Acme,CN=bob§'],
  },
  {
    names: named({ subject: subjectOf(['DC', 'com'], ['DC', 'acme'], ['CN', 'bob§']) }),
    users: ['CN=bob§,DC=acme,DC=com'],
  },
  { names: named({ subject: subjectOf(['DC', 'com'], ['DC', 'acme'], ['CN', 'bob§']) }), users: ['CN=bob§'] },
  {
    names: named({ subject: subjectOf([EMAIL, 'b@x'], ['DC', 'com'], ['CN', 'bob§']) }),
    users: ['CN=bob§,DC=com'],
  },
  {
    names: named({ subject: subjectOf([EMAIL, 'b@x'], ['OU', 'x'], ['OU', 'y'], ['CN', 'bob§']) }),
    users: ['CN=bob§,OU=x+OU=y'],
  },
  { names: named({ subject: [] }), users: ['CN=bob§'] },
]

/** Subjects of which a conf must hold exactly what `identityOf` says. */
const AWKWARD = [
  'a,b',
  'a=b',
  ' a ',
  '#a',
  'a\\',
  '"a"',
  'a+b',
  'a;<>',
  'ä 😀',
  'a  b',
  '\\61',
  'x/y',
  '$HOME',
  'ORDERS/alice',
]

const awkward: readonly Case[] = AWKWARD.map((value) => {
  const certificate = {
    authority: 'acme',
    keyAlgorithm: 'P-256' as const,
    validity: 1,
    subject: [
      { type: 'OU' as const, value: 'case§' },
      { type: 'CN' as const, value },
    ],
    emails: [],
    dnsNames: [],
    uris: [],
    csr: undefined,
  }
  return { names: namesOf(certificate), users: [identityOf(certificate)] }
})

/** All cases share one conf, so the sign in their names stands for the number of the case. */
const CASES = [...TABLE, ...awkward].map(
  (each, i) => JSON.parse(JSON.stringify(each).replaceAll('§', `-${String(i)}`)) as Case,
)
const USERS = [...new Set(CASES.flatMap(({ users }) => users))]

const now = Date.now()
const root = rootOf('P-256', 0, 86_400_000, now)
const ca = root.certificate.pem

/** Who the server takes the owner of a certificate for; undefined when it refuses. */
async function userOf(port: number, names: CertificateNames): Promise<string | undefined> {
  const wire = await dial({ port, tls: 'after-info', ca, identity: shownBy(root, names, now) })
  wire.send('CONNECT {"verbose":false}', 'SUB reply 1', 'PUB $SYS.REQ.USER.INFO reply 0', '', 'PING')
  const answer = await wire.receive(/"user":.*\r\n|-ERR/)
  wire.close()
  const [info] = /\{.*"data".*\}/.exec(answer) ?? []
  if (info === undefined && !answer.includes('Authorization Violation'))
    throw new Error(`no verdict: ${answer}`)
  return info === undefined ? undefined : (JSON.parse(info) as { data: { user: string } }).data.user
}

describe.each(['nats-server-2.10', 'nats-server-2.15'] as const)('%s', (program) => {
  let folder: string
  let port: number
  let server: RunningServer | undefined

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'natsmith-mapped-'))
    port = 4222 + (await freeOffset([4222]))
    const own = shownBy(root, { dnsNames: ['localhost'] }, now)
    const files = { 'ca.pem': ca, 'server.pem': own.certificates, 'server.key': own.key }
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    const tls = { cert_file: 'server.pem', key_file: 'server.key', ca_file: 'ca.pem', verify_and_map: true }
    const authorization = { users: USERS.map((user) => ({ user })) }
    writeFileSync(
      join(folder, 'nats-server.conf'),
      emitConf({ listen: `127.0.0.1:${String(port)}`, tls, authorization }),
    )
    server = await startServer(need(program), { cwd: folder, conf: 'nats-server.conf' })
  })
  afterAll(async () => {
    await server?.stop()
    rmSync(folder, { recursive: true })
  })

  it.each(CASES)('takes the owner of $names for the one of $users that we say', async ({ names }) => {
    expect(await userOf(port, names)).toBe(mappedUser(names, USERS))
  })
})

it('every awkward subject is reachable', () => {
  const reached = CASES.slice(TABLE.length).map(({ names }) => mappedUser(names, USERS))
  expect(reached).toEqual(CASES.slice(TABLE.length).map(({ users: [user] }) => user))
})
