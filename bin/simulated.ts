// What the commands on permissions share. In: a session. Out: its model, and the public keys that are issued.
import { publicKeysOf } from '../lib/keys/store'
import type { Model } from '../lib/model/model'
import type { PublicKeys } from '../lib/permissions/effective'
import type { Session } from './session'

export interface Simulated {
  readonly model: Model
  readonly keys: PublicKeys
}

export const simulate = ({ resolved, store }: Session): Simulated => ({
  model: resolved().model,
  keys: publicKeysOf(store),
})
