// Manifests as text. In: a manifest, or what a file holds. Out: stable JSON, or a manifest that is what it says; whatever
// is damaged, of a newer natsmith, or points outside its folder is refused.
import { join } from 'node:path'
import { readText } from '../files/observe'
import { digestOf } from '../values/content'
import { NatsmithError } from '../values/finding'
import {
  MANIFEST_SCHEMA,
  NODE_MANIFEST,
  type Manifest,
  type ManifestFile,
  type NodeManifest,
} from './manifest'
import { manifestSchema, nodeManifestSchema } from './manifest-schema'
import { nameInside } from './paths'
import { departure, jsonText, type Schema } from './schema'

export const MANIFEST = 'manifest.json'

export const manifestText = (manifest: Manifest): string => jsonText(manifest, manifestSchema)

/** Of manifests that were read or asked about: a plan compares and measures each several times. */
const texts = new WeakMap<NodeManifest, string>()

/** With the digest of its own text, so that a damaged manifest is never taken for another. */
export function nodeManifestText(manifest: NodeManifest): string {
  const known = texts.get(manifest)
  if (known !== undefined) return known
  const digest = digestOf(jsonText(manifest, nodeManifestSchema))
  const text = jsonText({ ...manifest, digest }, nodeManifestSchema)
  texts.set(manifest, text)
  return text
}

/** The manifest of the assembly in `folder`; undefined when there is none. */
export function readManifest(folder: string): Manifest | undefined {
  const file = join(folder, MANIFEST)
  const text = readText(file)
  return text === undefined ? undefined : parseManifest(text, file)
}

/**
 * @param file - where the text comes from, for messages
 * Throws NatsmithError `manifest-unreadable`, `manifest-newer` or `path-escapes`.
 */
export function parseManifest(text: string, file: string): Manifest {
  const change = 'restore it from a backup, or make the assembly again in an empty folder'
  const manifest = parse(text, file, manifestSchema, change) as Manifest
  for (const { configDir, files } of manifest.nodes) checkPaths(configDir, files)
  return manifest
}

/** As {@link parseManifest}, for the manifest in a node's folder. */
export function parseNodeManifest(text: string, file: string): NodeManifest {
  const change = `restore it from a backup; or, if the files beside it are natsmith's: rm ${file}, then natsmith deploy --adopt`
  const { digest, ...manifest } = parse(text, file, nodeManifestSchema, change) as NodeManifest & {
    digest: string
  }
  checkPaths(manifest.configDir, [...manifest.files, ...manifest.superseded])
  if (digestOf(withoutDigest(text, digest)) === digest) texts.set(manifest, text)
  else if (digestOf(jsonText(manifest, nodeManifestSchema)) !== digest)
    throw new NatsmithError('manifest-unreadable', `${file}: its digest does not fit its text`, change)
  return manifest
}

/** The text of a manifest as we write it, the digest being its last property; another text as it is. */
function withoutDigest(text: string, digest: string): string {
  const end = `,\n  "digest": "${digest}"\n}\n`
  return text.endsWith(end) ? `${text.slice(0, -end.length)}\n}\n` : text
}

function parse(text: string, file: string, schema: Schema, change: string): object {
  const value = json(text)
  if (isObject(value) && 'schema' in value && Number(value.schema) > MANIFEST_SCHEMA)
    throw new NatsmithError(
      'manifest-newer',
      `${file}: has schema ${String(value.schema)}, this natsmith knows ${String(MANIFEST_SCHEMA)}`,
      'use the natsmith that wrote it, or a newer one',
    )
  const found = departure(value, schema)
  if (!isObject(value) || found !== undefined)
    throw new NatsmithError('manifest-unreadable', `${file}: is no manifest: ${found ?? 'no object'}`, change)
  return value
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Files lie in the node's folder, and the manifest is none of them. */
function checkPaths(configDir: string, files: readonly ManifestFile[]): void {
  for (const { path } of files)
    if (nameInside(configDir, path) === NODE_MANIFEST)
      throw new NatsmithError(
        'path-escapes',
        `${path} is the manifest's own`,
        'restore the manifest from a backup',
      )
}
