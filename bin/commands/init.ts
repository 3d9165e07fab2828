// natsmith init: writes a first program. Never overwrites one.
import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Command } from 'commander'
import { writeFileAtomic } from '../../lib/files/atomic'
import { makeFolder } from '../../lib/files/folders'
import { NatsmithError } from '../../lib/values/finding'
import { commandLine } from '../../lib/values/words'
import { say, sayJson } from '../print'

const FILE = 'natsmith.ts'

const PROGRAM = `import { Account, CertificateAuthority, NatsCluster, User, deployment } from 'natsmith'

export default deployment('prod', (scope) => {
  const ca = new CertificateAuthority(scope, 'clients-ca', { commonName: 'Example NATS clients' })

  const orders = new Account(scope, 'ORDERS')
  new User(orders, 'alice', {
    permissions: { publish: ['orders.>'], subscribe: ['orders.>'] },
    inboxPrefix: '_INBOX_alice',
  })

  new NatsCluster(scope, 'hub', {
    nodes: { nats1: 'nats1.internal', nats2: 'nats2.internal', nats3: 'nats3.internal' },
    serverVersion: '2.12',
    tls: { issuer: ca },
  })
})
`

export function define(command: Command): void {
  command
    .description(
      'Writes a first program: a cluster of three with mutual TLS, an account and a user. Overwrites nothing.',
    )
    .option('--program <file>', 'where to write it', FILE)
    .option('--json', 'print one JSON document')
    .action(({ program, json }: { program: string; json?: true }) => {
      const path = resolve(program)
      if (existsSync(path))
        throw new NatsmithError(
          'program-exists',
          `${path} exists`,
          'edit it, or name another file with --program FILE',
        )
      makeFolder(dirname(path), 0o755)
      writeFileAtomic(path, PROGRAM, { mode: 0o644 })
      const check = commandLine('natsmith', 'check', ...(program === FILE ? [] : ['--program', program]))
      if (json) sayJson('init', { written: [path] })
      else say(`wrote ${path}`, '', `Next: npm install natsmith constructs, then ${check}`)
    })
}
