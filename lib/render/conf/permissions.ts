// In: permissions of the model. Out: a `permissions` block, in nats-server's words (server/opts.go parseUserPermissions).
import type { AllowDeny, Permissions } from '../../model/model'
import type { ConfMap } from '../../values/conf'
import { formatDuration } from '../../values/duration'
import { block } from './block'

export function permissionsBlock({ publish, subscribe, allowResponses }: Permissions): ConfMap {
  return block({
    publish: publish && side(publish),
    subscribe: subscribe && side(subscribe),
    allow_responses: allowResponses && responses(allowResponses),
  })
}

const side = ({ allow, deny }: AllowDeny): ConfMap => block({ allow, deny })

function responses({ max, expires }: NonNullable<Permissions['allowResponses']>): ConfMap | true {
  if (max === undefined && expires === undefined) return true
  return block({ max, expires: expires === undefined ? undefined : formatDuration(expires) })
}
