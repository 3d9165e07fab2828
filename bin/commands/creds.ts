// natsmith creds: hands a user's own files to their owner: credentials, settings, and a context for the nats command.
import { dirname, join, resolve } from 'node:path'
import type { Command } from 'commander'
import { writeFileAtomic } from '../../lib/files/atomic'
import { checkFolder, makeFolder } from '../../lib/files/folders'
import { statOf } from '../../lib/files/observe'
import { tokenIdentity, userName } from '../../lib/model/identity'
import type { Materials } from '../../lib/model/materials'
import type { Model } from '../../lib/model/model'
import { usersOf } from '../../lib/model/query'
import type { ClientFile } from '../../lib/render/client'
import { clientFiles, contextName, ownersPart, tokenContextName, tokenFiles } from '../../lib/render/client'
import { NatsmithError } from '../../lib/values/finding'
import { commandLine, few } from '../../lib/values/words'
import { say, sayJson, table } from '../print'
import type { CommonFlags } from '../session'
import { common } from '../session'
import { openSession, synthesizeSession, unblocked } from '../synthesis'

export function define(command: Command): void {
  command.argument('<user>', 'ACCOUNT/USER, or SYSTEM/ACCOUNT/USER; token/CLUSTER for a token')
  common(command)
    .description(
      "Writes a user's own files below DIR, for their owner: certificate, key and nkey seed, settings for any NATS client, " +
        'and a context for the nats command.',
    )
    .requiredOption('--out <dir>', 'folder to write them to')
    .action(async (whose: string, name: string | undefined, flags: CommonFlags & { out: string }) => {
      const session = await openSession(name, flags)
      const { model, materials } = unblocked(session, synthesizeSession(session, 'stored'))
      const out = resolve(flags.out)
      const { files, context, theirs } = filesOf(whose, model, materials, out)
      for (const { name: file } of files) checkFolder(out, dirname(join(out, file)))
      makeFolder(out, 0o700)
      if (statOf(join(out, IGNORE)) === undefined) writeFileAtomic(join(out, IGNORE), '*\n', { mode: 0o600 })
      for (const { name: file, mode, content } of files) {
        makeFolder(dirname(join(out, file)), 0o700)
        writeFileAtomic(join(out, file), content, { mode })
      }
      const written = files.map(({ name: file, sensitive }) => ({ file, sensitive }))
      if (flags.json)
        sayJson('creds', { deployment: session.deployment.name, user: whose, out, files: written })
      else {
        const rows = written.map(({ file, sensitive }) => [file, sensitive ? 'secret' : ''])
        const isClient = written.some(({ file }) => file === `nats/context/${context}.json`)
        const tryIt = `XDG_CONFIG_HOME=${commandLine(out)} ${commandLine('nats', '--context', context, 'rtt')}`
        const steps = [...theirs, isClient ? tryIt : 'give them to their owner']
        say(`wrote to ${out}`, ...table(rows, '  '), '', `Next: ${steps.join(', then ')}`)
      }
    })
}

const IGNORE = '.gitignore'

interface Handout {
  readonly files: readonly ClientFile[]
  /** For the nats command. */
  readonly context: string
  /** What the owner has to add. */
  readonly theirs: readonly string[]
}

/** For a user, or for everybody who has the token of a cluster. */
function filesOf(whose: string, model: Model, materials: Materials, out: string): Handout {
  const users = usersOf(model)
  const user = users.find((candidate) => userName(candidate) === whose)
  if (user !== undefined)
    return {
      files: clientFiles(model, user, materials, out),
      context: contextName(model, user),
      theirs: ownersPart(model, user),
    }
  const tokens = model.clusters.filter(({ token }) => token !== undefined)
  const cluster = tokens.find((candidate) => tokenIdentity(candidate) === whose)
  if (cluster !== undefined) {
    return {
      files: tokenFiles(model, cluster, materials, out),
      context: tokenContextName(model, cluster),
      theirs: cluster.token?.kind === 'generated' ? [] : ['add the token, which natsmith does not keep'],
    }
  }
  const known = [...users.map(userName), ...tokens.map(tokenIdentity)]
  throw new NatsmithError(
    'user-unknown',
    `there is no user "${whose}"`,
    known.length > 0 ? `name one of: ${few(known, 20, ', ')}` : 'declare a User in the program',
  )
}
