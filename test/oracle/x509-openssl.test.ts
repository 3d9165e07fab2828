// What is issued, judged by openssl at its strictest: chains for both purposes, names, and the certificates' own text.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { materialsOf } from '../../lib/keys/materials'
import type { KeyAlgorithm } from '../../lib/values/tls-names'
import { KEY_ALGORITHMS } from '../../lib/values/tls-names'
import type { LeafTemplate } from '../../lib/x509/certificate'
import { privateKeyPem } from '../../lib/x509/key-pair'
import { intermediateOf, leafOf, NO_NAMES, NOW, pairOf, requestOf, rootOf } from '../support/certificates'
import { authorities, issueAll, leaf } from '../support/requests'

jest.setTimeout(180_000)

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'natsmith-x509-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

function openssl(...args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync('openssl', args, { encoding: 'utf8', cwd: folder })
  if (error) throw new Error('openssl is not on PATH; install it: apt-get install openssl')
  return `${stdout}${stderr}${status === 0 ? '' : `exit ${String(status)}`}`
}

function file(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

interface Chain {
  readonly root: string
  readonly intermediate?: string
  readonly leaf: string
}

function verify(
  { root, intermediate, leaf: pem }: Chain,
  purpose: string,
  ...more: readonly string[]
): string {
  const untrusted = intermediate === undefined ? [] : ['-untrusted', file('intermediate.pem', intermediate)]
  const strict = ['-x509_strict', '-auth_level', '2', '-check_ss_sig', '-attime', String(NOW / 1000)]
  const trusted = ['-CAfile', file('root.pem', root), ...untrusted, '-no-CApath', '-no-CAstore']
  return openssl('verify', ...strict, ...trusted, '-purpose', purpose, ...more, file('leaf.pem', pem))
}

const OK = /leaf\.pem: OK\n$/

/** One chain for every algorithm of a leaf. */
function chainsOf(
  algorithm: KeyAlgorithm,
  kind: 'root' | 'intermediate',
  change: Partial<LeafTemplate> = {},
): readonly Chain[] {
  const root = rootOf(algorithm, kind === 'root' ? 0 : 1)
  const intermediate = kind === 'root' ? undefined : intermediateOf(algorithm, root.issuer)
  const { issuer } = intermediate ?? root
  return KEY_ALGORITHMS.map((keyAlgorithm) => ({
    root: root.certificate.pem,
    ...(intermediate && { intermediate: intermediate.certificate.pem }),
    leaf: leafOf(issuer, { keyAlgorithm, ...change }).pem,
  }))
}

describe.each(KEY_ALGORITHMS)('openssl verify accepts what a %s authority signs', (algorithm) => {
  it.each(['root', 'intermediate'] as const)('with its %s, for both purposes', (kind) => {
    for (const chain of chainsOf(algorithm, kind))
      for (const purpose of ['sslserver', 'sslclient'])
        expect(verify(chain, purpose, '-verify_hostname', 'nats1.internal')).toMatch(OK)
  })
})

describe('openssl verify', () => {
  const [chain] = chainsOf('P-256', 'intermediate') as [Chain]

  it.each([
    ['-verify_hostname', 'nats1.internal', 'NATS1.internal'],
    ['-verify_ip', '10.0.0.1', 'fd00::1', 'fd00:0:0::0:1'],
  ])('%s finds every name', (option, ...names) => {
    for (const name of names) expect(verify(chain, 'sslserver', option, name)).toMatch(OK)
  })

  it.each([
    ['-verify_hostname', 'nats2.internal'],
    ['-verify_hostname', 'nats1'],
    ['-verify_ip', '10.0.0.2'],
    ['-verify_ip', 'fd00::2'],
  ])('%s refuses %s', (option, name) => {
    expect(verify(chain, 'sslserver', option, name)).not.toMatch(OK)
  })

  it('finds e-mail addresses and wildcards', () => {
    const [other] = chainsOf('P-256', 'root', { emails: ['bob@acme.com'], dnsNames: ['*.acme.com'] }) as [
      Chain,
    ]
    expect(verify(other, 'sslclient', '-verify_email', 'bob@acme.com')).toMatch(OK)
    expect(verify(other, 'sslserver', '-verify_hostname', 'a.acme.com')).toMatch(OK)
    expect(verify(other, 'sslserver', '-verify_hostname', 'a.b.acme.com')).not.toMatch(OK)
  })

  it.each([
    ['serverAuth', 'sslserver', 'sslclient'],
    ['clientAuth', 'sslclient', 'sslserver'],
  ] as const)('lets a leaf for %s be an %s and no %s', (usage, can, cannot) => {
    for (const each of chainsOf('P-256', 'root', { usages: [usage] })) {
      expect(verify(each, can)).toMatch(OK)
      expect(verify(each, cannot)).toContain('unsuitable certificate purpose')
    }
  })

  it('accepts a leaf that has no subject, or no other name', () => {
    for (const change of [{ subject: [] }, NO_NAMES])
      for (const each of chainsOf('P-256', 'root', change)) expect(verify(each, 'sslclient')).toMatch(OK)
  })

  it('refuses a leaf as an authority, and an authority below one that allows none', () => {
    const root = rootOf('P-256')
    const below = intermediateOf('P-256', root.issuer)
    const pem = leafOf(below.issuer).pem
    const refused = verify(
      { root: root.certificate.pem, intermediate: below.certificate.pem, leaf: pem },
      'sslserver',
    )
    expect(refused).toContain('path length constraint exceeded')
  })

  it('needs the intermediate', () => {
    expect(verify({ root: chain.root, leaf: chain.leaf }, 'sslserver')).toContain(
      'unable to get local issuer certificate',
    )
  })
})

describe('openssl x509 -text', () => {
  it('says of a leaf exactly what the profile says', () => {
    const [chain] = chainsOf('P-256', 'intermediate') as [Chain]
    const text = openssl(
      'x509',
      '-in',
      file('leaf.pem', chain.leaf),
      '-noout',
      '-text',
      '-nameopt',
      'RFC2253',
    )
    expect(extensionsIn(text)).toEqual([
      'X509v3 Basic Constraints: critical',
      'CA:FALSE',
      'X509v3 Key Usage: critical',
      'Digital Signature',
      'X509v3 Extended Key Usage:',
      'TLS Web Server Authentication, TLS Web Client Authentication',
      'X509v3 Subject Key Identifier:',
      '<key>',
      'X509v3 Authority Key Identifier:',
      '<key>',
      'X509v3 Subject Alternative Name:',
      'DNS:nats1.internal, IP Address:10.0.0.1, IP Address:FD00:0:0:0:0:0:0:1',
    ])
    expect(text).toMatch(/Version: 3 \(0x2\)/)
    expect(text).toMatch(/Subject: CN=nats1\n/)
    expect(text).toMatch(/Not Before: Jan 15 11:30:15 2026 GMT/)
    expect(text).toMatch(/Not After : Apr 15 12:30:15 2026 GMT/)
  })

  it.each([
    ['root', 'CA:TRUE, pathlen:1', []],
    ['intermediate', 'CA:TRUE, pathlen:0', ['X509v3 Authority Key Identifier:', '<key>']],
  ] as const)('says of an %s exactly what the profile says', (which, constraints, more) => {
    const [chain] = chainsOf('P-384', 'intermediate') as [Required<Chain>]
    const text = openssl('x509', '-in', file('ca.pem', chain[which]), '-noout', '-text')
    expect(extensionsIn(text)).toEqual([
      'X509v3 Basic Constraints: critical',
      constraints,
      'X509v3 Key Usage: critical',
      'Certificate Sign, CRL Sign',
      'X509v3 Subject Key Identifier:',
      '<key>',
      ...more,
    ])
    expect(text).toContain('Signature Algorithm: ecdsa-with-SHA384')
  })
})

/** The lines of the extensions, identifiers aside. */
function extensionsIn(text: string): readonly string[] {
  const [, extensions = ''] = /X509v3 extensions:\n(.*?)\n {4}Signature Algorithm/s.exec(text) ?? []
  return extensions.split('\n').map((line) => line.trim().replace(/^([0-9A-F]{2}:){19}[0-9A-F]{2}$/, '<key>'))
}

describe('private keys', () => {
  it.each(KEY_ALGORITHMS)('of %s are what openssl calls valid, and writes itself', (algorithm) => {
    const pem = privateKeyPem(pairOf(algorithm))
    const path = file('key.pem', pem)
    if (algorithm !== 'Ed25519')
      expect(openssl('pkey', '-in', path, '-check', '-noout')).toBe('Key is valid\n')
    expect(openssl('pkey', '-in', path)).toBe(pem)
  })
})

describe('certificate requests', () => {
  const KEYS = [
    ['-newkey', 'rsa:2048'],
    ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
    ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384', '-sha512'],
    ['-newkey', 'ed25519'],
  ]

  it.each(KEYS)('made by openssl req %s %s are certified, with the program’s names', (...key) => {
    const names = ['-subj', '/O=Mallory/CN=root', '-addext', 'subjectAltName=DNS:other.internal']
    const made = openssl(
      'req',
      '-new',
      '-nodes',
      '-batch',
      ...key,
      '-keyout',
      'owner.key',
      '-out',
      'owner.csr',
      ...names,
    )
    expect(made).not.toContain('exit')
    const requests = [
      ...authorities(),
      leaf('user/ORDERS/alice/certificate', { csr: readFileSync(join(folder, 'owner.csr'), 'utf8') }),
    ]
    const { materials, complete } = materialsOf(issueAll(requests).after, requests)
    const { chain, key: kept } = materials.certificate('user/ORDERS/alice/certificate')
    expect(complete).toBe(true)
    expect(kept).toBeUndefined()
    const bundle = file('bundle.pem', materials.authority('acme').bundle)
    const time = ['-attime', String(NOW / 1000)]
    const path = file('chain.pem', chain)
    for (const purpose of ['sslserver', 'sslclient'])
      expect(
        openssl(
          'verify',
          '-x509_strict',
          ...time,
          '-purpose',
          purpose,
          '-CAfile',
          bundle,
          '-untrusted',
          path,
          '-verify_hostname',
          'nats1.internal',
          path,
        ),
      ).toMatch(/OK\n$/)
    expect(openssl('x509', '-in', path, '-noout', '-pubkey')).toBe(
      openssl('pkey', '-in', 'owner.key', '-pubout'),
    )
    expect(openssl('x509', '-in', path, '-noout', '-subject')).toBe('subject=CN = nats1\n')
  })

  it.each(KEY_ALGORITHMS)('of our own tests with a %s key are what openssl takes for one', (algorithm) => {
    expect(
      openssl('req', '-in', file('own.csr', requestOf(pairOf(algorithm))), '-verify', '-noout'),
    ).toContain('verify OK')
  })
})
