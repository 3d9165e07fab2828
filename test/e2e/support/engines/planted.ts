// Secrets to be planted in a deployment, and where those that are there show. In: a workspace. Out: files.
import { hashSync } from 'bcryptjs'
import { privateKeyObject } from '../../../../lib/x509/key-pair'
import { leafOf, pairOf, rootOf } from '../../../support/certificates'
import { tree } from '../../../support/tree'
import type { Workspace } from '../workspace'

/** What the program in secrets.ts is given. */
export interface Planted {
  /** Whether accounts and users are JWTs; of one mode are passwords, of the other creds. */
  readonly isOperatorMode: boolean
  readonly authority: Pem
  /** Of a node, issued by the authority. */
  readonly copied: Pem
  readonly password: string
  readonly hash: string
  /** Given on stdin, or by whatever the engine has for it. */
  readonly stdin: string
  readonly override: string
}

interface Pem {
  readonly certificates: string
  readonly key: string
}

/** Others for every `generation`. */
export function plant(generation: string, isOperatorMode = false): Planted {
  const now = Date.now()
  const root = rootOf('P-256', 0, undefined, now)
  const certificates = root.certificate.pem
  const leaf = leafOf(root.issuer, { dnsNames: ['edge'], ipAddresses: [] }, now)
  const secret = (prop: string): string => `canary-${generation}-${prop}-correct-horse`
  return {
    isOperatorMode,
    authority: { certificates, key: keyText('root') },
    copied: { certificates: leaf.pem, key: keyText('leaf') },
    password: secret('password'),
    hash: hashSync(secret('hash'), 4),
    stdin: secret('stdin'),
    override: secret('override'),
  }
}

const keyText = (name: string): string =>
  String(privateKeyObject(pairOf('P-256', name)).export({ type: 'pkcs8', format: 'pem' }))

/** What must show nowhere: what was planted, what natsmith keeps in its key store, and what it made of both for the nodes. */
export function secretsOf({ path }: Workspace, planted: readonly Planted[]): readonly string[] {
  const given = planted.flatMap(({ authority, copied, password, hash, stdin, override }) => [
    ...[password, hash, stdin, override],
    ...linesOfKeys(authority.key + copied.key),
  ])
  const shards = Object.entries(tree(path('natsmith/prod/keys'))).filter(([name]) =>
    name.startsWith('secret'),
  )
  const kept = shards.flatMap(([, text]) => text.trim().split('\n').slice(1)).flatMap(valuesOf)
  const onNodes = Object.values(tree(path('out'))).flatMap((text) => [
    ...linesOfKeys(text),
    ...(text.match(/\bSU[A-Z2-7]{56}\b|\$2[aby]\$[./0-9A-Za-z$]{56}/g) ?? []),
  ])
  return [...new Set([...given, ...kept, ...onNodes])]
}

/** The first lines of a P-256 key in PKCS #8, and of one in SEC 1, are its algorithm and most of its private part. */
const linesOfKeys = (text: string): readonly string[] =>
  [...text.matchAll(/PRIVATE KEY-----\n(\S+)\n/g)].map(([, line = '']) => line)

/** Texts of an entry that are long enough to be secrets. */
function valuesOf(line: string): readonly string[] {
  const { value } = JSON.parse(line) as { readonly value: unknown }
  const found: string[] = []
  JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === 'string' && inner.length >= 16) found.push(inner)
    return inner
  })
  return found
}

/** Every file below `folder` that may hold no secret, and has one; and of which secrets. */
export function leaks(
  files: Readonly<Record<string, string>>,
  secrets: readonly string[],
): readonly string[] {
  const forms = secrets.map((secret) => [secret, [secret, base64(secret)]] as const)
  return Object.entries(files).flatMap(([name, text]) =>
    forms.flatMap(([secret, all]) => (all.some((form) => text.includes(form)) ? [`${name}: ${secret}`] : [])),
  )
}

/** Without its end, which depends on what follows. */
const base64 = (text: string): string =>
  Buffer.from(text.slice(0, text.length - (text.length % 3))).toString('base64')
