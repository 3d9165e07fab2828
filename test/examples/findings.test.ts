// What we show as right, no rule finds fault with.
import authCallout from '../../examples/auth-callout/natsmith'
import { site } from '../../examples/cdktf/site'
import { platform } from '../../examples/org-platform/platform'
import operator from '../../examples/operator/natsmith'
import quickstart from '../../examples/quickstart/natsmith'
import { deployment } from '../../lib/index'
import { synthInMemory } from '../../lib/testing/index'

it.each([
  ['quickstart', quickstart],
  ['operator', operator],
  ['auth-callout', authCallout],
  ['org-platform', platform],
  [
    'cdktf',
    deployment('example', (scope) => {
      site(scope)
    }),
  ],
])('examples/%s has no finding', (_, example) => {
  expect(synthInMemory(example).findings).toEqual([])
})
