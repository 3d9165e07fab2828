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
  /** Where it is known. */
  readonly publicKey?: string | undefined
}

/** The values of a tag, in lower case as JWTs have them. */
export const tagValues = (of: Pick<Tagged, 'tags'>, tag: string): readonly string[] =>
  (tagsOf(of).tags ?? []).flatMap((text) =>
    text.startsWith(`${tag.toLowerCase()}:`) ? [text.slice(tag.length + 1)] : [],
  )

/** What servers put in its place: nothing for a tag that is not set; undefined for a public key that is not known. */
export function templateValues(
  { kind, tag = '' }: Template,
  account: Tagged,
  user: Tagged,
): readonly string[] | undefined {
  if (kind === 'name') return [user.name]
  if (kind === 'account-name') return [account.name]
  if (kind === 'tag') return tagValues(user, tag)
  if (kind === 'account-tag') return tagValues(account, tag)
  const key = kind === 'subject' ? user.publicKey : kind && account.publicKey
  return key === undefined ? undefined : [key]
}

/**
 * `permissions` of a scope as servers make them for `user`; a template of a public key that is not known stays as it is.
 * @param wholeTokens - as servers before 2.11.0 do, which fill in those tokens that are a template, and take others for text
 */
export function filledIn(
  permissions: Permissions,
  account: Tagged,
  user: Tagged,
  wholeTokens = false,
): Permissions {
  const { hasTemplate, fill } = wholeTokens ? WHOLE_TOKENS : ANYWHERE
  const valuesOf: ValuesOf = (template) => templateValues(template, account, user)
  const fillAll = (entries: readonly string[] | undefined): readonly string[] | undefined => {
    if (!entries?.some(hasTemplate)) return entries
    // Beside a template, servers drop what names a queue; and what is no subject once it is filled in.
    const made = entries.filter((entry) => !entry.includes(' ')).flatMap((entry) => fill(entry, valuesOf))
    return [...new Set(made)].filter(isSubject)
  }
  const side = (list: Permissions['publish']): Permissions['publish'] => {
    const allow = fillAll(list?.allow)
    const deny = fillAll(list?.deny)
    return list && (allow?.length === 0 ? { deny: [...(deny ?? []), '>'] } : defined({ allow, deny }))
  }
  const { publish, subscribe, allowResponses } = permissions
  return defined({ publish: side(publish), subscribe: side(subscribe), allowResponses })
}

type ValuesOf = (template: Template) => readonly string[] | undefined

/** How servers of some releases fill in. */
interface Filling {
  readonly hasTemplate: (entry: string) => boolean
  readonly fill: (entry: string, valuesOf: ValuesOf) => readonly string[]
}

/** One after the other; of templates that come with a value, those that were there already. */
const ANYWHERE: Filling = {
  hasTemplate: (entry) => templatesIn(entry).length > 0,
  fill: (entry, valuesOf) =>
    templatesIn(entry).reduce<readonly string[]>(
      (made, template) => {
        const values = valuesOf(template) ?? [template.text]
        return made.flatMap((text) => values.map((value) => text.replaceAll(template.text, () => value)))
      },
      [entry],
    ),
}

const isWholeToken = (token: string): boolean => token.startsWith('{{') && token.endsWith('}}')

const WHOLE_TOKENS: Filling = {
  hasTemplate: (entry) => entry.split('.').some(isWholeToken),
  fill: (entry, valuesOf) =>
    entry
      .split('.')
      .map((token) => {
        if (!isWholeToken(token)) return [token]
        const [template] = templatesIn(token)
        // Two of them make no template that they know, and no subject.
        return template?.kind === undefined || template.text !== token ? [] : (valuesOf(template) ?? [token])
      })
      .reduce<readonly string[]>(
        (made, values, at) =>
          made.flatMap((text) => values.map((value) => (at === 0 ? value : `${text}.${value}`))),
        [''],
      ),
}
