// Who can open a key store. In: the store, opened, and recipients of age to add or to remove. Out: the store as it will be: an added
// recipient gets the data key that there is; when one is removed, everything is sealed under another.
import { isDeepStrictEqual } from 'node:util'
import { NatsmithError } from '../values/finding'
import { Secret } from '../values/secret'
import { compareText } from '../values/sort'
import type { Random } from '../x509/key-pair'
import { wrap } from './age'
import { withoutSecrets } from './errors'
import type { Changes } from './issue'
import { begun, type KeyStore } from './store'

export interface RecipientChange {
  readonly add: readonly string[]
  readonly remove: readonly string[]
}

/**
 * @throws NatsmithError `invalid-recipient`; `unknown-recipient` for one to remove that there is not; `last-recipient`;
 * `key-store-without-secrets`
 */
export function changeRecipients(store: KeyStore, { add, remove }: RecipientChange, random: Random): Changes {
  if (add.length + remove.length === 0) return { before: store, after: store, touched: new Set() }
  if (!store.hasSecrets) throw withoutSecrets()
  const known = store.recipients
  const unknown = remove.find((recipient) => !known.includes(recipient))
  if (unknown !== undefined)
    throw new NatsmithError(
      'unknown-recipient',
      `"${unknown}" is no recipient of this key store`,
      known.length > 0 ? `name one of: ${known.join(', ')}` : 'the key store is not encrypted',
    )
  const recipients = [...new Set([...known, ...add])]
    .filter((recipient) => !remove.includes(recipient))
    .sort(compareText)
  if (recipients.length === 0)
    throw new NatsmithError(
      'last-recipient',
      'without a recipient, nobody could open the key store',
      'add another one in the same command',
    )
  if (isDeepStrictEqual(recipients, known)) return { before: store, after: store, touched: new Set() }
  const kept = remove.length === 0 ? store.sealing?.dataKey : undefined
  const dataKey = kept ?? Secret.of(random(32).toString('base64url'))
  const after: KeyStore = {
    ...begun(store, random),
    recipients,
    sealing: { dataKey, wrapped: wrap(dataKey, recipients) },
  }
  return { before: store, after, touched: new Set() }
}
