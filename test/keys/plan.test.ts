import { readCertificate } from '../../lib/x509/read'
import { privateKeyPem } from '../../lib/x509/key-pair'
import { withoutIssuing } from '../../lib/keys/plan'
import { isBlocked } from '../../lib/keys/step'
import { emptyStore } from '../../lib/keys/store'
import { Secret } from '../../lib/values/secret'
import { pairOf, requestOf, rootOf } from '../support/certificates'
import {
  authorities,
  authority,
  DAY,
  encryptionKey,
  given,
  issueAll,
  leaf,
  nkey,
  NOW,
  password,
  planOf,
  SMALL,
  stepOf,
} from '../support/requests'

const { after: STORE } = issueAll(SMALL)
const verbs = (plan: ReturnType<typeof planOf>) =>
  Object.fromEntries(plan.steps.map((s) => [s.identity, s.verb]))
const changed = (plan: ReturnType<typeof planOf>) => plan.steps.filter((s) => s.verb !== 'keep')
const LEAF = 'tls/hub/nats1/client'
const replaced = (request: (typeof SMALL)[number]) =>
  SMALL.map((r) => (r.identity === request.identity ? request : r))

describe('planning what to issue', () => {
  it('issues what is new, authorities first', () => {
    const plan = planOf(SMALL)
    expect(plan.steps.map((s) => [s.identity, s.verb, s.reason])).toEqual(
      SMALL.map(({ identity }) => [identity, 'issue', 'not issued yet']),
    )
  })

  it('keeps everything that is asked for as before', () => {
    const plan = planOf(SMALL, STORE, { now: NOW + 59 * DAY })
    expect(changed(plan)).toEqual([])
    expect(plan.warnings).toEqual([])
  })

  it('keeps it whatever construct asks for it', () => {
    const wrapped = SMALL.map((request) => ({ ...request, path: `prod/wrapper/${request.path}` }))
    expect(changed(planOf(wrapped, STORE))).toEqual([])
  })

  it.each([
    ['dnsNames', leaf(LEAF, { dnsNames: ['nats9.internal'] }), 'dnsNames +nats9.internal -nats1.internal'],
    ['dnsNames', leaf(LEAF, { dnsNames: ['nats1.internal', 'a.x'] }), 'dnsNames +a.x'],
    ['keyAlgorithm', leaf(LEAF, { keyAlgorithm: 'P-384' }), 'keyAlgorithm "P-256" became "P-384"'],
    ['validity', leaf(LEAF, { validity: 30 * DAY }), 'validity changed'],
    ['subject', leaf(LEAF, { subject: [{ type: 'CN', value: 'n1' }] }), 'subject "CN=nats1" became "CN=n1"'],
    ['usages', leaf(LEAF, { usages: ['clientAuth', 'serverAuth'] }), 'usages in another order'],
    ['csr', leaf(LEAF, { csr: requestOf(pairOf('P-256')) }), 'csr changed; keyAlgorithm changed'],
  ])('reissues a certificate when its %s changes, and says what', (_field, request, reason) => {
    expect(changed(planOf(replaced(request), STORE)).map((s) => [s.verb, s.reason])).toEqual([
      ['reissue', reason],
    ])
  })

  it('reissues everything below an authority that changes', () => {
    const plan = planOf(replaced(authority('acme', { pathLength: 1, commonName: 'acme 2' })), STORE)
    expect(verbs(plan)).toMatchObject({
      'ca/acme': 'reissue',
      'ca/acme/intermediate': 'reissue',
      [LEAF]: 'reissue',
    })
    expect(stepOf(plan, LEAF)[1]).toBe('its issuer ca/acme/intermediate has another certificate')
    expect(stepOf(plan, 'user/ORDERS/alice/nkey')[0]).toBe('keep')
  })

  it('reissues what an intermediate signed once there is none', () => {
    const plan = planOf([authority('acme', { pathLength: 1 }), leaf()], STORE)
    expect(verbs(plan)).toMatchObject({
      'ca/acme': 'keep',
      [LEAF]: 'reissue',
      'ca/acme/intermediate': 'retire',
    })
  })

  it('renews a leaf from the moment that two thirds of its life have passed', () => {
    const { notBefore, notAfter } = readCertificate(pemOf(LEAF))
    const edge = notBefore + ((notAfter - notBefore) * 2) / 3
    expect(stepOf(planOf(SMALL, STORE, { now: edge - 1 }), LEAF)[0]).toBe('keep')
    const plan = planOf(SMALL, STORE, { now: edge })
    expect(stepOf(plan, LEAF)).toEqual([
      'renew',
      expect.stringContaining('it ends on 2026-04-15T00:00:00.000Z'),
    ])
    expect(changed(plan)).toHaveLength(1)
    const renewed = issueAll(SMALL, STORE, { now: edge }).after
    expect(changed(planOf(SMALL, renewed, { now: edge }))).toEqual([])
  })

  it('never renews an authority, and warns instead', () => {
    const plan = planOf([authority()], issueAll([authority()]).after, { now: NOW + 2500 * DAY })
    expect(changed(plan)).toEqual([])
    expect(plan.warnings).toEqual([
      { identity: 'ca/acme', reason: expect.stringContaining('authorities are not renewed') as string },
    ])
  })

  it('does not renew for ever what ends with its authority', () => {
    const requests = [authority('acme', { validity: 60 * DAY }), leaf()]
    const plan = planOf(requests, issueAll(requests).after, { now: NOW + 50 * DAY })
    expect(changed(plan)).toEqual([])
    expect(plan.warnings.map(({ identity }) => identity)).toEqual(['ca/acme', LEAF])
  })

  it('retires what is no longer asked for, once, and restores it when it is', () => {
    const without = SMALL.filter(({ kind }) => kind !== 'nkey')
    expect(changed(planOf(without, STORE)).map((s) => [s.verb, s.identity])).toEqual([
      ['retire', 'user/ORDERS/alice/nkey'],
    ])
    const retired = issueAll(without, STORE).after
    expect(changed(planOf(without, retired))).toEqual([])
    const plan = planOf(SMALL, retired)
    expect(stepOf(plan, 'user/ORDERS/alice/nkey')).toEqual([
      'restore',
      'was retired on 2026-01-15T00:00:00.000Z',
    ])
    expect(plan.steps.some((s) => s.fresh)).toBe(false)
  })

  it('restores what has changed in the meantime with a new document', () => {
    const retired = issueAll(authorities(), issueAll([...authorities(), leaf()]).after).after
    const plan = planOf([...authorities(), leaf(LEAF, { dnsNames: [] })], retired)
    expect(stepOf(plan, LEAF)[0]).toBe('restore')
    expect(stepOf(plan, LEAF)[1]).toContain('dnsNames -nats1.internal')
  })
})

