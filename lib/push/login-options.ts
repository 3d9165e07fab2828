// In: a user, and what was issued for it. Out: what NATS's own client needs to log in as it, with nothing on disk.
import { credsAuthenticator, nkeyAuthenticator, type NodeConnectionOptions } from '@nats-io/transport-node'
import type { Materials } from '../model/materials'
import type { Model, User } from '../model/model'
import { clientFiles, contextName, type ClientSettings } from '../render/client'
import { defined } from '../values/defined'

/** `servers` are those that let the user in. What only its owner has is missing. */
export function loginOptions(model: Model, materials: Materials, user: User): NodeConnectionOptions {
  const files = new Map(
    clientFiles(model, user, materials, '/').map(({ name, content }) => [`/${name}`, content]),
  )
  const read = (file: string | undefined): string | undefined => file && files.get(file)
  const text = read(`/${contextName(model, user)}/client.json`) ?? '{"servers":[]}'
  const {
    servers,
    tls,
    credsFile,
    nkeyFile,
    user: name,
    pass,
    inboxPrefix,
  } = JSON.parse(text) as ClientSettings
  const creds = read(credsFile)
  const seed = read(nkeyFile)
  return {
    servers: [...servers],
    ...(tls && {
      tls: defined({
        handshakeFirst: tls.handshakeFirst,
        ca: read(tls.caFile),
        cert: read(tls.certFile),
        key: read(tls.keyFile),
      }),
    }),
    ...(creds !== undefined && { authenticator: credsAuthenticator(Buffer.from(creds)) }),
    ...(seed !== undefined && { authenticator: nkeyAuthenticator(Buffer.from(seed)) }),
    ...defined({ user: name, pass, inboxPrefix }),
  }
}
