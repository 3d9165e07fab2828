// In: text or bytes that must not leak. Out: a value that prints as [secret] wherever JavaScript may print it.
import { inspect } from 'node:util'
import { NatsmithError } from './finding'

const SECRET = Symbol.for('natsmith.Secret')

/**
 * A secret value: a password, a seed, a private key. It shows as `[secret]` in string conversion, JSON and
 * `util.inspect`; only `reveal()` gives the text. Not even its length is shown.
 *
 * @example
 * ```ts
 * new User(orders, 'alice', { password: Secret.of(process.env['ALICE_PASSWORD'] ?? '') })
 * ```
 */
export class Secret {
  readonly #text: string

  private constructor(text: string) {
    this.#text = text
    Object.freeze(this)
  }

  /** @throws NatsmithError `invalid-secret` for what is not text, such as an environment variable that is not set. */
  static of(text: string): Secret {
    if (typeof (text as unknown) === 'string') return new Secret(text)
    throw new NatsmithError(
      'invalid-secret',
      'Secret.of was given something that is not text',
      'give text; an environment variable that is not set is undefined',
    )
  }

  /** True for a secret of this or of another copy of natsmith. */
  static isSecret(value: unknown): value is Secret {
    return typeof value === 'object' && value !== null && SECRET in value
  }

  /** The text itself. */
  reveal(): string {
    return this.#text
  }

  toString(): string {
    return '[secret]'
  }

  toJSON(): string {
    return '[secret]'
  }

  [inspect.custom](): string {
    return '[secret]'
  }
}

// On the prototype, so that what spreading makes of a secret, which has no text, is none.
Object.defineProperty(Secret.prototype, SECRET, { value: true })
