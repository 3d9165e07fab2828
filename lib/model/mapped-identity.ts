// In: what a certificate says of its owner. Out: the user that a `verifyAndMap` listener takes it for.
// Source: nats-server server/auth.go checkClientTLSCertSubject; the first match wins.
import type { Attribute, DistinguishedName } from '../values/distinguished-name'
import { distinguishedName, formatDn, formatGoName, parseDn, sameDn } from '../values/distinguished-name'
import { ATTRIBUTE_OIDS } from '../values/distinguished-name'
import type { UserCertificate } from './model'

/** The names in a certificate, in its order. */
export interface CertificateNames {
  readonly emails: readonly string[]
  readonly dnsNames: readonly string[]
  readonly uris: readonly string[]
  readonly subject: DistinguishedName
}

/** Something that a user's `user` may say to be the owner of a certificate: exactly this text, or any form of this name. */
export type MappedIdentity =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'name'; readonly name: DistinguishedName }

/** Everything that the server looks for among its users, in its order. */
export function mappedIdentities(certificate: CertificateNames): readonly MappedIdentity[] {
  const { emails, dnsNames, uris, subject } = certificate
  const components = subject.flat().filter(({ type }) => type === 'DC')
  const goName = formatGoName(subject)
  const texts = (values: readonly string[]): readonly MappedIdentity[] =>
    values.filter((text) => text !== '').map((text) => ({ kind: 'text', text }))
  return [
    ...texts([...emails, ...dnsNames, ...uris.map(goUri)]),
    ...(subject.length > 0 && subject.flat().every(isKnown)
      ? [{ kind: 'name' as const, name: subject }]
      : []),
    ...texts(components.length > 0 ? [[goName, ...components.map(({ value }) => `DC=${value}`)].join()] : []),
    ...texts([goName]),
  ]
}

/** One attribute that the server knows no name for, and it does not compare the subject as a name. */
const isKnown = ({ type }: Attribute): boolean => Object.hasOwn(ATTRIBUTE_OIDS, type)

/** A URI as Go prints it after parsing. */
const goUri = (uri: string): string => uri.replace(/^[^:]+/, (scheme) => scheme.toLowerCase())

/** Which of `users`, those allowed on the kind of connection, the server takes the owner for; undefined: it refuses. */
export function mappedUser(certificate: CertificateNames, users: readonly string[]): string | undefined {
  const names = new Map(users.map((user) => [user, parseDn(user)]))
  for (const identity of mappedIdentities(certificate)) {
    const match = users.find((user) => {
      if (identity.kind === 'text') return user === identity.text
      const name = names.get(user)
      return name !== undefined && sameDn(name, identity.name)
    })
    if (match !== undefined) return match
  }
  return undefined
}

/** What a user's certificate says, as it is issued. */
export function namesOf(certificate: Pick<UserCertificate, keyof CertificateNames>): CertificateNames {
  const { emails, dnsNames, uris, subject } = certificate
  return { emails, dnsNames, uris, subject: distinguishedName(subject) }
}

/** The `user` that a conf must give the owner of `certificate`: its first e-mail, DNS name or URI, else its subject. */
export function identityOf(certificate: UserCertificate): string {
  const [first] = mappedIdentities(namesOf(certificate))
  if (first === undefined) return ''
  return first.kind === 'text' ? first.text : formatDn(first.name)
}
