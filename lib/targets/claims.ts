// Deployments of one program in one place would overwrite each other's files or keys. In: the program, and what each of its
// deployments claims. Out: findings for the one that comes second.
import type { Finding } from '../values/finding'

/** What hosts a deployment, and is told apart by being another object: two of them may have one path. */
export interface Owner {
  readonly path: string
}

/** By program: who has claimed what. */
const CLAIMS = new WeakMap<object, Map<string, Owner>>()

/** @param program - what all deployments of one run have in common */
export function claimKeyStore(program: object, owner: Owner, keys: string): readonly Finding[] {
  return claim(program, owner, `key store ${keys}`).map((other) => ({
    code: 'same-key-store',
    severity: 'error',
    path: owner.path,
    message: `${keys}: is the key store of ${other.path}, too`,
    change: 'give one of the two deployments another name',
  }))
}

/** @param folders - those of its nodes, absolute */
export function claimFolders(program: object, owner: Owner, folders: readonly string[]): readonly Finding[] {
  return folders.flatMap((folder) =>
    claim(program, owner, folder).map((other) => ({
      code: 'same-folder',
      severity: 'error',
      path: owner.path,
      message: `${folder}: is where ${other.path} places a node, too`,
      change: 'give one of the two another out',
    })),
  )
}

/** Who has claimed it before. */
function claim(program: object, owner: Owner, what: string): readonly Owner[] {
  const claims = CLAIMS.get(program) ?? new Map<string, Owner>()
  CLAIMS.set(program, claims)
  const other = claims.get(what)
  if (other === undefined) claims.set(what, owner)
  return other === undefined || other === owner ? [] : [other]
}
