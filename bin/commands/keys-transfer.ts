// natsmith keys export, natsmith keys import: keys on their way from one key store to another, or to a safe place.
import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { writeFileAtomic } from '../../lib/files/atomic'
import { errnoError } from '../../lib/files/errors'
import { statOf } from '../../lib/files/observe'
import { identitiesOf, isWrapped, unwrap, wrap } from '../../lib/keys/age'
import { commitChanges } from '../../lib/keys/commit'
import { findTokens } from '../../lib/jwt/tokens'
import { begun } from '../../lib/keys/store'
import { exportKeys, importKeys, putEntries } from '../../lib/keys/transfer'
import { ownerSigned } from '../../lib/nsc/owner-signed'
import { Secret } from '../../lib/values/secret'
import { count, few } from '../../lib/values/words'
import { readInput } from '../input'
import { say, sayJson, shownPath } from '../print'
import { common, type CommonFlags } from '../session'
import { openSession, synthesizeSession } from '../synthesis'

export function defineExport(command: Command): void {
  common(command)
    .description(
      'Writes keys into one file: a backup, or for natsmith keys import elsewhere. All that is in the key store, unless some are named.',
    )
    .requiredOption('--out <file>', 'a file that is not there yet')
    .option('--identity <identity...>', 'only this, as natsmith keys list says it')
    .option('--recipient <recipient...>', 'encrypt it by age to this public key: age1…')
    .action((name: string | undefined, flags: ExportFlags) => exportTo(name, flags))
}

export function defineImport(command: Command): void {
  common(command.argument('<file>', 'what natsmith keys export wrote, or a JWT; - for stdin'))
    .description(
      'Takes keys from another key store, or from a backup: all that are in the file, or none. An encrypted one is opened by your age ' +
        'identity. Or a JWT, which only the owner of a key could sign: it must say what the program says.',
    )
    .option(
      '--replace',
      'also in the place of other keys of the same identity, or of a JWT that was issued later, which are given up',
    )
    .action((file: string, name: string | undefined, flags: ImportFlags) => importFrom(file, name, flags))
}

// -------------------------------------------------------------------------------------------------------------- export

interface ExportFlags extends CommonFlags {
  readonly out: string
  readonly identity?: readonly string[]
  readonly recipient?: readonly string[]
}

async function exportTo(name: string | undefined, flags: ExportFlags): Promise<void> {
  const { deployment, store, keys } = await openSession(name, flags)
  const out = resolve(flags.out)
  const recipients = flags.recipient ?? []
  const text = exportKeys(store, flags.identity)
  if (statOf(out) !== undefined) throw errnoError('EEXIST', out)
  const content = recipients.length > 0 ? wrap(text, recipients) : text.reveal()
  writeFileAtomic(out, content, { mode: 0o600 })
  const exported = [...new Set(flags.identity ?? store.entries.keys())].sort()
  if (flags.json)
    sayJson('keys-export', { deployment: deployment.name, store: keys, out, recipients, exported })
  else
    say(
      `${count(exported.length, 'key')} in ${shownPath(out)}, ${recipients.length > 0 ? `encrypted to ${few(recipients, 3, ', ')}` : 'in clear: whoever reads it has them'}`,
    )
}

// -------------------------------------------------------------------------------------------------------------- import

interface ImportFlags extends CommonFlags {
  readonly replace?: true
}

async function importFrom(file: string, name: string | undefined, flags: ImportFlags): Promise<void> {
  const session = await openSession(name, flags)
  const { deployment, store, keys, next } = session
  const where = file === '-' ? 'stdin' : file
  const text = readInput(file)
  const plain = isWrapped(text) ? unwrap(text, identitiesOf(process.env), where).reveal() : text
  const isJwt = /^\s*(ey|-----BEGIN NATS)/.test(plain)
  const token = isJwt ? findTokens(plain).tokens[0] : undefined
  const { changes, imported } =
    token === undefined
      ? importKeys(store, Secret.of(plain), { where, replace: flags.replace ?? false, random: randomBytes })
      : putEntries(
          store,
          begun(store, randomBytes),
          [ownerSigned(synthesizeSession(session, 'preview').plan, token, where, flags.replace)],
          { replace: true },
        )
  commitChanges(keys, changes)
  if (flags.json) sayJson('keys-import', { deployment: deployment.name, store: keys, imported })
  else
    say(
      ...imported,
      imported.length > 0
        ? `${count(imported.length, 'key')} imported into ${shownPath(keys)}`
        : 'nothing to import',
      '',
      `Next: ${next('diff')}`,
    )
}
