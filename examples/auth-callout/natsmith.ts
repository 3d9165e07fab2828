// One server on this machine that lets in whoever has a token of your identity provider: what it asks is answered by service.ts.
import { Account, AuthCallout, CertificateAuthority, deployment, NatsCluster, User } from 'natsmith'
import type { NodeProps } from 'natsmith'
import type { Construct } from 'constructs'

export function declare(scope: Construct, node: NodeProps): void {
  const app = new Account(scope, 'APP')
  const auth = new Account(scope, 'AUTH')
  const service = new User(auth, 'service', {
    permissions: { subscribe: ['$SYS.REQ.USER.AUTH'], publish: { deny: ['>'] }, allowResponses: true },
  })
  new AuthCallout(auth, 'callout', { users: [service], allowedAccounts: [app] })

  new NatsCluster(scope, 'hub', {
    serverVersion: '2.15',
    nodes: { nats1: node },
    host: '127.0.0.1',
    configDir: '.',
    // Clients show a token, and no certificate.
    tls: { issuer: new CertificateAuthority(scope, 'ca'), verify: false },
  })
}

export default deployment('auth-callout', (scope) => {
  declare(scope, { dnsNames: ['localhost'] })
})
