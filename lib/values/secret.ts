// In: text or bytes that must not leak. Out: a value that prints as [secret] wherever JavaScript may print it.
import { inspect } from 'node:util'

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
  readonly [SECRET] = true

  private constructor(text: string) {
    this.#text = text
    Object.freeze(this)
  }

  static of(text: string): Secret {
    return new Secret(text)
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
