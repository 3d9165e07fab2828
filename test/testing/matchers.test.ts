import { acknowledge, deployment } from '../../lib/index'
import type { NatsClusterProps } from '../../lib/index'
import { matchers, synthInMemory } from '../../lib/testing/index'
import { Account } from '../../lib/constructs/account'
import { User } from '../../lib/constructs/user'
import { base } from '../support/judge'
import { thrown } from '../support/thrown'

expect.extend(matchers)

const synthesized = (props: Partial<NatsClusterProps>, accepted?: string) =>
  synthInMemory(
    deployment('prod', (scope) => {
      const { hub } = base(scope, props)
      if (accepted !== undefined) acknowledge(hub, accepted, 'accepted in a test')
    }),
  )

const overcommitted = { limits: { maxPayload: '2MB', maxPending: '1MB' } } as const

/** What jest says of an assertion that fails; undefined: it passes. */
const failure = (assertion: () => void): string | undefined => {
  const error = thrown(assertion)
  return error === undefined ? undefined : (error as Error).message
}

describe('toHaveFinding, of a synthesis', () => {
  const synthesis = synthesized(overcommitted)

  it('passes when a finding has the code', () => {
    expect(synthesis).toHaveFinding('payload-over-pending')
    expect(synthesis).not.toHaveFinding('plaintext-listener')
  })

  it('fails when none has, and says what there is', () => {
    const said = failure(() => {
      expect(synthesis).toHaveFinding('plaintext-listener')
    })
    expect(said).toContain('expected a finding [plaintext-listener]')
    expect(said).toContain('error [payload-over-pending] prod/hub: limits.maxPayload')
    expect(
      failure(() => {
        expect(synthesized({})).toHaveFinding('x')
      }),
    ).toMatch(/found:\n {2}none$/)
  })

  it('fails, negated, when one has', () => {
    const said = failure(() => {
      expect(synthesis).not.toHaveFinding('payload-over-pending')
    })
    expect(said).toContain('expected no finding [payload-over-pending]')
  })

  it('compares all that the pattern says', () => {
    expect(synthesis).toHaveFinding('payload-over-pending', { path: 'prod/hub', severity: 'error' })
    expect(synthesis).not.toHaveFinding('payload-over-pending', { path: 'prod' })
    expect(synthesis).not.toHaveFinding('payload-over-pending', { severity: 'warning' })
  })

  it('sees which are accepted', () => {
    const accepted = synthesized(overcommitted, 'payload-over-pending')
    expect(accepted).toHaveFinding('payload-over-pending', { acknowledged: 'accepted in a test' })
    expect(synthesis).not.toHaveFinding('payload-over-pending', { acknowledged: 'accepted in a test' })
  })
})

describe('toHaveFinding, of a function', () => {
  const declare = (define: Parameters<typeof deployment>[1]) => () =>
    synthInMemory(deployment('prod', define))
  const wrong = declare((scope) => new User(scope, 'alice'))

  it('passes when it throws the finding', () => {
    expect(wrong).toHaveFinding('user-without-account', { path: 'prod/alice' })
    expect(wrong).not.toHaveFinding('invalid-name')
  })

  it('finds nothing in one that throws nothing', () => {
    expect(declare(base)).not.toHaveFinding('user-without-account')
  })

  it('knows errors of another copy of natsmith', () => {
    const foreign = Object.assign(new Error('x'), {
      name: 'FindingsError',
      findings: [{ code: 'invalid-name', severity: 'error', path: 'prod', message: '', change: '' }],
    })
    const throwing = (): never => {
      throw foreign
    }
    expect(throwing).toHaveFinding('invalid-name')
  })

  it('throws on what is no finding', () => {
    const defect = new TypeError('x is undefined')
    const broken = (): never => {
      throw defect
    }
    expect(
      thrown(() => {
        expect(broken).not.toHaveFinding('invalid-name')
      }),
    ).toBe(defect)
  })
})

describe('of a user', () => {
  const synthesis = synthInMemory(
    deployment('prod', (scope) => {
      base(scope)
      const shop = new Account(scope, 'SHOP', {
        exports: [{ stream: 'orders.>' }],
        mappings: { split: [{ destination: 'orders.a', weight: 50 }] },
      })
      const billing = new Account(scope, 'BILLING', { imports: [{ from: shop, stream: 'orders.>' }] })
      new User(shop, 'carol', { permissions: { publish: ['orders.*'], subscribe: ['jobs workers'] } })
      new User(billing, 'bob', { permissions: { subscribe: ['orders.created'] } })
    }),
  )
  const carol = synthesis.user('SHOP/carol')

  it('toBeAllowedTo passes as servers would decide', () => {
    expect(carol).toBeAllowedTo('publish', 'orders.created')
    expect(carol).not.toBeAllowedTo('publish', 'billing.invoice')
    expect(carol).toBeAllowedTo('subscribe', 'jobs', 'workers')
    expect(carol).not.toBeAllowedTo('subscribe', 'jobs')
  })

  it('toBeAllowedTo fails both ways where it depends, and says on what', () => {
    const asserted = failure(() => {
      expect(carol).toBeAllowedTo('publish', 'split')
    })
    const negated = failure(() => {
      expect(carol).not.toBeAllowedTo('publish', 'split')
    })
    for (const said of [asserted, negated]) expect(said).toContain('for 50 % of the messages')
    expect(asserted).toContain('expected that SHOP/carol can publish split')
    expect(negated).toContain('expected that SHOP/carol cannot publish split')
  })

  it('toReach passes for whom a message reaches', () => {
    expect(carol).toReach('BILLING/bob', 'orders.created')
    expect(carol).not.toReach('BILLING/bob', 'orders.cancelled')
    expect(carol).not.toReach('BILLING/bob', 'billing.invoice')
    const said = failure(() => {
      expect(carol).toReach('BILLING/bob', 'orders.cancelled')
    })
    expect(said).toContain('publishes on orders.cancelled reaches BILLING/bob,\nbut it reaches nobody')
  })

  // What is misspelt must not pass for something that does not happen.
  it.each<readonly [string, () => void, string]>([
    [
      'an unknown user',
      () => {
        expect(carol).not.toReach('BILLING/bobb', 'orders.created')
      },
      'no user "BILLING/bobb"',
    ],
    [
      'a subject with a wildcard',
      () => {
        expect(carol).not.toReach('BILLING/bob', 'orders.*')
      },
      'has a wildcard',
    ],
    [
      'no subject',
      () => {
        expect(carol).not.toBeAllowedTo('publish', 'orders..x')
      },
      'orders..x',
    ],
    [
      'a wildcard to publish',
      () => {
        expect(carol).toBeAllowedTo('publish', 'orders.*')
      },
      'has a wildcard',
    ],
    [
      'a queue to publish',
      () => {
        expect(carol).toBeAllowedTo('publish', 'orders.x', 'q')
      },
      'queues are for',
    ],
    [
      'a name in the place of a user',
      () => {
        expect('SHOP/carol').toBeAllowedTo('publish', 'a')
      },
      ".user('ORDERS/alice')",
    ],
    [
      'something without findings',
      () => {
        expect({}).not.toHaveFinding('invalid-name')
      },
      'synthInMemory(program)',
    ],
    ['no deployment', () => synthInMemory((() => undefined) as never), 'a function is no deployment'],
  ])('is refused for %s', (_, attempt, words) => {
    expect(attempt).toThrow(words)
  })

  it('is refused by a name that nobody has', () => {
    expect(() => synthesis.user('SHOP/nobody')).toThrow('there is no user "SHOP/nobody"')
  })
})
