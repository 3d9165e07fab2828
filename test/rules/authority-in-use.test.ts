import type { Construct } from 'constructs'
import { CertificateAuthority } from '../../lib/constructs/certificate-authority'
import { LeafNode } from '../../lib/constructs/leaf-node'
import { TlsSurface } from '../../lib/constructs/tls-surface'
import { User } from '../../lib/constructs/user'
import { issuedView } from '../../lib/keys/issued-view'
import { requestsOf } from '../../lib/model/requests'
import { authorityInUse } from '../../lib/rules/authority-in-use'
import { Secret } from '../../lib/values/secret'
import { foreignCertificate } from '../support/foreign-certificate'
import { base, describeRule, judged, type Case } from '../support/judge'
import { modelOf } from '../support/model'
import { issueAll } from '../support/requests'

type Program = (scope: Construct) => void

/** `second` comes to a key store that `first` was deployed from. */
function after(first: Program, second: Program, isDeployed = true): Required<Case> {
  const [before, now] = [first, second].map((program) => requestsOf(modelOf(program)))
  if (before === undefined || now === undefined) throw new Error('two programs are compared')
  const store = issueAll(before).after
  const deployed = new Set(isDeployed ? before.map(({ identity }) => identity) : [])
  const view = issuedView(store, issueAll(now, store).after, deployed)
  return {
    program: second,
    documents: [
      ...now.flatMap(({ identity }) => view.document(identity) ?? []),
      // What goes is in the key store until this deploy, and rules see it there.
      ...[...view.identities].flatMap((identity) => (view.document(identity) ? [] : [{ identity }])),
    ],
    deployed: [...view.identities].flatMap((identity) => view.deployed(identity) ?? []),
  }
}

type Name = 'old' | 'next'

interface Choice {
  readonly issuer: Name
  readonly trust: readonly Name[]
  readonly intermediate?: true
}

/** Routes, a leaf node and a user of `issuer`; everybody trusts `trust`. */
const program =
  ({ issuer, trust, intermediate }: Choice): Program =>
  (scope) => {
    const authorities = {
      old: new CertificateAuthority(scope, 'old', { ...(intermediate && { intermediate }) }),
      next: new CertificateAuthority(scope, 'next'),
    }
    const tls = { issuer: authorities[issuer], trust: trust.map((name) => authorities[name]) }
    const { hub, orders } = base(scope, { leafnodes: {}, tls: { ...tls, verify: true } })
    new TlsSurface(hub, 'routes-tls', { surface: 'cluster', ...tls })
    new TlsSurface(hub, 'leafs-tls', { surface: 'leafnodes', ...tls })
    new LeafNode(scope, 'berlin', { remotes: [{ hub, hubAccount: orders, account: orders, tls }], tls })
    new User(orders, 'bob', { nkey: 'generated', certificate: { issuer: authorities[issuer] } })
  }

const old = program({ issuer: 'old', trust: ['old'] })
const both = program({ issuer: 'old', trust: ['old', 'next'] })
const switched = program({ issuer: 'next', trust: ['old', 'next'] })
const done = program({ issuer: 'next', trust: ['next'] })

describeRule(authorityInUse, {
  fires: {
    ...after(old, done),
    at: ['prod/berlin', 'prod/berlin/hub-ORDERS', 'prod/hub', 'prod/hub/leafs-tls', 'prod/hub/routes-tls'],
  },
  quiet: {
    'nothing changes': after(old, old),
    'the new authority is trusted first': after(old, both),
    'both are trusted when the issuer changes': after(both, switched),
    'nothing of the old authority is deployed any more': after(switched, done),
    'nothing is deployed yet': after(old, done, false),
    'an intermediate issues, and its root is trusted': after(
      program({ issuer: 'old', trust: ['old'], intermediate: true }),
      program({ issuer: 'next', trust: ['next', 'old'], intermediate: true }),
    ),
  },
})

/** The hub of a program whose authority is somebody else's, with the certificate that they last made for their key. */
const importing =
  (imported: { readonly certificates: string; readonly key: string }): Program =>
  (scope) => {
    const { certificates, key } = imported
    const issuer = new CertificateAuthority(scope, 'acme', {
      imported: { certificates, key: Secret.of(key) },
    })
    const { hub } = base(scope)
    new TlsSurface(hub, 'routes-tls', { surface: 'cluster', issuer })
  }

test('an authority of which the certificate was renewed is the same as long as its key identifier is', () => {
  const first = foreignCertificate()
  const key = { pem: first.key }
  const found = (renewed: { readonly certificates: string; readonly key: string }): readonly string[] => {
    const { program, documents, deployed } = after(importing(first), importing(renewed))
    return judged({ program, documents, deployed })
      .filter(({ code }) => code === authorityInUse.code)
      .map(({ path, message }) => `${path}: ${message}`)
  }
  expect(found(foreignCertificate({ key }))).toEqual([])
  expect(found(foreignCertificate({ key, keyIdentifier: Buffer.alloc(20, 7) }))).toEqual([
    'prod/hub/routes-tls: trust: refuses tls/hub/nats1/cluster and 1 more as they are deployed',
  ])
})
