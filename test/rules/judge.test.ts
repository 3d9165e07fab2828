import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Construct } from 'constructs'
import { acknowledge, addRules } from '../../lib/constructs/construct'
import type { Rule, Violation } from '../../lib/model/rule'
import { EXPLANATIONS, RULES, explain } from '../../lib/rules'
import { base, judged } from '../support/judge'

const codes = (program: (scope: Construct) => void) => judged({ program }).map(({ code }) => code)

/** Blames each of `paths`. */
const blaming = (code: string, ...paths: readonly string[]): Rule => ({
  code,
  severity: 'error',
  title: '',
  why: '',
  change: '',
  source: '',
  check: () => paths.map((path) => ({ path, message: 'is wrong', change: 'correct it' })),
})

test('a plain deployment has no finding', () => {
  expect(judged({ program: base })).toEqual([])
})

describe('built-in rules', () => {
  const files = (folder: string, suffix: string) =>
    readdirSync(join(__dirname, folder))
      .filter((name) => name.endsWith(suffix))
      .map((name) => name.slice(0, -suffix.length))
      .filter((name) => !['docs', 'index', 'judge', 'own-codes'].includes(name))
      .sort()

  test('each has a file and a test called by its code', () => {
    const listed = RULES.map(({ code }) => code)
    expect(listed).toEqual(files('../../lib/rules', '.ts'))
    expect(listed).toEqual(files('.', '.test.ts'))
  })

  test('each says what it is about in the form of messages', () => {
    for (const { code, title, change, why, source, example } of EXPLANATIONS) {
      expect(code).toMatch(/^[a-z][a-z-]+$/)
      for (const text of [title, change, source, example]) expect(text).toMatch(/^\S[^]*[^.\s]$/)
      for (const text of [title, change]) expect(text).toMatch(/^[a-z]/)
      expect(why).toMatch(/^([A-Z]|nats-server )[^]*\.$/)
    }
  })

  test('explain knows every code, and those of added rules', () => {
    for (const explanation of EXPLANATIONS) expect(explain(explanation.code)).toBe(explanation)
    const added = blaming('acme/has-owner')
    expect(explain('acme/has-owner')).toBeUndefined()
    expect(explain('acme/has-owner', [added])).toBe(added)
  })
})

describe('added rules', () => {
  test('judge what is at or below their scope', () => {
    const program = (scope: Construct): void => {
      const site = new Construct(scope, 'site')
      const paths = ['prod', 'prod/site', 'prod/site/hub', 'prod/site-2', 'prod/site-2/hub']
      addRules(site, blaming('acme/x', ...paths))
    }
    const found = judged({ program }).filter(({ code }) => code === 'acme/x')
    expect(found.map(({ path }) => path)).toEqual(['prod/site', 'prod/site/hub'])
  })

  test('that are added twice find once', () => {
    const rule = blaming('acme/x', 'prod/site')
    const program = (scope: Construct): void => {
      addRules(scope, rule)
      addRules(new Construct(scope, 'site'), rule)
    }
    expect(codes(program)).toEqual(['acme/x'])
  })

  test.each(['has-owner', 'plaintext-listener', 'acme/', '/x', 'acme/x/y', 'Acme/X', ''])(
    'are not run under the code %j',
    (code) => {
      const program = (scope: Construct): void => {
        addRules(new Construct(scope, 'site'), blaming(code, 'prod/site'))
      }
      expect(judged({ program })).toEqual([
        expect.objectContaining({ code: 'rule-without-namespace', severity: 'error', path: 'prod/site' }),
      ])
    },
  )

  const wrong = { path: 'prod/site', message: 'is wrong', change: 'correct it' }

  test.each<[string, Rule['check']]>([
    [
      'throw',
      () => {
        throw new TypeError('no such cluster')
      },
    ],
    [
      'throw half way',
      function* () {
        yield wrong
        throw new TypeError('no such cluster')
      },
    ],
    ['give nothing back', () => undefined as unknown as readonly Violation[]],
    ['give something else back', () => [undefined] as unknown as readonly Violation[]],
  ])('that %s become a finding', (_, check) => {
    const failing: Rule = { ...blaming('acme/x'), check }
    const program = (scope: Construct): void => {
      addRules(new Construct(scope, 'site'), failing)
      addRules(scope, blaming('acme/y', 'prod'))
    }
    const found = judged({ program })
    expect(found.map(({ code }) => code)).toEqual(['acme/y', 'rule-failed'])
    const [, failed] = found
    expect(failed).toMatchObject({ severity: 'error', path: 'prod/site' })
    expect(failed?.message).toContain('"acme/x"')
    expect(failed?.message).not.toMatch(/\n|\bat .*:\d+:\d+/)
  })
})

