// natsmith reach: whom a message can reach, from every account in which somebody may publish it. Writes nothing.
import type { Command } from 'commander'
import { accountName, userName } from '../../lib/model/identity'
import type { Model } from '../../lib/model/model'
import { messageSubject } from '../../lib/permissions/asked'
import { reach, type Arrival, type Reach, type Step } from '../../lib/permissions/reach'
import { count, few } from '../../lib/values/words'
import { arrivalDocument } from '../arrival-document'
import { simulate } from '../simulated'
import { say, sayJson, table } from '../print'
import { common, type CommonFlags } from '../session'
import { openSession } from '../synthesis'

export function define(command: Command): void {
  command.argument('<subject>', 'of the message, without wildcards')
  common(command)
    .description(
      'Says whom a message on a subject can reach: every user, in every account, and by which way: mappings, imports, leaf nodes. ' +
        'Nothing is deployed or issued for it.',
    )
    .action(async (text: string, name: string | undefined, { json, ...flags }: CommonFlags) => {
      const subject = messageSubject(text)
      const session = await openSession(name, flags, 'if-there')
      const { model, keys } = simulate(session)
      const reached = reach(model, subject, keys)
      if (json)
        sayJson('reach', { deployment: session.deployment.name, subject, reach: reached.map(documentOf) })
      else
        say(
          ...(reached.length === 0
            ? [`nobody can publish ${subject}`]
            : reached.flatMap((one) => lines(one, model))),
        )
    })
}

function lines({ account, publishers, arrivals }: Reach, model: Model): readonly string[] {
  const isOne = model.clusters.length === 1
  const rows = arrivals.map(({ user, subject, way, steps }) => [
    userName(user),
    subject,
    wayText(way),
    steps
      .slice(1)
      .map((step) => stepText(step, isOne))
      .join(', then '),
  ])
  return [
    `published in ${accountName(account)} by ${few(publishers.map(userName), 5, ', ')}: reaches ${count(arrivals.length, 'user')}`,
    ...table(rows, '  '),
  ]
}

const wayText = ({ subscription, queue }: Arrival['way']): string =>
  queue === undefined ? `subscribed to ${subscription}` : `subscribed to ${subscription} in queue ${queue}`

function stepText({ kind, account, cluster, subject }: Step, isOne: boolean): string {
  const where = isOne ? '' : ` on ${cluster}`
  return `${kind}: ${accountName(account)}${where} as ${subject}`
}

const documentOf = ({ account, publishers, arrivals }: Reach) => ({
  account: accountName(account),
  publishers: publishers.map(userName),
  arrivals: arrivals.map(arrivalDocument),
})
