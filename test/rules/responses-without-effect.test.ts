import { responsesWithoutEffect } from '../../lib/rules/responses-without-effect'
import { describeRule } from '../support/judge'
import { userMay } from '../support/user-may'

describeRule(responsesWithoutEffect, {
  fires: { program: userMay({ publish: ['>'], allowResponses: true }), at: ['prod/orders/bob'] },
  quiet: {
    'answers are all that may be published': userMay({ allowResponses: true }),
    'answers go beside what may be published': userMay({ publish: ['orders.>'], allowResponses: true }),
    'answers may go to what is denied': userMay({
      publish: { allow: ['>'], deny: ['_INBOX.>'] },
      allowResponses: true,
    }),
    'there is no leave to answer': userMay({ publish: ['>'] }),
  },
})
