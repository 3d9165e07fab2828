// What is wrong with a JWT, as an error with a code that begins with jwt-. No message quotes the token: it may hold what is secret.
import { NatsmithError } from '../values/finding'

export type JwtErrorCode =
  | 'jwt-alg'
  | 'jwt-base64'
  | 'jwt-claims'
  | 'jwt-duplicate-key'
  | 'jwt-json'
  | 'jwt-key'
  | 'jwt-kind'
  | 'jwt-nested'
  | 'jwt-none'
  | 'jwt-newer'
  | 'jwt-not-utf8'
  | 'jwt-parts'
  | 'jwt-seed'
  | 'jwt-signature-length'
  | 'jwt-too-large'
  | 'jwt-version'

const WHOLE = 'give the whole token, as it was issued'

export const jwtError = (code: JwtErrorCode, message: string, change = WHOLE): NatsmithError =>
  new NatsmithError(code, message, change)
