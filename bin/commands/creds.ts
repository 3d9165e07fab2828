// natsmith creds: hands a user's own files to their owner: credentials, settings, and a context for the nats command.
import { dirname, join, resolve } from 'node:path'
import type { Command } from 'commander'
import { makeFolder } from '../../lib/files/folders'
import { writeFileAtomic } from '../../lib/files/atomic'
import { userName } from '../../lib/model/identity'
import { usersOf } from '../../lib/model/query'
import { clientFiles } from '../../lib/render/client'
import { NatsmithError } from '../../lib/values/finding'
import { say, sayJson, table } from '../print'
import type { CommonFlags } from '../session'
import { common, openSession, synthesizeSession, unblocked } from '../session'

export function define(command: Command): void {
  command.argument('<user>', 'ACCOUNT/USER, or SYSTEM/ACCOUNT/USER')
  common(command)
    .requiredOption('--out <dir>', 'folder to write them to')
    .action(async (whose: string, name: string | undefined, flags: CommonFlags & { out: string }) => {
      const session = await openSession(name, flags)
      const synthesis = synthesizeSession(session, 'stored')
      const { model, materials } = unblocked(synthesis)
      const users = usersOf(model)
      const user = users.find((candidate) => userName(candidate) === whose)
      if (user === undefined)
        throw new NatsmithError(
          'user-unknown',
          `there is no user "${whose}"`,
          `name one of: ${users.map(userName).join(', ')}`,
        )
      const out = resolve(flags.out)
      const files = clientFiles(model, user, materials, out)
      for (const { name: file, mode, content } of files) {
        makeFolder(dirname(join(out, file)), 0o700)
        writeFileAtomic(join(out, file), content, { mode })
      }
      const context = files.map((file) => file.name).find((file) => file.startsWith('nats/context/'))
      if (flags.json) sayJson('creds', { user: whose, out, files: files.map((file) => file.name) })
      else {
        say(
          `wrote to ${out}`,
          ...table(
            files.map((file) => [file.name, file.sensitive ? 'secret' : '']),
            '  ',
          ),
        )
        say(
          '',
          `Next: ${context === undefined ? 'give them to their owner' : `XDG_CONFIG_HOME=${out} nats --context ${contextName(context)} account info`}`,
        )
      }
    })
}

const contextName = (file: string): string => file.replace(/^.*\//, '').replace(/\.json$/, '')
