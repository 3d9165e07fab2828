// The servers that share accounts and trust. A deployment has one without a name; another is a construct.
import type { Construct } from 'constructs'
import { parseName } from '../values/names'
import type { NatsConstructProps } from './construct'
import { NatsConstruct, finish } from './construct'
import { isKind } from './kinds'
import { Props } from './props'

export interface NatsSystemProps extends NatsConstructProps {
  /** @defaultValue the construct's id */
  readonly name?: string
}

/**
 * Servers that share accounts: the accounts and servers declared below it. Only needed for a second system, such as a
 * leaf site with accounts of its own; what stands below no `NatsSystem` is in the deployment's implicit one.
 * @throws FindingsError `invalid-name`, and those of {@link NatsConstruct}
 */
export class NatsSystem extends NatsConstruct {
  readonly systemName: string

  constructor(scope: Construct, id: string, props: NatsSystemProps = {}) {
    const read = new Props<keyof NatsSystemProps>(props)
    super(scope, id, 'NatsSystem', read)
    this.systemName = read.value('name', parseName, id)
    finish(this, read)
  }
}

/** The name of the system that `construct` belongs to; empty for the implicit one. */
export function systemOf(construct: Construct): string {
  return construct.node.scopes.findLast((scope) => isKind(scope, 'NatsSystem'))?.systemName ?? ''
}
