// In: the text of a file: a JWT, several, creds, a conf that holds some. Out: the tokens, and whose seeds are beside them; no seed.
import { ValueError } from '../values/finding'
import { decodeSeed } from '../values/nkey'
import { jwtError } from './errors'
import { publicNkey, type SigningRole } from './nkey-pair'

export interface Tokens {
  readonly tokens: readonly string[]
  /** Public keys of the seeds. */
  readonly keys: readonly string[]
}

/** Every header begins with `{`, and so with these letters. */
const TOKEN = /(?<![\w.-])ey[\w-]*\.[\w.=+/-]*/g
/** Where the next token begins in what cat makes of files that end without a line break; a signature has 86 letters. */
const GLUED = /(?<=\.[\w-]{86})(?=ey)/g
const SEED = /(?<!\w)S([ACNOU])[A-Z2-7]{56}(?!\w)/g

/** Throws NatsmithError `jwt-none`, `jwt-seed`. What is one word is taken for a token, so that it is said what is wrong with it. */
export function findTokens(text: string): Tokens {
  const word = text.trim().replace(GLUED, '\n')
  const tokens = word.match(TOKEN) ?? (/^\S+$/.test(word) ? [word] : [])
  if (tokens.length === 0)
    throw jwtError('jwt-none', 'there is no JWT', 'give a JWT, a creds file, or several of them')
  const keys = [...word.matchAll(SEED)].map(([seed, role]) => keyOf(seed, role as SigningRole))
  return { tokens, keys }
}

function keyOf(seed: string, role: SigningRole): string {
  try {
    return publicNkey(role, decodeSeed(role, seed))
  } catch (error) {
    if (!(error instanceof ValueError)) throw error
    throw jwtError('jwt-seed', 'the seed beside the token is damaged', error.change)
  }
}