const pemOf = (identity: string): string => {
  const entry = STORE.entries.get(identity)
  return entry?.kind === 'certificate' ? entry.public.certificate : ''
}

describe('planning a rename', () => {
  const moves = [{ from: 'user/ORDERS/alice', to: 'user/ORDERS/alicia' }]
  const renamed = SMALL.map((r) => (r.kind === 'nkey' ? nkey('ORDERS/alicia') : r))

  it('moves what stands under the old name', () => {
    const plan = planOf(renamed, STORE, { moves })
    expect(changed(plan).map((s) => [s.verb, s.identity, s.reason, s.fresh])).toEqual([
      ['move', 'user/ORDERS/alicia/nkey', 'was user/ORDERS/alice/nkey', false],
    ])
  })

  it('does nothing once it is done', () => {
    const { after } = issueAll(renamed, STORE, { moves })
    expect(changed(planOf(renamed, after, { moves }))).toEqual([])
  })

  it('is needed: without it, the one is retired and the other new', () => {
    expect(changed(planOf(renamed, STORE)).map((s) => s.verb)).toEqual(['issue', 'retire'])
  })

  it('takes nothing from what is still asked for', () => {
    const both = [...SMALL, nkey('ORDERS/alicia')]
    expect(changed(planOf(both, STORE, { moves })).map((s) => s.verb)).toEqual(['issue'])
  })

  it('never gives one key to two', () => {
    const twice = [...moves, { from: 'user/ORDERS/alice', to: 'user/ORDERS/anna' }]
    const requests = [nkey('ORDERS/alicia'), nkey('ORDERS/anna')]
    const plan = planOf(requests, issueAll([nkey()]).after, { moves: twice })
    expect(plan.steps.map((s) => s.verb)).toEqual(['move', 'issue'])
  })

  it('goes before a key that was retired under the new name', () => {
    const before = issueAll([nkey()], issueAll([nkey(), nkey('ORDERS/alicia')]).after).after
    const { after } = issueAll([nkey('ORDERS/alicia')], before, { moves })
    expect(after.entries.get('user/ORDERS/alicia/nkey')?.public).toEqual(
      before.entries.get('user/ORDERS/alice/nkey')?.public,
    )
    expect(after.entries.size).toBe(1)
  })

  it('keeps the certificates of an authority that keeps its own', () => {
    const requests = [authority('corp', { commonName: 'prod acme' }), leaf(LEAF, { authority: 'corp' })]
    const store = issueAll([authority(), leaf()]).after
    const plan = planOf(requests, store, { moves: [{ from: 'ca/acme', to: 'ca/corp' }] })
    expect(verbs(plan)).toEqual({ 'ca/corp': 'move', [LEAF]: 'keep' })
  })

  it('reissues what says the old name', () => {
    const plan = planOf(
      [...authorities(), leaf('tls/hub/n1/client', { subject: [{ type: 'CN', value: 'n1' }] })],
      issueAll([...authorities(), leaf()]).after,
      { moves: [{ from: 'node/hub/nats1', to: 'node/hub/n1' }] },
    )
    expect(stepOf(plan, 'tls/hub/n1/client')).toEqual([
      'move',
      `was ${LEAF}; subject "CN=nats1" became "CN=n1"`,
    ])
    expect(changed(plan)).toMatchObject([{ fresh: true }])
  })
})

