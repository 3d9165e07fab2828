// In: a user, and what was issued for it. Out: a connection as that user, by NATS's own client, with nothing on disk.
import { connect, credsAuthenticator, nkeyAuthenticator } from '@nats-io/transport-node'
import type { NatsConnection, NodeConnectionOptions } from '@nats-io/transport-node'
import type { Materials } from '../model/materials'
import type { Model, User } from '../model/model'
import { clientFiles, contextName, type ClientSettings } from '../render/client'
import { defined } from '../values/defined'

/** Connects to servers that let `user` in, unless `options` names others; what only its owner has, they give, too. */
export const loginAs = (
  model: Model,
  materials: Materials,
  user: User,
  options: NodeConnectionOptions,
): Promise<NatsConnection> => connect({ ...loginOptions(model, materials, user), ...options })

function loginOptions(model: Model, materials: Materials, user: User): NodeConnectionOptions {
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
