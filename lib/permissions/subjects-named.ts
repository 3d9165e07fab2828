// In: an account of a model. Out: the subjects that the program names there.
import type { Account, Model } from '../model/model'
import { destinationSubject } from '../values/mapping-functions'
import { sortBy } from '../values/sort'
import { splitSubscription, type Subject } from '../values/subject'
import { localSubject } from '../values/subject-transform'
import { effectiveOf } from './effective'

/**
 * Those of permissions, with `*` for a template, and without the users' own inboxes; of exports; of imports and mappings, as the
 * account knows them. Sorted, each once; those of the servers, `$JS.API.INFO`, behind all others.
 */
export function subjectsNamedIn(model: Model, account: Account): readonly Subject[] {
  const permitted = account.users.flatMap((user) => {
    const { permissions, written } = effectiveOf(model, user)
    const own = user.inboxPrefix === undefined ? undefined : `${user.inboxPrefix}.>`
    return [permissions?.publish, permissions?.subscribe]
      .flatMap((lists) => [
        ...(lists?.allow ?? []),
        // Who denies everything names nothing.
        ...(lists?.deny ?? []).filter((entry) => entry !== '>'),
      ])
      .filter((entry) => entry !== own)
      .map((entry) => withoutTemplates(splitSubscription(written(entry)).subject))
  })
  const mapped = account.mappings.flatMap(({ source, destinations }) => [
    source,
    ...destinations.map(({ destination }) => destinationSubject(destination)),
  ])
  const exported = account.exports.map(({ subject }) => subject)
  const imported = account.imports.map(localSubject)
  const named = new Set([...permitted, ...exported, ...imported, ...mapped])
  return sortBy(named, (subject) => `${subject.startsWith('$') ? 'server' : 'own'} ${subject}`)
}

/** What it stands for may be anything; it has dots of its own. */
const withoutTemplates = (subject: Subject): Subject =>
  subject
    .replace(/\{\{[^}]+\}\}/g, '\0')
    .split('.')
    .map((token) => (token.includes('\0') ? '*' : token))
    .join('.')
