// In: a cluster, and a user of its system account. Out: a connection to one of its servers, on which requests are answered by all.
import { NoRespondersError, PermissionViolationError } from '@nats-io/transport-node'
import type { Msg, NatsConnection } from '@nats-io/transport-node'
import { userName } from '../model/identity'
import type { Materials } from '../model/materials'
import type { Model } from '../model/model'
import { urlsOf } from '../render/client'
import { NatsmithError } from '../values/finding'
import { loginAs } from './login'
import type { PushTarget } from './plan'

/** Asks all servers that hear it; their answers until `isAll` of them are there, or `PATIENCE` has passed. */
export type Ask = (
  subject: string,
  payload: string,
  isAll: (answers: readonly Msg[]) => boolean,
) => Promise<readonly Msg[]>

/** Milliseconds. */
const PATIENCE = 3_000

/**
 * Calls `work` with a connection, which is closed afterwards.
 *
 * @param servers - URLs in the place of the cluster's own
 * @throws NatsmithError `push-not-connected`, `push-without-folder`, `push-refused`
 */
export async function withServers<T>(
  model: Model,
  materials: Materials,
  { cluster, user }: PushTarget,
  servers: readonly string[] = urlsOf(cluster),
  work: (ask: Ask) => Promise<T>,
): Promise<T> {
  const connection = await login(model, materials, user, servers)
  try {
    return await work(asking(connection))
  } finally {
    await connection.close()
  }
}

async function login(
  model: Model,
  materials: Materials,
  user: PushTarget['user'],
  servers: readonly string[],
): Promise<NatsConnection> {
  try {
    const options = { servers: [...servers], name: 'natsmith push', reconnect: false }
    return await loginAs(model, materials, user, options)
  } catch (error) {
    throw new NatsmithError(
      'push-not-connected',
      `${servers.join(', ')}: ${error instanceof Error ? error.message : String(error)}`,
      `see that a server runs there, and lets ${userName(user)} in; or name others with --server`,
      { cause: error },
    )
  }
}

const asking =
  (connection: NatsConnection): Ask =>
  async (subject, payload, isAll) => {
    const answers: Msg[] = []
    try {
      const replies = await connection.requestMany(subject, payload, { strategy: 'timer', maxWait: PATIENCE })
      for await (const message of replies) {
        answers.push(message)
        if (isAll(answers)) break
      }
    } catch (error) {
      throw askedInVain(error, subject)
    }
    return answers
  }

/** What stands in the way where a server is there, and lets the user in. */
function askedInVain(error: unknown, subject: string): unknown {
  const causes = [error, error instanceof Error ? error.cause : undefined]
  if (causes.some((one) => one instanceof NoRespondersError))
    return new NatsmithError(
      'push-without-folder',
      `no server there keeps JWTs in a folder: nobody answers ${subject}`,
      'restart the servers, if their resolver is another one since they started',
      { cause: error },
    )
  if (causes.some((one) => one instanceof PermissionViolationError))
    return new NatsmithError(
      'push-refused',
      `the user of the system account may not ask ${subject}`,
      "let it publish '$SYS.REQ.CLAIMS.*' and '$SYS.REQ.ACCOUNT.*.CLAIMS.LOOKUP', and subscribe to its inbox",
      { cause: error },
    )
  return error
}
