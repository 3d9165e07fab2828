// natsmith bundle: what one node's host needs, as a file to be brought there. Issues nothing.
import { dirname, resolve } from 'node:path'
import { Option, type Command } from 'commander'
import { writeFileAtomic } from '../../lib/files/atomic'
import { makeFolder } from '../../lib/files/folders'
import { nodesOf } from '../../lib/model/query'
import { bundle, FORMS, type Form } from '../../lib/remote/bundle'
import { NatsmithError } from '../../lib/values/finding'
import { commandLine } from '../../lib/values/words'
import { say, sayJson, sayRaw } from '../print'
import type { CommonFlags } from '../session'
import { common } from '../session'
import { openSession, synthesizeSession, unblocked } from '../synthesis'

interface Flags extends CommonFlags {
  readonly out: string
  readonly form: Form
}

export function define(command: Command): void {
  command.argument('<node>', 'name of the node')
  common(command)
    .description(
      "Writes all that one node's host needs into one file: a script that places it as deploy does, a tar archive for an " +
        'image, a systemd unit, or user data for cloud-init. All but the unit hold secrets. Issues nothing.',
    )
    .requiredOption('--out <file>', 'file to write it to; - for a pipe')
    .addOption(new Option('--form <form>', 'what to make').choices(FORMS).default('script'))
    .addHelpText(
      'after',
      '\nExamples:\n  natsmith bundle nats1 --out - | ssh nats1 sudo sh\n  natsmith bundle nats1 --form cloud-init --out nats1.yaml',
    )
    .action(async (wanted: string, name: string | undefined, { out, form, json, ...flags }: Flags) => {
      if (out === '-' && (json || process.stdout.isTTY))
        throw new NatsmithError(
          'usage',
          json
            ? '--json prints a document where the bundle would go'
            : 'a bundle holds secrets, and stdout is a terminal',
          'give --out FILE, or a pipe',
        )
      const session = await openSession(name, flags)
      const { assembly, model } = unblocked(session, synthesizeSession(session, 'stored'))
      const { nodes } = assembly.manifest
      const node = nodes.find((candidate) => candidate.node === wanted)
      if (node === undefined)
        throw new NatsmithError(
          'unknown-node',
          `${session.name} has no node "${wanted}"`,
          `give one of ${nodes.map((candidate) => candidate.node).join(', ')}`,
        )
      const { cluster } = nodesOf(model).find((candidate) => candidate.node.name === wanted) ?? {}
      const made = bundle(assembly, node, form, cluster?.jetstream?.storeDir)
      if (out === '-') {
        sayRaw(made)
        return
      }
      const file = resolve(out)
      makeFolder(dirname(file), 0o700)
      writeFileAtomic(file, made, { mode: 0o600 })
      if (json) sayJson('bundle', { deployment: session.name, node: wanted, form, out: file })
      else say(`wrote ${file}`, '', `Next: ${NEXT[form](commandLine(file), wanted)}`)
    })
}

/** What to do with a file, for a node. */
const NEXT: Readonly<Record<Form, (file: string, node: string) => string>> = {
  script: (file, node) => `ssh ${node} sudo sh <${file}`,
  tar: (file) => `tar -x -p -C / -f ${file}, in an image that is built`,
  systemd: () =>
    'place it as /etc/systemd/system/nats-server.service, then systemctl enable --now nats-server',
  'cloud-init': (file) => `give ${file} to the machine as its user data`,
}
