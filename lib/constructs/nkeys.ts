// In: the prop `nkey` of an operator, an account or a user. Out: the public key whose seed its owner keeps, if one is given.
import { decodePublic, type NkeyRole } from '../values/nkey'
import type { Props } from './props'

/** Undefined: natsmith makes the key. Adds `invalid-nkey`. */
export function readNkey(read: Props<'nkey'>, role: NkeyRole): string | undefined {
  return read.optional('nkey', (value) => {
    if (value === 'generated') return undefined
    decodePublic(role, value)
    return String(value)
  })
}
