import { confOverride } from '../../lib/rules/conf-override'
import { Secret } from '../../lib/values/secret'
import { base, describeRule, judged } from '../support/judge'

describeRule(confOverride, {
  fires: {
    program: (scope) => {
      base(scope).hub.addConfOverride(['lame_duck_duration'], '30s')
    },
    at: ['prod/hub'],
  },
  quiet: { 'nothing is overridden': base },
})

test('the value, which may be a secret, is not shown', () => {
  const findings = judged({
    program: (scope) => {
      const { hub } = base(scope)
      hub.addConfOverride(['websocket', 'authorization', 'token'], Secret.of('s3cret'))
      hub.addConfOverride(['jetstream', 'key'], Secret.of('s3cret'))
    },
  })
  expect(findings.map(({ code }) => code)).toContain('conf-override')
  expect(JSON.stringify(findings)).not.toContain('s3cret')
})
