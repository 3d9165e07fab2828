// What the commands on permissions share. In: a session. Out: its model, and the public keys that are issued.
import { buildTree } from '../lib/constructs/deployment'
import { publicKeysOf } from '../lib/keys/store'
import type { Model } from '../lib/model/model'
import { resolve } from '../lib/model/resolve'
import type { PublicKeys } from '../lib/permissions/effective'
import { callProgram } from './program'
import type { Session } from './session'

export interface Simulated {
  readonly model: Model
  readonly keys: PublicKeys
}

export function simulate({ deployment, programFile, store }: Session): Simulated {
  const { model } = callProgram(programFile, () => resolve(buildTree(deployment), deployment.name))
  return {
    model,
    keys: publicKeysOf(store),
  }
}