test('a conf that cannot be made is reported once, under its own code', () => {
  const program = (scope: Construct): void => {
    base(scope).hub.addConfOverride(['cluster', 'routes', 7], 'nats-route://nats9.internal')
  }
  expect(codes(program)).toEqual(['conf-override-not-applicable', 'conf-override'])
})

test('validations of the tree are findings', () => {
  const program = (scope: Construct): void => {
    new Construct(scope, 'site').node.addValidation({ validate: () => ['has no clock'] })
  }
  expect(judged({ program })).toEqual([
    expect.objectContaining({
      code: 'validation',
      severity: 'error',
      path: 'prod/site',
      message: 'has no clock',
    }),
  ])
})

describe('acknowledgements', () => {
  const sites = (scope: Construct): readonly [Construct, Construct] => {
    addRules(scope, blaming('acme/x', 'prod/a', 'prod/b/c'), blaming('acme/y', 'prod/a'))
    return [new Construct(scope, 'a'), new Construct(scope, 'b')]
  }
  const reasons = (program: (scope: Construct) => void) =>
    judged({ program }).map(({ code, path, acknowledged }) => [code, path, acknowledged])

  test('accept one code, at and below their scope', () => {
    const program = (scope: Construct): void => {
      const [, b] = sites(scope)
      acknowledge(b, 'acme/x', 'only in b')
    }
    expect(reasons(program)).toEqual([
      ['acme/x', 'prod/a', undefined],
      ['acme/y', 'prod/a', undefined],
      ['acme/x', 'prod/b/c', 'only in b'],
    ])
  })

  test('of the innermost scope give the reason', () => {
    const program = (scope: Construct): void => {
      const [a] = sites(scope)
      acknowledge(a, 'acme/x', 'in a')
      acknowledge(scope, 'acme/x', 'everywhere')
    }
    expect(reasons(program)).toEqual([
      ['acme/x', 'prod/a', 'in a'],
      ['acme/y', 'prod/a', undefined],
      ['acme/x', 'prod/b/c', 'everywhere'],
    ])
  })

  test('that accept nothing are warned about', () => {
    const program = (scope: Construct): void => {
      const [a] = sites(scope)
      acknowledge(a, 'acme/z', 'misspelt')
      acknowledge(scope, 'acme/x', 'everywhere')
    }
    expect(judged({ program }).at(-1)).toMatchObject({
      code: 'acknowledgement-without-finding',
      severity: 'warning',
      path: 'prod/a',
    })
  })
})

test('findings are sorted: errors, then by path, code and message', () => {
  const program = (scope: Construct): void => {
    addRules(scope, blaming('acme/y', 'prod/b', 'prod/a'), {
      ...blaming('acme/w', 'prod/a'),
      severity: 'warning',
    })
    addRules(scope, blaming('acme/x', 'prod/b'))
  }
  expect(judged({ program }).map(({ code, path }) => `${code} ${path}`)).toEqual([
    'acme/y prod/a',
    'acme/x prod/b',
    'acme/y prod/b',
    'acme/w prod/a',
  ])
})
