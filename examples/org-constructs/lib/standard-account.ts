// An account as Acme runs it. In: the team and its services. Out: an account with limits, and a user for each service, which
// talks below the team's subject only, answers what it is asked there, and has an inbox of its own.
import { Construct } from 'constructs'
import { Account, User, addTags } from 'natsmith'

export interface StandardAccountProps {
  /** Who answers for it; also the first token of its subjects. */
  readonly team: string
  /** One user each. */
  readonly services: readonly string[]
  /** At the same time. @defaultValue 100 */
  readonly maxConnections?: number
}

export class StandardAccount extends Construct {
  /** For leaf nodes, exports and imports. */
  readonly account: Account

  /** @param id - name of the account, in capitals as everywhere at Acme */
  constructor(scope: Construct, id: string, { team, services, maxConnections = 100 }: StandardAccountProps) {
    super(scope, id)
    addTags(this, { owner: team })
    this.account = new Account(this, 'account', { name: id, limits: { maxConnections } })
    for (const service of services)
      new User(this.account, service, {
        permissions: { publish: [`${team}.>`], subscribe: [`${team}.>`], allowResponses: true },
        inboxPrefix: `_INBOX_${service}`,
      })
  }
}
