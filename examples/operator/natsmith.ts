// An operator with two accounts: shops log in with a key whose scope says what each may do, and billing reads their orders with leave.
// `npx natsmith deploy --issue --program examples/operator/natsmith.ts` deploys it, `npx natsmith creds SHOPS/berlin` hands out creds.
import { Account, CertificateAuthority, deployment, NatsCluster, Operator, User } from 'natsmith'

export default deployment('operator', (scope) => {
  const ca = new CertificateAuthority(scope, 'ca')
  // Signs who names no key of its own; identity keys sign nothing.
  const main = {}
  const systemAccount = new Account(scope, 'SYS', { signingKeys: { main } })
  new User(systemAccount, 'root')
  new Operator(scope, 'acme', { strictSigningKeys: true, systemAccount })

  const billing = new Account(scope, 'BILLING', { signingKeys: { main } })
  const shops = new Account(scope, 'SHOPS', {
    exports: [{ stream: 'orders.>', accounts: [billing] }],
    signingKeys: {
      main,
      shop: {
        description: 'One for each shop',
        scope: {
          connectionTypes: ['STANDARD'],
          permissions: {
            publish: ['orders.{{name()}}.>'],
            subscribe: ['offers.{{tag(region)}}.>', '_INBOX.{{name()}}.>'],
          },
        },
      },
    },
  })
  for (const [name, region] of [
    ['berlin', 'eu'],
    ['boston', 'us'],
  ] as const)
    new User(shops, name, { signingKey: 'shop', inboxPrefix: `_INBOX.${name}`, tags: { region } })
  billing.addImport({ from: shops, stream: 'orders.>' })
  new User(billing, 'clerk', { permissions: { publish: { deny: ['>'] }, subscribe: ['orders.>'] } })

  new NatsCluster(scope, 'hub', {
    nodes: { nats1: 'nats1.internal', nats2: 'nats2.internal', nats3: 'nats3.internal' },
    serverVersion: '2.15',
    tls: { issuer: ca },
    resolver: { type: 'full' },
  })
})
