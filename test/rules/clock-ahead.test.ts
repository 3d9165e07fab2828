import { clockAhead } from '../../lib/rules/clock-ahead'
import { base, describeRule } from '../support/judge'

const DECEMBER = Date.UTC(2025, 11, 1)
const IDENTITIES = ['client', 'cluster'].flatMap((surface) =>
  ['nats1', 'nats2'].map((node) => `tls/hub/${node}/${surface}`),
)

/** What was deployed, of which the first `ended` have ended. */
const deployed = (ended: number) =>
  IDENTITIES.map((identity, i) => ({
    identity,
    notAfter: i < ended ? DECEMBER + i : Date.UTC(2026, 2, 1),
  }))

describeRule(clockAhead, {
  fires: { program: base, deployed: deployed(4), at: ['prod/hub'] },
  quiet: {
    'half of it has ended': { program: base, deployed: deployed(2) },
    'too little is deployed to tell': { program: base, deployed: deployed(3).slice(0, 3) },
    'what has ended was never deployed': { program: base, documents: deployed(4) },
    'nothing is deployed yet': base,
  },
})
