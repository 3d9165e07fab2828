// How the secret part is written: in clear, or sealed. In: a store's id and data key. Out: functions that cover and uncover values.
import { hash } from 'node:crypto'
import type { Identity } from '../model/identity'
import { damaged } from './errors'
import { sealer } from './seal'
import type { Cover } from './shards'
import type { KeyStore } from './store'

/** In clear; or sealed, with the store's id and the identity as the path that a value cannot leave. */
export function coverOf({ id, sealing }: Pick<KeyStore, 'id' | 'sealing'>): Cover {
  if (sealing === undefined) return { write: (_, text) => text, read: (_, __, value) => value }
  const { seal, open } = sealer(sealing.dataKey)
  return {
    write: (identity, text) => seal(`${id}/${identity}`, text),
    read: (where, identity, value) => {
      const text = open(`${id}/${identity}`, value)
      if (text === undefined)
        throw damaged(
          where,
          `the secret of ${identity.startsWith('/') ? 'the key store' : identity} was not sealed for it under this key`,
        )
      return text
    },
  }
}

/**
 * Of the recipients and the data key that is encrypted to them, as their files have them: the store's own key is sealed for these
 * two, so that nobody adds a recipient by hand, and a file that was damaged is told from an identity that does not fit.
 */
export const envelopeOf = (recipients: string, wrapped: string): string =>
  hash('sha256', `${recipients}\0${wrapped}`).slice(0, 32)

/** In the place of an identity, of which none begins so. */
export const storeKeyPath = (envelope = ''): Identity => `/${envelope}`
