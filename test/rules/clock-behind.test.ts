import { clockBehind } from '../../lib/rules/clock-behind'
import { base, describeRule } from '../support/judge'

const document = (notBefore: number) => ({ identity: 'tls/hub/nats1/client', notBefore })

describeRule(clockBehind, {
  fires: {
    program: base,
    documents: [document(Date.UTC(2026, 2, 1))],
    at: ['prod/hub'],
  },
  quiet: {
    'it begins now': { program: base, documents: [document(Date.UTC(2026, 0, 1))] },
    'nothing is issued yet': base,
  },
})
