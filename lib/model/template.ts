// In: a permission of a signing key's scope, and a user that the key signs. Out: the templates in it, and what servers fill in.
// Source: nats-server server/auth.go processUserPermissionsTemplate.
import { defined } from '../values/defined'
import { isSubject } from '../values/subject'
import { tagsOf } from './claims-user'
import type { Permissions } from './model'

export interface Template {
  /** As it stands there: `{{tag(region)}}`. */
  readonly text: string
  /** Undefined where servers know none such. */
  readonly kind: 'name' | 'subject' | 'account-name' | 'account-subject' | 'tag' | 'account-tag' | undefined
  /** What is between the brackets of a tag; also where `kind` is a tag in capitals, which newer servers do not know. */
  readonly tag?: string
}

export const templatesIn = (entry: string): readonly Template[] =>
  [...entry.matchAll(/\{\{([^}]+)\}\}/g)].map(([text, operation = '']) => {
    const [, plain] = /^(name|subject|account-name|account-subject)\(\)$/i.exec(operation) ?? []
    if (plain !== undefined) return { text, kind: plain.toLowerCase() as Template['kind'] }
    const [, kind, tag = ''] = /^(tag|account-tag)\((.*)\)$/i.exec(operation) ?? []
    return kind === undefined ? { text, kind } : { text, kind: kind.toLowerCase() as Template['kind'], tag }
  })

/** An account or a user, as far as templates ask for it. */
export interface Tagged {
  readonly name: string
  readonly tags: Readonly<Record<string, string>>
}

/** The values of a tag, in lower case as JWTs have them. */
export const tagValues = (of: Pick<Tagged, 'tags'>, tag: string): readonly string[] =>
  (tagsOf(of).tags ?? []).flatMap((text) =>
    text.startsWith(`${tag.toLowerCase()}:`) ? [text.slice(tag.length + 1)] : [],
  )

/** What servers put in its place: nothing for a tag that is not set, undefined for a public key, which looks like no other text. */
export function templateValues(
  { kind, tag = '' }: Template,
  account: Tagged,
  user: Tagged,
): readonly string[] | undefined {
  if (kind === 'name') return [user.name]
  if (kind === 'account-name') return [account.name]
  if (kind === 'tag') return tagValues(user, tag)
  return kind === 'account-tag' ? tagValues(account, tag) : undefined
}

/** `permissions` of a scope as servers make them for `user`; a template of a public key stays as it is. */
export function filledIn(permissions: Permissions, account: Tagged, user: Tagged): Permissions {
  const fill = (entry: string): readonly string[] => {
    const template = templatesIn(entry).find((one) => templateValues(one, account, user) !== undefined)
    if (template === undefined) return [entry]
    const values = templateValues(template, account, user) ?? []
    return values
      .filter((value) => !value.includes('{{'))
      .flatMap((value) => fill(entry.replaceAll(template.text, value)))
  }
  const fillAll = (entries: readonly string[] | undefined): readonly string[] | undefined => {
    if (entries?.every((entry) => templatesIn(entry).length === 0)) return entries
    // Beside a template, servers drop what names a queue; and what is no subject once it is filled in.
    return entries
      ?.filter((entry) => !entry.includes(' '))
      .flatMap(fill)
      .filter(isSubject)
  }
  const side = (list: Permissions['publish']): Permissions['publish'] => {
    const allow = fillAll(list?.allow)
    const deny = fillAll(list?.deny)
    return list && (allow?.length === 0 ? { deny: [...(deny ?? []), '>'] } : defined({ allow, deny }))
  }
  const { publish, subscribe, allowResponses } = permissions
  return defined({ publish: side(publish), subscribe: side(subscribe), allowResponses })
}
