// natsmith can: whether a user can publish or subscribe to a subject, and what says so. Writes nothing, and needs no secret.
import { Argument, type Command } from 'commander'
import { userName } from '../../lib/model/identity'
import { can, type Action, type Answer, type Case } from '../../lib/permissions/can'
import { NatsmithError, show } from '../../lib/values/finding'
import { userNamed } from '../../lib/permissions/effective'
import { anySubject, messageSubject, simulate } from '../simulated'
import { paint, say, sayJson } from '../print'
import { common, openSession, type CommonFlags } from '../session'

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
        const subject = action === 'publish' ? messageSubject(text) : anySubject(text)
        const session = await openSession(name, flags, 'if-there')
        const { model, keys } = simulate(session)
        const user = userNamed(model, whose)
        const answer = can(model, { user, action, subject, ...(queue !== undefined && { queue }) }, keys)
        const asked = { user: userName(user), action, subject, ...(queue !== undefined && { queue }) }
        if (json) sayJson('can', { deployment: session.deployment.name, ...asked, ...answer })
        else say(sentence(asked, answer), ...(explain ? reasons(action, answer) : withheldLines(answer)))
        process.exitCode = answer.allowed === 'yes' ? 0 : 2
      },
    )
}

interface Asked {
  readonly user: string
  readonly action: Action
  readonly subject: string
  readonly queue?: string
}

const WORDS = { yes: 'can', no: 'cannot', depends: 'cannot always' } as const
const STYLES = { yes: 'green', no: 'red', depends: 'yellow' } as const

function sentence({ user, action, subject, queue }: Asked, { allowed }: Answer): string {
  const to = action === 'subscribe' ? 'to ' : ''
  const group = queue === undefined ? '' : ` in queue ${queue}`
  return `${paint(STYLES[allowed], allowed)}: ${user} ${WORDS[allowed]} ${action} ${to}${subject}${group}`
}

function reasons(action: Action, { source, verdicts }: Answer): readonly string[] {
  return verdicts.flatMap((verdict) => [
    ...(verdicts.length > 1 ? [`  on ${verdict.clusters.join(', ')}: ${verdict.allowed}`] : []),
    ...verdict.cases.flatMap((one) => caseLines(one, action, source)),
  ])
}

function caseLines(one: Case, action: Action, source: Answer['source']): readonly string[] {
  const { subject, mapping, percent, asReply, withheld = [] } = one
  const share = percent < 100 ? `, for ${String(Math.round(percent))} % of the messages` : ''
  return [
    ...(mapping === undefined || subject === undefined
      ? []
      : [`  the mapping of ${show(mapping)} makes it ${show(subject)}${share}`]),
    `  ${because(one, action, source)}`,
    ...(asReply ? ['  as a reply to what it receives, it may be published all the same'] : []),
    ...withheld.map((entry) => `  not delivered all the same: ${show(entry)} is denied`),
  ]
}

function because(
  { because: why, allowed, entry, template, mapping }: Case,
  action: Action,
  source: Answer['source'],
): string {
  const where = source === undefined ? '' : `${source.path} ${source.prop}.${action}`
  const written = template === undefined ? '' : `, from ${show(template)}`
  switch (why) {
    case 'allow':
    case 'deny':
      return `${where}.${why}: ${show(entry)}${written}`
    case 'not-allowed':
      return `${where}: no entry allows it`
    case 'reserved':
      return 'servers keep it to themselves'
    case 'invalid':
      return 'it is no subject'
    case 'lost':
      return `the mapping of ${show(mapping)} leaves it out`
    case 'disabled':
      return 'the account is disabled'
    case 'unlimited':
      return allowed && where !== ''
        ? `${where}: says nothing against it`
        : 'nothing says what it may do, so it may do everything'
  }
}

const withheldLines = ({ verdicts }: Answer): readonly string[] => {
  const all = verdicts.flatMap(({ cases }) => cases.flatMap(({ withheld = [] }) => withheld))
  return [...new Set(all)].map((entry) => `  but is not given what is denied: ${show(entry)}`)
}
