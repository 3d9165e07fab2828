// A user of a deployment in memory, for matchers. In: its model and its keys. Out: what the user can do, as servers would decide.
import { userName } from '../model/identity'
import type { Model } from '../model/model'
import { can, type Action, type Answer } from '../permissions/can'
import { userNamed, type PublicKeys } from '../permissions/effective'
import { reach } from '../permissions/reach'
import { publicKeysOf, type KeyStore } from '../keys/store'
import type { Subject } from '../values/subject'

export interface TestUser {
  /** `ORDERS/alice` */
  readonly name: string
  readonly can: (action: Action, subject: Subject, queue?: string) => Answer
  /** The users whom a message can reach that this one publishes on `subject`; none, where it may not. */
  readonly reaches: (subject: Subject) => readonly string[]
}

/** @throws NatsmithError `user-unknown` */
export function testUser(model: Model, store: KeyStore, name: string): TestUser {
  const user = userNamed(model, name)
  const keys: PublicKeys = publicKeysOf(store)
  return {
    name,
    can: (action, subject, queue) =>
      can(model, { user, action, subject, ...(queue !== undefined && { queue }) }, keys),
    reaches: (subject) => {
      const published = reach(model, subject, keys).filter(({ publishers }) => publishers.includes(user))
      const names = published.flatMap(({ arrivals }) => arrivals.map((one) => userName(one.user)))
      return [...new Set(names)].sort()
    },
  }
}
