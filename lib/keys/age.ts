// age (https://age-encryption.org/v1) for one text. In: recipients, or identities. Out: the text encrypted, or opened. The
// library is asynchronous, so it runs in a process of its own; keys go there through a pipe.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { IDENTITY, IDENTITY_FILE, type Environment } from '../values/environment'
import { NatsmithError } from '../values/finding'
import { Secret } from '../values/secret'

/**
 * The identities (`AGE-SECRET-KEY-1…`) of the environment: their text, or a file as age-keygen writes it; never an argument. Throws
 * NatsmithError `identity-unreadable`.
 */
export function identitiesOf(env: Environment): readonly Secret[] {
  const file = env[IDENTITY_FILE] ?? ''
  const text = [env[IDENTITY] ?? '', file === '' ? '' : read(file)].join('\n')
  const lines = text.split('\n').map((line) => line.trim())
  return lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => Secret.of(line))
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new NatsmithError(
      'identity-unreadable',
      `${IDENTITY_FILE}: ${file} cannot be read`,
      'name a file as age-keygen writes it, which you may read',
    )
  }
}

/** `secret` for whoever has the identity of one of `recipients`, in ASCII armor. Throws NatsmithError `invalid-recipient`. */
export function wrap(secret: Secret, recipients: readonly string[]): string {
  const answer = ask({ recipients, text: secret.reveal() })
  if (answer.text !== undefined) return `${answer.text.trim()}\n`
  const { refused = '' } = answer
  if (/^AGE-SECRET-KEY/i.test(refused))
    throw new NatsmithError(
      'invalid-recipient',
      'what was given is the identity, which is secret, and no recipient',
      'give its public key, which age-keygen -y prints; the identity stood in a command line: replace it by another',
    )
  throw new NatsmithError(
    'invalid-recipient',
    `"${refused}" is no recipient of age`,
    'give what age-keygen prints as the public key: age1…',
  )
}

/** True for what {@link wrap} gives, and `age -a`. */
export const isWrapped = (text: string): boolean => text.startsWith('-----BEGIN AGE ENCRYPTED FILE-----')

/**
 * @param what - what is encrypted: a key store, an export
 * @throws NatsmithError `identity-needed`, `identity-refused`
 */
export function unwrap(wrapped: string, identities: readonly Secret[], what: string): Secret {
  if (identities.length === 0)
    throw new NatsmithError(
      'identity-needed',
      `${what} is encrypted`,
      `name the file with your age identity in ${IDENTITY_FILE}, or give the identity itself in ${IDENTITY}`,
    )
  const { text } = ask({ identities: identities.map((identity) => identity.reveal()), text: wrapped })
  if (text !== undefined) return Secret.of(text)
  throw new NatsmithError(
    'identity-refused',
    `${what} is not encrypted to your age identity`,
    'give your public key to somebody who can open it: natsmith keys recipients --add, or natsmith keys export --recipient',
  )
}

interface Question {
  readonly recipients?: readonly string[]
  readonly identities?: readonly string[]
  readonly text: string
}

interface Answer {
  readonly text?: string
  /** The recipient that cannot be one. */
  readonly refused?: string
}

const PROGRAM = `
import { readFileSync } from 'node:fs'
import { armor, Decrypter, Encrypter } from 'age-encryption'
const { recipients, identities = [], text } = JSON.parse(readFileSync(0, 'utf8'))
const answer = (value) => process.stdout.write(JSON.stringify(value))
async function wrap() {
  const encrypter = new Encrypter()
  for (const refused of recipients) {
    try {
      encrypter.addRecipient(refused)
    } catch {
      return { refused }
    }
  }
  return { text: armor.encode(await encrypter.encrypt(text)) }
}
async function unwrap() {
  const decrypter = new Decrypter()
  try {
    for (const identity of identities) decrypter.addIdentity(identity)
    return { text: await decrypter.decrypt(armor.decode(text), 'text') }
  } catch {
    return {}
  }
}
answer(await (recipients ? wrap() : unwrap()))
`

function ask(question: Question): Answer {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
    // From here the library is found, wherever natsmith is installed.
    cwd: __dirname,
    env: {},
    input: JSON.stringify(question),
    maxBuffer: Infinity,
    encoding: 'utf8',
  })
  if (status === 0) return JSON.parse(stdout) as Answer
  throw new Error(`age-encryption: ${stderr}`)
}
