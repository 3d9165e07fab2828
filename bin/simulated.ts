// What the commands on permissions share. In: a session. Out: its model, and the public keys that are issued.
import { buildTree } from '../lib/constructs/deployment'
import { publicKeysOf } from '../lib/keys/store'
import type { Model } from '../lib/model/model'
import { resolve } from '../lib/model/resolve'
import type { PublicKeys } from '../lib/permissions/effective'
import { NatsmithError, show } from '../lib/values/finding'
import { parseSubject, type Subject } from '../lib/values/subject'
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

/** A subject that a message can have. @throws NatsmithError `invalid-subject` */
export function messageSubject(text: string): Subject {
  const subject = anySubject(text)
  if (!subject.split('.').some((token) => token === '*' || token === '>')) return subject
  throw new NatsmithError(
    'invalid-subject',
    `${show(text)} has a wildcard, and a message goes to one subject`,
    'name a subject without wildcards, such as orders.created',
  )
}

/** A subject, perhaps with wildcards. @throws NatsmithError `invalid-subject` */
export function anySubject(text: string): Subject {
  try {
    return parseSubject(text)
  } catch (error) {
    const { message, change } = error as { message: string; change: string }
    throw new NatsmithError('invalid-subject', message, change)
  }
}
