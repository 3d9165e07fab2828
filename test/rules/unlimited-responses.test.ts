import { unlimitedResponses } from '../../lib/rules/unlimited-responses'
import { describeRule } from '../support/judge'
import { userMay } from '../support/user-may'

describeRule(unlimitedResponses, {
  fires: { program: userMay({ allowResponses: { max: -1 } }), at: ['prod/orders/bob'] },
  quiet: {
    'the limit is that of the server': userMay({ allowResponses: true }),
    'there is a limit': userMay({ allowResponses: { max: 100, expires: '1m' } }),
    'there is no leave to answer': userMay({ publish: ['orders.>'] }),
  },
})
