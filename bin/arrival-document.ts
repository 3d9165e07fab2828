// In: where a message arrives. Out: that for a document.
import { accountName, userName } from '../lib/model/identity'
import type { Arrival } from '../lib/permissions/reach'

export const arrivalDocument = ({ user, subject, way, steps }: Arrival): object => ({
  user: userName(user),
  subject,
  ...way,
  steps: steps.map((step) => ({ ...step, account: accountName(step.account) })),
})
