// In: a user's JWT and seed. Out: the text of a creds file, as nats-io/jwt writes it (creds_utils.go FormatUserConfig).
import type { Secret } from '../values/secret'

/** @param seed - undefined where the JWT is enough, or where its owner keeps the key */
export function credentialsText(token: string, seed: Secret | undefined): string {
  const jwt = `-----BEGIN NATS USER JWT-----\n${token}\n------END NATS USER JWT------\n`
  if (seed === undefined) return jwt
  return `${jwt}
************************* IMPORTANT *************************
NKEY Seed printed below can be used to sign and prove identity.
NKEYs are sensitive and should be treated as secrets.

-----BEGIN USER NKEY SEED-----
${seed.reveal()}
------END USER NKEY SEED------

*************************************************************
`
}
