// In: what a manifest says about a file, and what is in its place. Out: where the two differ.
import type { Observed, Owner } from '../files/observe'
import { modeText } from './assemble'
import type { ManifestFile } from './manifest'

export interface Difference {
  readonly cause: 'type' | 'content' | 'mode' | 'owner'
  readonly wanted: string
  readonly found: string
}

/** Nothing is said about content that could not be read, nor about an owner that nobody chose. */
export function differences(
  wanted: Pick<ManifestFile, 'digest' | 'mode'>,
  owner: Owner | undefined,
  found: Observed,
): readonly Difference[] {
  if (found.type !== 'file') return [{ cause: 'type', wanted: 'file', found: found.type }]
  const all: Difference[] = []
  const compare = (cause: Difference['cause'], wanted: string, found: string): void => {
    if (wanted !== found) all.push({ cause, wanted, found })
  }
  compare('content', wanted.digest, found.content?.digest ?? wanted.digest)
  compare('mode', wanted.mode, modeText(found.mode))
  if (owner !== undefined && (owner.uid !== found.uid || owner.gid !== found.gid))
    compare('owner', ownerText(owner), ownerText(found))
  return all
}

/** `uid:gid`, as chown takes it. */
export const ownerText = ({ uid, gid }: Owner): string => `${String(uid)}:${String(gid)}`