describe('planning passwords', () => {
  const BOB = 'user/ORDERS/bob/password'
  const text = (value: string) => password({ kind: 'text', text: Secret.of(value) })

  it('a changed cost asks for a new hash; the usual one, said or not, for none', () => {
    const at = (bcryptCost: number) => [password({ kind: 'generated', bcryptCost })]
    const { after } = issueAll([password()])
    expect(stepOf(planOf(at(11), after), BOB)).toEqual(['keep', ''])
    expect(stepOf(planOf(at(12), after), BOB)).toEqual(['reissue', 'bcryptCost changed'])
    const stdin = [password({ kind: 'stdin' })]
    const typed = issueAll(stdin, emptyStore(), { given: given({ [BOB]: Secret.of('text') }) }).after
    const dearer = [password({ kind: 'stdin', bcryptCost: 12 })]
    expect(stepOf(planOf(dearer, typed), BOB)).toEqual(['needs-stdin', 'its password was not given'])
  })

  it('keeps one whose text is the same, and makes another hash of another text', () => {
    const { after } = issueAll([text('secret-1')])
    expect(stepOf(planOf([text('secret-1')], after), BOB)[0]).toBe('keep')
    expect(stepOf(planOf([text('secret-2')], after), BOB)).toEqual(['reissue', 'another password was given'])
  })

  it('sees that it comes from elsewhere', () => {
    const { after } = issueAll([text('secret-1')])
    expect(stepOf(planOf([password()], after), BOB)).toEqual(['reissue', 'source "text" became "generated"'])
  })

  it('waits for one that is to be typed, and takes it when it is', () => {
    const stdin = [password({ kind: 'stdin' })]
    const typed = (value: string) => ({ given: given({ [BOB]: Secret.of(value) }) })
    expect(stepOf(planOf(stdin), BOB)).toEqual(['needs-stdin', 'its password was not given'])
    const { after } = issueAll(stdin, emptyStore(), typed('typed-1'))
    expect(stepOf(planOf(stdin, after), BOB)[0]).toBe('keep')
    expect(stepOf(planOf(stdin, after, typed('typed-1')), BOB)[0]).toBe('keep')
    expect(stepOf(planOf(stdin, after, typed('typed-2')), BOB)[0]).toBe('reissue')
  })
})

