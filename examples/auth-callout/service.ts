// The service: checks the token that a client gives, as OpenID Connect has it, and says by its claims who the client is and what it may
// do. In: the folder that `natsmith creds AUTH/service` has written; OIDC_ISSUER, OIDC_JWKS (a URL) and OIDC_AUDIENCE.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect, nkeyAuthenticator } from '@nats-io/transport-node'
import { readCallout, serve, type CalloutRequest, type Decision, type Duration } from 'natsmith/auth-callout'

const { OIDC_ISSUER = '', OIDC_JWKS = '', OIDC_AUDIENCE = 'nats', NATS_URL } = process.env

async function main(folder: string): Promise<void> {
  const { createRemoteJWKSet, jwtVerify } = await import('jose')
  const keys = createRemoteJWKSet(new URL(OIDC_JWKS))

  async function decide({ connect: { auth_token, pass } }: CalloutRequest): Promise<Decision> {
    try {
      const token = auth_token ?? pass ?? ''
      const options = {
        issuer: OIDC_ISSUER,
        audience: OIDC_AUDIENCE,
        algorithms: ['ES256'],
        requiredClaims: ['exp'],
      }
      const { payload } = await jwtVerify<{ groups?: string[] }>(token, keys, options)
      const { sub = '', groups = [], exp = 0 } = payload
      // What people may publish follows their groups; a group is one token of a subject.
      const topics = groups.filter((group) => /^[a-z0-9-]+$/.test(group)).map((group) => `${group}.>`)
      if (topics.length === 0) return { refuse: `${sub} is in no group` }
      const seconds = Math.max(1, exp - Math.ceil(Date.now() / 1000))
      return {
        name: sub,
        account: 'APP',
        permissions: { publish: topics, subscribe: [...topics, '_INBOX.>'] },
        expires: `${String(seconds)}s` as Duration,
      }
    } catch (error) {
      return {
        refuse: error instanceof Error && 'code' in error ? String(error.code) : 'the token was not checked',
      }
    }
  }

  const file = (name: string): Buffer => readFileSync(join(folder, name))
  const { servers } = JSON.parse(file('client.json').toString()) as { readonly servers: string[] }
  const connection = await connect({
    servers: NATS_URL ?? servers,
    authenticator: nkeyAuthenticator(file('user.nk')),
    tls: { caFile: join(folder, 'ca.crt') },
    maxReconnectAttempts: -1,
  })
  const service = serve(connection, readCallout(file('callout.json').toString()), decide, (error) => {
    console.error(error instanceof Error ? error.message : error)
  })
  await connection.flush()
  console.log('the service answers')
  process.once('SIGTERM', () => {
    void service.stop().then(() => connection.drain())
  })
  await connection.closed()
}

void main(process.argv[2] ?? '.')
