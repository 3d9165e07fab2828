// What natsmith hands to the service of an auth callout, as `callout.json`. In: its text. Out: who answers, ready to do so.
import { randomBytes } from 'node:crypto'
import { nkeySigner, type Signer } from '../jwt/nkey-pair'
import { NatsmithError, ValueError } from '../values/finding'
import { decodePublic, decodeSeed } from '../values/nkey'
import { isPlainObject } from '../values/plain-object'
import { Secret } from '../values/secret'

/** What `callout.json` holds; all seeds are secret. */
export type CalloutSettings = ConfigModeSettings | OperatorModeSettings

interface CommonSettings {
  /** The callout, as people name it. */
  readonly name: string
  /** The account in which servers ask. */
  readonly account: string
  /** Seed `SX…`: requests are encrypted to its public key. */
  readonly xkey?: string
}

export interface ConfigModeSettings extends CommonSettings {
  readonly mode: 'config'
  /** Seed `SA…` that signs answers. */
  readonly issuer: string
  /** Names of the accounts into which answers may put somebody; left out: any. */
  readonly accounts?: readonly string[]
}

export interface OperatorModeSettings extends CommonSettings {
  readonly mode: 'operator'
  /** The accounts into which answers may put somebody, by name; that of the callout is among them. */
  readonly accounts: Readonly<Record<string, AccountKey>>
}

export interface AccountKey {
  /** `A…`. */
  readonly publicKey: string
  /** Seed `SA…` of the account, or of one of its signing keys. */
  readonly signer: string
}

/** Who answers: with keys, a clock and randomness. */
export interface Callout {
  /** Public key `A…` that requests are for. */
  readonly subject: string
  /** Signs answers. */
  readonly issuer: Issuer
  /** Seed of the curve key. */
  readonly xkey: Secret | undefined
  /** Signs users of an account; undefined: nobody may be put there. */
  readonly accountOf: (name: string) => (Issuer & { readonly audience?: string }) | undefined
  readonly means: Means
}

export interface Issuer {
  readonly signer: Signer
  /** Public key of the account, where a signing key of that signs. */
  readonly issuerAccount?: string
}

export interface Means {
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly random: (bytes: number) => Uint8Array
}

const REAL: Means = { now: Date.now, random: randomBytes }

/**
 * Reads `callout.json`, which `natsmith creds` gives to a user of the callout.
 *
 * @param means - the clock and randomness of tests
 * @throws NatsmithError `callout-settings`
 */
export function readCallout(text: string, means: Means = REAL): Callout {
  try {
    const settings = parse(text)
    return settings.mode === 'config' ? configMode(settings, means) : operatorMode(settings, means)
  } catch (error) {
    // Whatever is wrong with it, nothing of it is quoted.
    if (error instanceof NatsmithError) throw error
    throw wrong(error instanceof ValueError ? error.message : 'it is no JSON of natsmith')
  }
}

const wrong = (why: string): NatsmithError =>
  new NatsmithError(
    'callout-settings',
    `these are no settings of an auth callout: ${why}`,
    'give the text of callout.json, as natsmith creds has written it',
  )

function parse(text: string): CalloutSettings {
  const json: unknown = JSON.parse(text)
  if (!isPlainObject(json)) throw wrong('it is no object')
  if (json['mode'] !== 'config' && json['mode'] !== 'operator') throw wrong('it does not say its mode')
  return json as unknown as CalloutSettings
}

function configMode({ issuer, xkey, accounts }: ConfigModeSettings, means: Means): Callout {
  const signer = nkeySigner('A', decodeSeed('A', issuer))
  return {
    subject: signer.publicKey,
    issuer: { signer },
    xkey: curveKey(xkey),
    accountOf: (name) => (accounts?.includes(name) === false ? undefined : { signer, audience: name }),
    means,
  }
}

function operatorMode({ account, accounts, xkey }: OperatorModeSettings, means: Means): Callout {
  const issuers = new Map(
    Object.entries(accounts).map(([name, { publicKey, signer: seed }]) => {
      decodePublic('A', publicKey)
      const signer = nkeySigner('A', decodeSeed('A', seed))
      return [
        name,
        { publicKey, signer, ...(signer.publicKey !== publicKey && { issuerAccount: publicKey }) },
      ] as const
    }),
  )
  const own = issuers.get(account)
  if (own === undefined) throw wrong('it has no key of its own account')
  return {
    subject: own.publicKey,
    issuer: own,
    xkey: curveKey(xkey),
    accountOf: (name) => issuers.get(name),
    means,
  }
}

function curveKey(seed: string | undefined): Secret | undefined {
  if (seed === undefined) return undefined
  decodeSeed('X', seed)
  return Secret.of(seed)
}
