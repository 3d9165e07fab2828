import { authCalloutUnencrypted } from '../../lib/rules/auth-callout-unencrypted'
import { calloutBase } from '../support/callout'
import { describeRule } from '../support/judge'

describeRule(authCalloutUnencrypted, {
  fires: {
    program: (scope) => {
      calloutBase(scope, () => ({ encrypted: false }))
    },
    at: ['prod/AUTH/callout'],
  },
  quiet: {
    'it is encrypted by default': (scope) => {
      calloutBase(scope)
    },
  },
})
