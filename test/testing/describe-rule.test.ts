import { Account } from '../../lib/constructs/account'
import type { Rule } from '../../lib/model/rule'
import { describeRule, type RuleCases } from '../../lib/testing/index'
import { thrown } from '../support/thrown'

const hasOwner: Rule = {
  code: 'acme/has-owner',
  severity: 'error',
  title: 'every account names its owner',
  why: 'Somebody must answer for it.',
  change: 'add the tag owner',
  source: 'Acme handbook',
  check: ({ model }) =>
    model.systems
      .flatMap(({ accounts }) => accounts)
      .filter(({ tags }) => tags['owner'] === undefined)
      .map(({ path }) => ({ path, message: 'tags.owner: is not set', change: 'add the tag owner' })),
}

const cases: RuleCases = {
  fires: {
    program: (scope) => {
      new Account(scope, 'ORDERS')
    },
    at: ['test/ORDERS'],
  },
  quiet: {
    'it has an owner': (scope) => {
      new Account(scope, 'ORDERS', { tags: { owner: 'shop' } })
    },
  },
}

describe('a rule that does what is expected', () => {
  describeRule({ ...hasOwner, example: 'tags.owner: is not set' }, cases)
})

/** The names of the tests that fail. */
function failing(rule: Rule & { readonly example?: string }, of: RuleCases = cases): readonly string[] {
  const runner = globalThis as { test: unknown }
  const own = runner.test
  const failed: string[] = []
  runner.test = (name: string, run: () => void) => {
    if (thrown(run) !== undefined) failed.push(name)
  }
  try {
    describeRule(rule, of)
  } finally {
    runner.test = own
  }
  return failed
}

it('fails where the rule does something else', () => {
  expect(failing(hasOwner)).toEqual([])
  expect(failing({ ...hasOwner, check: () => [] })).toEqual([
    'acme/has-owner fires',
    'acme/has-owner is acknowledged',
  ])
  expect(failing({ ...hasOwner, example: 'something else' })).toEqual(['acme/has-owner fires'])
  expect(failing(hasOwner, { ...cases, quiet: { 'it is there': cases.fires } })).toEqual([
    'acme/has-owner is quiet: it is there',
  ])
})

it('says so where there is no runner', () => {
  const runner = globalThis as { test?: unknown }
  const own = runner.test
  runner.test = undefined
  const error = thrown(() => {
    describeRule(hasOwner, cases)
  })
  runner.test = own
  expect(error).toMatchObject({ code: 'no-test-runner' })
})
