// The least that work can cost: nothing but the cryptography, or nothing but the disk, by the fastest calls there are.
import { createECDH, createPrivateKey, createPublicKey, hash, randomBytes, sign } from 'node:crypto'
import {
  closeSync,
  existsSync,
  constants,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { generatedKey } from '../support/generated-key'

const times = (n: number, work: () => unknown): void => {
  for (let i = 0; i < n; i++) work()
}

/** A key pair of P-256 and a signature of as many bytes as a certificate has, `n` times. */
export function rawCertificates(n: number): void {
  const jwk = generatedKey({ curve: 'prime256v1' }).export({ format: 'jwk' })
  const key = createPrivateKey({ key: jwk, format: 'jwk' })
  const [curve, data] = [createECDH('prime256v1'), Buffer.alloc(450)]
  times(n, () => {
    curve.generateKeys()
    curve.getPrivateKey()
    sign('sha256', data, key)
  })
}

/** The seed and the public key of Ed25519, `n` times; other calls are slower, or hang on Node 20. */
export function rawNkeys(n: number): void {
  times(n, () => {
    const d = randomBytes(32).toString('base64url')
    const key = createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', d, x: '' }, format: 'jwk' })
    return createPublicKey(key).export({ format: 'jwk' }).x
  })
}

/** A signature of Ed25519 of as many bytes as the JWT of a user has, `n` times. */
export function rawSignatures(n: number): void {
  const d = randomBytes(32).toString('base64url')
  const key = createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', d, x: '' }, format: 'jwk' })
  const data = Buffer.alloc(500)
  times(n, () => sign(null, data, key))
}

/** Every file is read, and its SHA-256 computed. */
export function readAndHash(paths: readonly string[]): void {
  for (const path of paths) hash('sha256', readFileSync(path))
}

export interface RawFile {
  readonly path: string
  readonly content: string
  readonly mode: number
}

/**
 * Every file is written below `folder` as durably as a deploy does it: whole and synced before it gets its name, with its mode; all
 * files of a node before the first gets its name. What is synced together costs least: new folders when all are made, files when all
 * are written.
 */
export function writeDurably(folder: string, nodes: readonly (readonly RawFile[])[]): void {
  for (const files of nodes) {
    const folders = new Set(files.map(({ path }) => join(folder, dirname(path))))
    const changed = new Set(folders)
    for (const path of folders) makeFolder(path, changed)
    const open = files.map(({ path, content, mode }) => write(join(folder, `${path}.tmp`), content, mode))
    for (const fd of open) {
      fsyncSync(fd)
      closeSync(fd)
    }
    for (const path of changed) syncFolder(path)
    for (const { path } of files) renameSync(join(folder, `${path}.tmp`), join(folder, path))
    for (const path of folders) syncFolder(path)
  }
}

/** The folder is to be synced for its mode, the one that it is in for its name. */
function makeFolder(path: string, changed: Set<string>): void {
  if (existsSync(path)) return
  makeFolder(dirname(path), changed)
  mkdirSync(path, { mode: 0o700 })
  changed.add(path).add(dirname(path))
}

function write(path: string, content: string, mode: number): number {
  const fd = openSync(path, 'wx', 0o600)
  writeSync(fd, content)
  fchmodSync(fd, mode)
  return fd
}

function syncFolder(path: string): void {
  const fd = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY)
  fsyncSync(fd)
  closeSync(fd)
}
