// In: a synthesis that nobody commits. Out: the public keys and files in it that the next issue makes anew.
import { jwtFingerprint } from '../diff/jwt-operator'
import { jwtMaterial } from '../keys/tokens'
import type { Synthesis } from '../synth'
import { issueSteps } from '../keys/step'

/** Public keys, fingerprints of keys and JWTs, and paths of files; empty where nothing is shown. */
export function toBeIssued({ plan, changes, shown }: Synthesis): ReadonlySet<string> {
  const fresh = new Set(issueSteps(plan).flatMap(({ identity, fresh }) => (fresh ? [identity] : [])))
  const artifacts = shown?.assembly.artifacts ?? []
  return new Set([
    ...artifacts.flatMap(({ path, identities }) => (identities.some((id) => fresh.has(id)) ? [path] : [])),
    ...[...fresh].flatMap((identity) => {
      const entry = changes.after.entries.get(identity)
      if (entry?.kind === 'nkey') return [entry.public.publicKey]
      if (entry?.kind === 'jwt') return [jwtFingerprint(jwtMaterial(entry).token)]
      return entry?.kind === 'certificate' && entry.secret ? [entry.public.publicKeyFingerprint] : []
    }),
  ])
}
