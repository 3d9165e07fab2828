// natsmith creds: hands a user's own files to their owner: credentials, settings, and a context for the nats command.
import { dirname, join, resolve } from 'node:path'
import type { Command } from 'commander'
import { writeFileAtomic } from '../../lib/files/atomic'
import { makeFolder } from '../../lib/files/folders'
import { userName } from '../../lib/model/identity'
import { usersOf } from '../../lib/model/query'
import { clientFiles, contextName } from '../../lib/render/client'
import { NatsmithError } from '../../lib/values/finding'
import { commandLine, few } from '../../lib/values/words'
import { say, sayJson, table } from '../print'
import type { CommonFlags } from '../session'
import { common, openSession, synthesizeSession, unblocked } from '../session'

export function define(command: Command): void {
  command.argument('<user>', 'ACCOUNT/USER, or SYSTEM/ACCOUNT/USER')
  common(command)
    .description(
      "Writes a user's own files below DIR, for their owner: certificate, key and nkey seed, settings for any NATS client, " +
        'and a context for the nats command.',
    )
    .requiredOption('--out <dir>', 'folder to write them to')
    .action(async (whose: string, name: string | undefined, flags: CommonFlags & { out: string }) => {
      const session = await openSession(name, flags)
      const { model, materials } = unblocked(session, synthesizeSession(session, 'stored'))
      const users = usersOf(model)
      const user = users.find((candidate) => userName(candidate) === whose)
      if (user === undefined)
        throw new NatsmithError(
          'user-unknown',
          `there is no user "${whose}"`,
          `name one of: ${few(users.map(userName), 20, ', ')}`,
        )
      const out = resolve(flags.out)
      const files = clientFiles(model, user, materials, out)
      for (const { name: file, mode, content } of files) {
        makeFolder(dirname(join(out, file)), 0o700)
        writeFileAtomic(join(out, file), content, { mode })
      }
      const written = files.map(({ name: file, sensitive }) => ({ file, sensitive }))
      if (flags.json)
        sayJson('creds', { deployment: session.deployment.name, user: whose, out, files: written })
      else {
        const rows = written.map(({ file, sensitive }) => [file, sensitive ? 'secret' : ''])
        const context = contextName(model, user)
        const isClient = written.some(({ file }) => file === `nats/context/${context}.json`)
        const tryIt = `XDG_CONFIG_HOME=${commandLine(out)} ${commandLine('nats', '--context', context, 'account', 'info')}`
        say(
          `wrote to ${out}`,
          ...table(rows, '  '),
          '',
          `Next: ${isClient ? tryIt : 'give them to their owner'}`,
        )
      }
    })
}
