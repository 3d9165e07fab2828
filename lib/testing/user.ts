// A user of a deployment in memory, for matchers. In: its model and its keys. Out: what the user can do, as servers would decide.
import { userName } from '../model/identity'
import type { Model } from '../model/model'
import { usersOf } from '../model/query'
import { anySubject, messageSubject } from '../permissions/asked'
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
  /** All users of the deployment, by name. */
  readonly others: readonly string[]
}

/** @throws NatsmithError `user-unknown`, and from what it returns, `invalid-subject` */
export function testUser(model: Model, store: KeyStore, name: string): TestUser {
  const user = userNamed(model, name)
  const keys: PublicKeys = publicKeysOf(store)
  return {
    name,
    others: usersOf(model).map(userName),
    can: (action, text, queue) => {
      const subject = action === 'publish' ? messageSubject(text) : anySubject(text)
      return can(model, { user, action, subject, ...(queue !== undefined && { queue }) }, keys)
    },
    reaches: (text) => {
      const published = reach(model, messageSubject(text), keys).filter(({ publishers }) =>
        publishers.includes(user),
      )
      const names = published.flatMap(({ arrivals }) => arrivals.map((one) => userName(one.user)))
      return [...new Set(names)].sort()
    },
  }
}
