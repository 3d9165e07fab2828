// In: a source of trust. Out: marks of the authorities in it, so that one which is given by name and one which is given
// as PEM are seen to be the same.
import { authorityIdentity } from '../../model/identity'
import type { Trust } from '../../model/model'
import type { RuleContext } from '../../model/rule'
import { readFingerprints } from '../../x509/read'

export type Anchors = (trust: Trust) => readonly string[]

export function anchorsOf({ model, issued }: Pick<RuleContext, 'model' | 'issued'>): Anchors {
  const named = new Map(
    model.authorities.map(({ name, source }) => {
      const document = issued.document(authorityIdentity(name))?.certificate
      const pem = source.kind === 'imported' ? source.certificates : (document ?? '')
      return [name, [`authority ${name}`, ...readFingerprints(pem)]]
    }),
  )
  return (trust) => {
    if (trust.kind === 'on-node') return [`file ${trust.caFile}`]
    return trust.kind === 'certificates' ? readFingerprints(trust.pem) : (named.get(trust.name) ?? [])
  }
}
