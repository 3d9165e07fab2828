// `describeRule`: what is expected of every rule, natsmith's own and those of a platform team, as tests of whichever runner has
// a global `test`: that it fires and where, that it is quiet, that it can be acknowledged.
import { deepStrictEqual, ok } from 'node:assert'
import type { Construct } from 'constructs'
import { acknowledge, addRules } from '../constructs/construct'
import { deployment, type Deployment } from '../constructs/deployment'
import type { Explanation, Rule } from '../model/rule'
import type { Finding } from '../values/finding'
import { blocks, NatsmithError } from '../values/finding'

export type RuleProgram = (scope: Construct) => void

/** A program, and perhaps what else is given. */
export interface RuleCase {
  readonly program: RuleProgram
}

export interface RuleCases<C extends RuleCase = RuleCase> {
  /** The paths of all its findings in this program, `test/hub` for the construct `hub` at the top. */
  readonly fires: C & { readonly at: readonly string[] }
  /** Programs by what is right about them. */
  readonly quiet: Readonly<Record<string, C | RuleProgram>>
}

/** A rule, and perhaps a message that it has in the program on which it fires. */
export type DescribedRule = Rule & Pick<Explanation, 'example'>

/** @internal What {@link RuleCases} say, as tests; `judge` gives all findings of a program. */
export function testRule<C extends RuleCase>(
  rule: DescribedRule,
  { fires, quiet }: RuleCases<C>,
  judge: (of: C | RuleCase) => readonly Finding[],
): void {
  const test = runnersTest()
  const found = (of: C | RuleCase): readonly Finding[] => judge(of).filter(({ code }) => code === rule.code)

  test(`${rule.code} fires`, () => {
    const findings = found(fires)
    const messages = findings.map(({ message }) => message)
    deepStrictEqual(
      findings.map(({ path, severity }) => ({ path, severity })),
      fires.at.map((path) => ({ path, severity: rule.severity })),
    )
    const { example } = rule
    ok(
      example === undefined || messages.includes(example),
      `no finding says: ${String(example)}\n${messages.join('\n')}`,
    )
  })

  for (const [why, of] of Object.entries(quiet))
    test(`${rule.code} is quiet: ${why}`, () => {
      deepStrictEqual(found(typeof of === 'function' ? { program: of } : of), [])
    })

  test(`${rule.code} is acknowledged`, () => {
    const program: RuleProgram = (scope) => {
      fires.program(scope)
      acknowledge(scope, rule.code, 'accepted in a test')
    }
    const findings = judge({ ...fires, program })
    const own = findings.filter(({ code }) => code === rule.code)
    deepStrictEqual(
      own.filter((f) => blocks(f) || f.acknowledged !== 'accepted in a test'),
      [],
    )
    deepStrictEqual(
      findings.filter(({ code }) => code === 'acknowledgement-without-finding'),
      [],
    )
  })
}

type Test = (name: string, run: () => void) => void

function runnersTest(): Test {
  const { test } = globalThis as { readonly test?: Test }
  if (test !== undefined) return test
  throw new NatsmithError(
    'no-test-runner',
    'describeRule finds no global test function',
    'run it with jest, or with vitest and globals: true',
  )
}

/** `program` as a deployment called `test`, with `rule` added. */
export const withRule = (rule: Rule, { program }: RuleCase): Deployment =>
  deployment('test', (scope) => {
    addRules(scope, rule)
    program(scope)
  })