describe('planning what cannot be done', () => {
  const root = rootOf('P-256')
  const key = Secret.of(privateKeyPem(pairOf('P-256', 'root')))
  const imported = (change = {}) => ({
    kind: 'imported-authority' as const,
    identity: 'ca/acme',
    path: 'prod/acme',
    certificates: root.certificate.pem,
    key,
    ...change,
  })
  const old = rootOf('P-256', 0, 10 * DAY, NOW - 20 * DAY)

  it.each([
    ['is not named', [leaf(LEAF, { authority: '' })], 'it names no authority'],
    ['is not declared', [leaf()], 'there is no ca/acme'],
    ['has no key', [imported({ key: undefined }), leaf()], 'ca/acme was imported without its key'],
    [
      'has another key',
      [imported({ key: Secret.of(privateKeyPem(pairOf('P-256', 'other'))) }), leaf()],
      'the key of ca/acme is not that of its certificate',
    ],
    [
      'has expired',
      [imported({ certificates: old.certificate.pem }), leaf()],
      'ca/acme expired on 2026-01-05T00:00:00.000Z',
    ],
  ])('says that an authority %s', (_what, requests, reason) => {
    const plan = planOf(requests)
    expect(stepOf(plan, LEAF)).toEqual(['needs-authority', reason])
    expect(plan.steps.filter(isBlocked)).toHaveLength(1)
  })

  it('leaves what there is when its authority cannot sign any more', () => {
    const store = issueAll([imported(), leaf()]).after
    const plan = planOf([imported({ key: undefined }), leaf()], store, { now: NOW + 80 * DAY })
    expect(changed(plan)).toEqual([])
    expect(plan.warnings).toMatchObject([
      { identity: LEAF, reason: expect.stringContaining('without its key') as string },
    ])
  })

  it('says what is wrong with a certificate request', () => {
    const csr = requestOf(pairOf('P-256'), { signer: pairOf('P-256', 'mallory') })
    const [verb, reason] = stepOf(planOf([...authorities(), leaf(LEAF, { csr })]), LEAF)
    expect(verb).toBe('needs-csr')
    expect(reason).toContain('is not signed by the key')
  })

  it('never makes a new key for something that was deployed', () => {
    const deployed = new Set(['user/ORDERS/alice/nkey', 'jetstream/hub/nats1'])
    const plan = planOf([encryptionKey(), nkey(), password()], emptyStore(), { deployed })
    expect(plan.steps.map((s) => s.verb)).toEqual(['lost', 'lost', 'issue'])
    // What natsmith did not make, somebody else still has.
    const theirs = [
      authority('partner'),
      leaf('user/A/u/certificate', { authority: 'partner', csr: requestOf(pairOf('P-256')) }),
      password({ kind: 'stdin' }),
    ]
    const all = new Set([...theirs.slice(1).map(({ identity }) => identity)])
    expect(planOf(theirs, emptyStore(), { deployed: all }).steps.map((s) => s.verb)).toEqual([
      'issue',
      'issue',
      'needs-stdin',
    ])
    const replaced = planOf([nkey()], emptyStore(), { deployed, replaceLost: true })
    expect(replaced.steps.map((s) => s.verb)).toEqual(['issue'])
    const moves = [{ from: 'user/ORDERS/alice', to: 'user/ORDERS/alicia' }]
    expect(planOf([nkey('ORDERS/alicia')], emptyStore(), { deployed, moves }).steps[0]?.verb).toBe('lost')
  })
})

describe('a plan without issuing', () => {
  it('moves, restores and retires what there is, and makes nothing', () => {
    const moves = [{ from: 'user/ORDERS/alice', to: 'user/ORDERS/alicia' }]
    const requests = [
      ...authorities(),
      leaf(LEAF, { dnsNames: ['a.x'] }),
      nkey('ORDERS/alicia'),
      nkey('ORDERS/carol'),
    ]
    const plan = withoutIssuing(planOf(requests, STORE, { moves }))
    expect(plan.steps.map((s) => [s.identity, s.verb])).toEqual([
      ['ca/acme', 'keep'],
      ['ca/acme/intermediate', 'keep'],
      [LEAF, 'keep'],
      ['user/ORDERS/alicia/nkey', 'move'],
      ['jetstream/hub/nats1', 'retire'],
      ['user/ORDERS/bob/password', 'retire'],
    ])
  })
})
