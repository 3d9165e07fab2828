// A deployment whose servers ask an auth callout. In: the line, the mode. Out: what the service was handed, its connection, and how
// clients come.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { connect, credsAuthenticator, jwtAuthenticator, nkeyAuthenticator } from '@nats-io/transport-node'
import type { ConnectionOptions, NatsConnection } from '@nats-io/transport-node'
import type { Construct } from 'constructs'
import {
  readCallout,
  serve,
  type Callout,
  type CalloutRequest,
  type Decision,
} from '../../../lib/auth-callout/index'
import { Account, AuthCallout, CertificateAuthority, NatsCluster, Operator, User } from '../../../lib/index'
import { usersOf } from '../../../lib/model/query'
import { clientFiles, type ClientSettings } from '../../../lib/render/client'
import { runDeployment, type Line, type RunningDeployment } from './deployment'

export type Mode = 'config' | 'operator'

export interface Site {
  readonly mode: Mode
  readonly deployment: RunningDeployment<'nats1'>
  readonly callout: Callout
  /** Logged in as the service. */
  readonly service: NatsConnection
  /** Logged in to the account APP as declared. */
  readonly app: NatsConnection
  /** Comes as somebody whom no server knows. */
  come(options: ConnectionOptions): Promise<NatsConnection>
  /** Answers until {@link Site.silence}. */
  answer(decide: (request: CalloutRequest) => Decision | Promise<Decision>): Promise<{
    readonly requests: readonly CalloutRequest[]
    readonly errors: readonly unknown[]
  }>
  silence(): Promise<void>
  stop(): Promise<void>
}

export async function runSite(line: Line, mode: Mode, encrypted = true): Promise<Site> {
  const deployment = await runDeployment(line, {
    nodes: ['nats1'],
    declare: (scope, node) => {
      declare(scope, mode, { encrypted, lists: mode === 'operator' || line !== '2.10' })
      new NatsCluster(scope, 'hub', {
        nodes: { nats1: node('nats1') },
        configDir: '.',
        host: '127.0.0.1',
        serverVersion: line,
        tls: { issuer: new CertificateAuthority(scope, 'ca') },
        monitoring: {},
      })
    },
  })
  const { model, materials, folder } = deployment
  const handed = (name: string) => {
    const user = usersOf(model).find((one) => one.name === name)
    if (user === undefined) throw new Error(`there is no user ${name}`)
    const files = clientFiles(model, user, materials, folder)
    for (const file of files) {
      mkdirSync(dirname(join(folder, file.name)), { recursive: true })
      writeFileSync(join(folder, file.name), file.content)
    }
    const text = (end: string): string => files.find((file) => file.name.endsWith(end))?.content ?? ''
    const settings = JSON.parse(text('client.json')) as ClientSettings
    const log = {
      ...(text('user.nk') !== '' && { authenticator: nkeyAuthenticator(Buffer.from(text('user.nk'))) }),
      ...(text('user.creds') !== '' && {
        authenticator: credsAuthenticator(Buffer.from(text('user.creds'))),
      }),
    }
    return { text, options: { ...log, ...(settings.tls && { tls: settings.tls }) } }
  }
  const dial = (options: ConnectionOptions): Promise<NatsConnection> =>
    connect({
      servers: `tls://localhost:${String(deployment.ports('nats1').client)}`,
      reconnect: false,
      timeout: 10_000,
      ...options,
    })
  const own = handed('service')
  const callout = readCallout(own.text('callout.json'))
  const { tls } = handed('guest').options
  const sentinel =
    mode === 'operator'
      ? { authenticator: jwtAuthenticator(/eyJ[\w.-]+/.exec(handed('guest').text('user.creds'))?.[0] ?? '') }
      : {}
  const service = await dial(own.options)
  const app = await dial(handed('app').options)
  const stops: (() => Promise<void>)[] = []
  return {
    mode,
    deployment,
    callout,
    service,
    app,
    come: (options) => dial({ ...(tls && { tls }), ...sentinel, ...options }),
    answer: async (decide) => {
      const requests: CalloutRequest[] = []
      const errors: unknown[] = []
      const running = serve(
        service,
        callout,
        (request) => {
          requests.push(request)
          return decide(request)
        },
        (error) => errors.push(error),
      )
      stops.push(() => running.stop())
      await service.flush()
      return { requests, errors }
    },
    silence: async () => {
      for (const stop of stops.splice(0)) await stop()
      await service.flush()
    },
    stop: async () => {
      await service.close()
      await app.close()
      await deployment.stop()
    },
  }
}

/** @param means - `lists`: the line knows allowed accounts */
function declare(
  scope: Construct,
  mode: Mode,
  { encrypted, lists }: { encrypted: boolean; lists: boolean },
): void {
  const systemAccount = new Account(scope, 'SYS')
  const signing = { signingKeys: { main: {} } }
  const auth = new Account(scope, 'AUTH', signing)
  const app = new Account(scope, 'APP', signing)
  new Account(scope, 'OTHER')
  if (mode === 'operator') new Operator(scope, 'acme', { systemAccount })
  const users = [
    new User(auth, 'service', {
      permissions: { subscribe: ['$SYS.REQ.USER.AUTH'], publish: { deny: ['>'] }, allowResponses: true },
    }),
    ...(mode === 'config' ? [new User(app, 'app')] : []),
  ]
  if (mode === 'operator') new User(app, 'app')
  // Whoever comes shows this certificate; in operator mode its JWT leads to the account in which servers ask.
  new User(auth, 'guest', {
    ...(mode === 'operator' && { bearer: true }),
    permissions: { publish: { deny: ['>'] }, subscribe: { deny: ['>'] } },
  })
  new AuthCallout(auth, 'callout', { users, encrypted, ...(lists && { allowedAccounts: [app] }) })
}
