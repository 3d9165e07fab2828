import type { Construct } from 'constructs'
import { CertificateAuthority } from '../../lib/constructs/certificate-authority'
import { LeafNode } from '../../lib/constructs/leaf-node'
import type { SurfaceTlsProps } from '../../lib/constructs/tls-surface'
import type { UserProps } from '../../lib/constructs/user'
import { User } from '../../lib/constructs/user'
import { unreachableIdentity } from '../../lib/rules/unreachable-identity'
import { base, describeRule, messagesOf } from '../support/judge'

const withUser =
  (bob: UserProps, tls: Omit<SurfaceTlsProps<'client'>, 'issuer'> = { verifyAndMap: true }) =>
  (scope: Construct): void => {
    const issuer = new CertificateAuthority(scope, 'clients')
    new User(base(scope, { tls: { issuer, ...tls } }).orders, 'bob', bob)
  }

const password = 'generated'

describeRule(unreachableIdentity, {
  fires: { program: withUser({ certificate: {} }, {}), at: ['prod/orders/bob'] },
  quiet: {
    'the listener maps': withUser({ certificate: {} }),
    'a password needs no certificate': withUser({ password }, {}),
    'a password comes with a certificate of that name': withUser({
      password,
      certificate: { dnsNames: ['bob'] },
    }),
    'a password comes with a certificate of the owner': withUser({ password, certificate: 'none' }),
    'an nkey decides': withUser({ nkey: 'generated', certificate: { emails: ['bob@acme.com'] } }),
    'another listener takes passwords': (scope) => {
      const issuer = new CertificateAuthority(scope, 'clients')
      const { hub, orders } = base(scope, { tls: { issuer, verifyAndMap: true }, leafnodes: {} })
      new User(orders, 'bob', { password })
      const remotes = [{ hub, hubAccount: orders, account: orders }] as const
      new LeafNode(scope, 'berlin', { tls: { issuer }, remotes })
    },
  },
})

test('finds a password whose certificate maps to nobody', () => {
  expect(messagesOf(unreachableIdentity, withUser({ password }))).toEqual([
    'prod/orders/bob: password: listeners with verifyAndMap take the user for nobody, by its certificate',
  ])
})

test('finds a password whose certificate maps to somebody else first', () => {
  const program = (scope: Construct): void => {
    const issuer = new CertificateAuthority(scope, 'clients')
    const { orders } = base(scope, { tls: { issuer, verifyAndMap: true } })
    new User(orders, 'carol', { certificate: { emails: ['ops@acme.com'] } })
    new User(orders, 'bob', { password, certificate: { emails: ['ops@acme.com'], dnsNames: ['bob'] } })
  }
  expect(messagesOf(unreachableIdentity, program)).toEqual([
    'prod/orders/bob: password: listeners with verifyAndMap take the user for "ops@acme.com", by its certificate',
  ])
})

test('finds a subject that is another one but for its order', () => {
  const program = (scope: Construct): void => {
    const issuer = new CertificateAuthority(scope, 'clients')
    const { orders } = base(scope, { tls: { issuer, verifyAndMap: true } })
    new User(orders, 'bob', { certificate: { subject: { OU: ['a', 'b'] } } })
    new User(orders, 'carol', { certificate: { subject: { OU: ['b', 'a'] } } })
  }
  expect(messagesOf(unreachableIdentity, program)).toHaveLength(1)
})

test('finds a kind of connection for which nobody maps, beside one for which somebody does', () => {
  const program =
    (leafnodes: boolean) =>
    (scope: Construct): void => {
      const issuer = new CertificateAuthority(scope, 'clients')
      const props = { tls: { issuer, verifyAndMap: true }, ...(leafnodes && { leafnodes: {} }) }
      const connectionTypes = ['STANDARD', 'LEAFNODE'] as const
      new User(base(scope, props).orders, 'bob', { certificate: {}, connectionTypes })
    }
  expect(messagesOf(unreachableIdentity, program(true))).toEqual([
    'prod/orders/bob: certificate: is the only login, but no listener for LEAFNODE has verifyAndMap',
  ])
  expect(messagesOf(unreachableIdentity, program(false))).toEqual([])
})

test('looks at overrides, too', () => {
  const program = (scope: Construct): void => {
    const issuer = new CertificateAuthority(scope, 'clients')
    const { orders, hub } = base(scope, { tls: { issuer } })
    hub.addConfOverride(['TLS', 'Verify_And_Map'], true)
    new User(orders, 'bob', { certificate: {} })
  }
  expect(messagesOf(unreachableIdentity, program)).toEqual([])
})

test('looks at listeners that the user may dial, and at users that may dial them', () => {
  const leafOnly = withUser({ certificate: {}, connectionTypes: ['LEAFNODE'] })
  expect(messagesOf(unreachableIdentity, leafOnly)).toHaveLength(1)
  const program = (scope: Construct): void => {
    const issuer = new CertificateAuthority(scope, 'clients')
    const { orders } = base(scope, { tls: { issuer, verifyAndMap: true } })
    new User(orders, 'ops@acme.com', { password, certificate: 'none', connectionTypes: ['MQTT'] })
    new User(orders, 'bob', { password, certificate: { emails: ['ops@acme.com'], dnsNames: ['bob'] } })
  }
  expect(messagesOf(unreachableIdentity, program)).toEqual([])
})
