// `natsmith/testing`: a deployment in memory, and on servers of this machine, for tests. Its keys come from a seed that everybody
// may know, so no engine deploys them.
import type { DescribedRule, RuleCases } from './describe-rule'
import { testRule, withRule } from './describe-rule'
import { synthInMemory } from './synth-in-memory'

export type { DescribedRule, RuleCase, RuleCases, RuleProgram } from './describe-rule'
export { matchers } from './matchers'
export { synthInMemory, type TestOptions, type TestSynthesis } from './synth-in-memory'
export type { TestUser } from './user'
export { withServer, type ConnectOptions, type RunningNats, type ServerOptions } from './with-server'
export type { Deployment } from '../constructs/deployment'
export type { Finding } from '../values/finding'

/**
 * Tests a rule of one's own as natsmith's are tested: on a program it fires, at these paths; on others it is quiet; and where it
 * is acknowledged, it blocks nothing. Each becomes a test of jest, or of vitest with `globals`. The rule is added to the
 * programs, which are deployments called `test`.
 *
 * @example
 * ```ts
 * describeRule(hasOwner, {
 *   fires: { program: (scope) => new Account(scope, 'ORDERS'), at: ['test/ORDERS'] },
 *   quiet: { 'it has an owner': (scope) => new Account(scope, 'ORDERS', { tags: { owner: 'shop' } }) },
 * })
 * ```
 * @throws NatsmithError `no-test-runner`
 */
export function describeRule(rule: DescribedRule, cases: RuleCases): void {
  testRule(rule, cases, (of) => synthInMemory(withRule(rule, of)).findings)
}
