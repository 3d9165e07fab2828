// In: servers that keep JWTs of accounts in a folder, and those that they are to keep. Out: what differs; and, sent there, what each
// server says. Source: nats-server server/accounts.go DirAccResolver, CacheDirAccResolver.
import type { Msg } from '@nats-io/transport-node'
import { NatsmithError } from '../values/finding'
import { sortBy } from '../values/sort'
import { count } from '../values/words'
import { actionFor, letsIn, type Action, type Jwt } from './compare'
import type { Ask } from './connect'
import type { PushTarget } from './plan'

/** What servers of a cluster keep, against what they are to. */
export interface PushPlan {
  /** Those that answer. */
  readonly servers: readonly string[]
  /** Nodes of the cluster that do not. */
  readonly silent: readonly string[]
  readonly accounts: readonly Planned[]
}

export interface Planned {
  readonly jwt: Jwt
  /**
   * Of one that is gone from the program, and that servers keep: `left`, its users log in as before; `closed`, nobody does;
   * `delete`, it is to be forgotten.
   */
  readonly action: Action | 'left' | 'closed' | 'delete'
}

/** What a server says of a JWT that it was sent, or of an account that it is to forget. */
export interface Answer {
  readonly account: string
  readonly server: string
  readonly isTaken: boolean
  readonly message: string
}

interface Reply {
  readonly server?: { readonly name?: string }
  readonly data?: readonly string[] | { readonly message?: string }
  readonly error?: { readonly description?: string }
}

/**
 * Asks what is kept; changes nothing. Throws NatsmithError `push-no-answer`.
 *
 * @param gone - accounts that the program no longer has
 * @param deleteGone - of all servers at once: one that is silent now would bring an account back to the others
 */
export async function planPush(
  ask: Ask,
  { cluster, jwts }: PushTarget,
  gone: readonly Jwt[],
  deleteGone: boolean,
): Promise<PushPlan> {
  const nodes = cluster.nodes.map(({ name }) => name)
  const isComplete = (names: readonly string[]): boolean => nodes.every((name) => names.includes(name))
  const lists = await ask('$SYS.REQ.CLAIMS.LIST', '', (answers) => isComplete(answers.map(serverOf)))
  const servers = sortBy(new Set(lists.map(serverOf)), (name) => name)
  const listed = lists.map((message) => new Set(message.json<Reply>().data as readonly string[]))
  const planned = await Promise.all(
    jwts.map(async (jwt): Promise<Planned> => {
      // A cache answers no question, and finds in the conf what it does not have.
      if (cluster.resolver.type === 'cache')
        return { jwt, action: listed.some((list) => list.has(jwt.publicKey)) ? 'push' : 'keep' }
      const kept = await lookUp(ask, jwt.publicKey, servers.length)
      return {
        jwt,
        action: actionFor(
          jwt,
          servers.map((_, i) => kept[i]),
        ),
      }
    }),
  )
  const left = gone.filter(({ publicKey }) => listed.some((list) => list.has(publicKey)))
  const silent = nodes.filter((name) => !servers.includes(name))
  const ofGone = await Promise.all(
    left.map(async (jwt): Promise<Planned> => {
      if (deleteGone && silent.length === 0) return { jwt, action: 'delete' }
      const isOpen =
        cluster.resolver.type === 'cache' || (await lookUp(ask, jwt.publicKey, servers.length)).some(letsIn)
      return { jwt, action: isOpen ? 'left' : 'closed' }
    }),
  )
  return { servers, silent, accounts: [...planned, ...ofGone] }
}

/** What each of so many servers keeps of an account. Throws NatsmithError `push-no-answer`. */
async function lookUp(ask: Ask, publicKey: string, servers: number): Promise<readonly string[]> {
  const subject = `$SYS.REQ.ACCOUNT.${publicKey}.CLAIMS.LOOKUP`
  const kept = await ask(subject, '', ({ length }) => length === servers)
  // Whoever does not say what it keeps may keep a newer one.
  if (kept.length < servers)
    throw new NatsmithError(
      'push-no-answer',
      `${String(kept.length)} of ${count(servers, 'server')} say what they keep of ${publicKey}`,
      'run it again: a server that has stopped is named then',
    )
  return kept.map((message) => message.string())
}

/**
 * Sends what differs. Every server answers for itself, also where it does not.
 *
 * @param deletion - what asks servers to forget an account
 */
export async function carryOutPush(
  ask: Ask,
  { servers, accounts }: PushPlan,
  deletion: (account: Jwt) => string,
): Promise<readonly Answer[]> {
  const answers: Answer[] = []
  for (const { jwt, action } of accounts) {
    if (!isPending(action)) continue
    const [verb, payload] = action === 'push' ? ['UPDATE', jwt.token] : ['DELETE', deletion(jwt)]
    const replies = await ask(`$SYS.REQ.CLAIMS.${verb}`, payload, ({ length }) => length === servers.length)
    const said = new Map(replies.map((message) => [serverOf(message), message.json<Reply>()]))
    answers.push(...servers.map((server) => answerOf(jwt.account, server, said.get(server))))
  }
  return answers
}

/** Whether there is something to send. */
export const isPending = (action: Planned['action']): boolean => action === 'push' || action === 'delete'

const serverOf = (message: Msg): string => message.json<Reply>().server?.name ?? ''

/** Of a cache that has not loaded the account: it has a JWT of it on disk, perhaps, and will take that. */
export const isSkipped = ({ message }: Pick<Answer, 'message'>): boolean => message.includes('cache skipped')

function answerOf(account: string, server: string, reply: Reply | undefined): Answer {
  const { data, error } = reply ?? {}
  const message = (data !== undefined && 'message' in data ? data.message : error?.description) ?? 'no answer'
  return { account, server, isTaken: data !== undefined && !isSkipped({ message }), message }
}
