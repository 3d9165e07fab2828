// In: what the program asks for, and a store of nsc. Out: entries of a key store that answer with the keys and JWTs of the store.
// What the program cannot say is found here: wherever it asks for something else than a JWT says.
import type { Entry, JwtEntry, NkeyEntry } from '../keys/entry'
import { requested } from '../keys/requested'
import type { JwtRequest, KnownDocuments, NkeyRequest, Request } from '../model/request'
import type { Finding } from '../values/finding'
import { few } from '../values/words'
import { refuse } from './findings'
import type { AnyStored, Identities } from './identities'
import { jwtEntry, timeOf } from './jwt-entry'
import type { NscStore } from './read'

/** @param findings - gets what no program says */
export function entriesOf(
  requests: readonly Request[],
  { operator, seeds }: NscStore,
  { keys, tokens }: Identities,
  findings: Finding[],
): readonly Entry[] {
  const known: KnownDocuments = {
    publicKey: (identity) => keys.get(identity) ?? '',
    token: (identity) => tokens.get(identity)?.token ?? '',
    retired: () => [],
  }
  // A key has no date of its own.
  const issuedAt = timeOf(operator.claims)
  const nkey = (request: NkeyRequest): NkeyEntry => {
    const publicKey = known.publicKey(request.identity)
    const { identity } = request
    const secret = seeds.get(publicKey)
    return {
      ...{ identity, kind: 'nkey', request: requested(request, known), issuedAt, public: { publicKey } },
      ...(secret && { secret }),
    }
  }
  return requests.flatMap((request): readonly Entry[] => {
    if (request.kind === 'nkey') return [nkey(request)]
    if (request.kind !== 'jwt') return []
    const stored = tokens.get(request.identity)
    return stored === undefined ? [] : [storedEntry(request, stored, known, findings)]
  })
}

function storedEntry(
  request: JwtRequest,
  stored: AnyStored,
  known: KnownDocuments,
  findings: Finding[],
): JwtEntry {
  const { entry, unsaid } = jwtEntry(request, stored, known)
  const { identity, type } = request
  if (unsaid.length > 0)
    findings.push(
      refuse(
        'nsc-not-said',
        type === 'activation' ? identity : stored.file,
        `no program says ${few(unsaid, 10, ', ')} of this ${type} as its JWT does`,
        'change that with nsc, and import again',
      ),
    )
  return entry
}
