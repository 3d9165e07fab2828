// The servers that share accounts and trust. A deployment has one without a name; another is a construct.
import type { Construct } from 'constructs'
import { parseName } from '../values/names'
import type { NatsConstructProps } from './construct'
import { NatsConstruct, kindOf } from './construct'
import { Props } from './props'

export interface NatsSystemProps extends NatsConstructProps {
  /** @defaultValue the construct's id */
  readonly name?: string
}

/**
 * Servers that share accounts: the accounts and servers declared below it. Only needed for a second system, such as a
 * leaf site with accounts of its own; what stands below no `NatsSystem` is in the deployment's implicit one.
 * @throws FindingsError `invalid-name`
 */
export class NatsSystem extends NatsConstruct {
  readonly systemName: string

  constructor(scope: Construct, id: string, props: NatsSystemProps = {}) {
    super(scope, id, 'NatsSystem', props)
    const read = new Props(this.node.path)
    this.systemName = read.read('name', props.name ?? id, parseName)
    read.done()
  }
}

/** The name of the system that `construct` belongs to; empty for the implicit one. */
export function systemOf(construct: Construct): string {
  const system = construct.node.scopes.findLast((scope) => kindOf(scope) === 'NatsSystem')
  return system === undefined ? '' : (system as NatsSystem).systemName
}
