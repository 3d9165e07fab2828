// natsmith can: whether a user can publish or subscribe to a subject, and what says so. Writes nothing, and needs no secret.
import { Argument, type Command } from 'commander'
import { userName } from '../../lib/model/identity'
import { reasonsFor, sentenceOf, type Asked } from '../../lib/permissions/answer-words'
import { anySubject, messageSubject } from '../../lib/permissions/asked'
import { can, type Action, type Answer } from '../../lib/permissions/can'
import { NatsmithError, show } from '../../lib/values/finding'
import { userNamed } from '../../lib/permissions/effective'
import { simulate } from '../simulated'
import { paint, say, sayJson } from '../print'
import { common, type CommonFlags } from '../session'
import { openSession } from '../synthesis'

interface CanFlags extends CommonFlags {
  readonly queue?: string
  readonly explain?: true
}

export function define(command: Command): void {
  command
    .argument('<user>', 'ACCOUNT/USER, or SYSTEM/ACCOUNT/USER')
    .addArgument(new Argument('<action>', 'what the user does').choices(['publish', 'subscribe']))
    .argument('<subject>', 'to subscribe, perhaps with wildcards')
  common(command)
    .description(
      'Says whether servers let a user publish or subscribe to a subject, as the program declares it: permissions, defaults, ' +
        'templates and mappings count, and the releases that the servers run. Nothing is deployed or issued for it.',
    )
    .option('--queue <name>', 'subscribe in this queue group')
    .option('--explain', 'say what decides')
    .addHelpText('after', '\nExit codes: 0 yes, 1 error, 2 no, or not always')
    .action(
      async (
        whose: string,
        action: Action,
        text: string,
        name: string | undefined,
        { queue, explain, json, ...flags }: CanFlags,
      ) => {
        if (action === 'publish' && queue !== undefined)
          throw new NatsmithError(
            'usage',
            '--queue beside publish: a message goes to a subject, and queues are for who subscribes',
            'leave --queue out, or ask whether the user can subscribe',
          )
        if (queue !== undefined && !/^\S+$/.test(queue))
          throw new NatsmithError(
            'usage',
            `--queue ${show(queue)} is no name of a queue group`,
            'give a name without blanks',
          )
        const subject = action === 'publish' ? messageSubject(text) : anySubject(text)
        const session = await openSession(name, flags, 'if-there')
        const { model, keys } = simulate(session)
        const user = userNamed(model, whose)
        const answer = can(model, { user, action, subject, ...(queue !== undefined && { queue }) }, keys)
        const asked = { user: userName(user), action, subject, ...(queue !== undefined && { queue }) }
        if (json) sayJson('can', { deployment: session.deployment.name, ...asked, ...answer })
        else say(sentence(asked, answer), ...(explain ? reasonsFor(action, answer) : withheldLines(answer)))
        process.exitCode = answer.allowed === 'yes' ? 0 : 2
      },
    )
}

const STYLES = { yes: 'green', no: 'red', depends: 'yellow' } as const

const sentence = (asked: Asked, answer: Answer): string =>
  `${paint(STYLES[answer.allowed], answer.allowed)}: ${sentenceOf(asked, answer)}`

const withheldLines = ({ verdicts }: Answer): readonly string[] => {
  const all = verdicts.flatMap(({ cases }) => cases.flatMap(({ withheld = [] }) => withheld))
  return [...new Set(all)].map((entry) => `  but is not given what is denied: ${show(entry)}`)
}
